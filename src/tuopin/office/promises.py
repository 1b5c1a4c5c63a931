"""Reading which promise of the database a refused statement would have broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from django.db import IntegrityError

EXITS_ONCE = "a_delisted_village_exits_once"
"""Nothing more is planned or opened for a village that is off the register."""
OPEN_FINDING = "no_mark_with_an_open_finding"
"""No household is marked while what an inspection found of it is not corrected."""

EVERY_VILLAGE = "a_timetable_names_every_poor_village"
"""A timetable has a year for every poor village that is still on the register."""


def broken_promise(refused: IntegrityError) -> tuple[str, str]:
    """Return the promise's name and what the database says of it, blank if nothing."""
    cause = refused.__cause__
    if not isinstance(cause, psycopg.Error):
        return "", ""
    return cause.diag.constraint_name or "", cause.diag.message_detail or ""
