"""What day it is for the office; read by screens and commands, passed to the rest."""

from __future__ import annotations

from datetime import date

from django.db import connection

from tuopin.office.clock.models import DemoClock


def today() -> date:
    """Return the office's date, as the database takes it."""
    with connection.cursor() as cursor:
        row = cursor.execute("SELECT office_today()").fetchone()
    day: date = row[0]
    return day


def today_and_demo() -> tuple[date, bool]:
    """Return the office's date, and whether its clock can be moved, in one query."""
    with connection.cursor() as cursor:
        row = cursor.execute(
            "SELECT office_today(), EXISTS (SELECT FROM clock_democlock)"
        ).fetchone()
    day, can_be_moved = row
    return day, can_be_moved


def is_demo() -> bool:
    """Say whether this is a demo database, with a clock that can be moved."""
    return DemoClock.objects.exists()
