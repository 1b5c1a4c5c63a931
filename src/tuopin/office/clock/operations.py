"""Moving the demo clock on. A real office has no operation here at all."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tuopin.office.clock.models import DemoClock


class UnableToMove(Exception):
    """The clock stands in a real office, or would go back."""


def move_to(day: date) -> None:
    """Move the demo clock to a later day; never back, and never in a real office."""
    with transaction.atomic():
        clock = DemoClock.objects.select_for_update().order_by("only").first()
        if clock is None:
            raise UnableToMove(
                "这里不是演示数据库，日期不能更改。"
                "This is no demo database: its date cannot be moved."
            )
        if day < clock.today:
            raise UnableToMove(
                f"演示日期是 {clock.today}，只能向后移动。"
                f"The demo's day is {clock.today}; it only moves on."
            )
        DemoClock.objects.filter(only=True).update(today=day)
