"""Counting units of which some count: by area, by month, and the list behind a figure.

A measure is one statement, one row a unit. Every figure and every list is made of the
same statement, so that a list has as many rows as its figure says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection

from tuopin.office.divisions.domain import code_range

TOWNSHIP, VILLAGE = 9, 12
"""How many digits of a division code tell a township, and a village."""

TALLIES = """
SELECT left(m.place, %(digits)s::int), count(*) FILTER (WHERE m.counts), count(*)
FROM ({measure}) m GROUP BY 1 ORDER BY 1
"""
SPREAD = """
SELECT left(m.place, %(digits)s::int), date_trunc('month', m.day)::date,
  count(*) FILTER (WHERE m.counts), count(*)
FROM ({measure}) m
WHERE m.place >= %(place_from)s AND m.place < %(place_until)s
GROUP BY 1, 2 ORDER BY 1, 2
"""
ROWS = """
SELECT m.place, m.unit, m.about, m.day, m.counts
FROM ({measure}) m
WHERE m.place >= %(place_from)s AND m.place < %(place_until)s
  AND (%(only)s::boolean IS NULL OR m.counts = %(only)s::boolean)
ORDER BY m.place, m.unit, m.day, m.about OFFSET %(offset)s LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Measure:
    """Units of a year: `sql` selects place, unit, about, day and whether it counts.

    `unit` is what a row is of, such as a household's number; `about` says more of it in
    a word that is not for reading. `given` are the statement's own parameters.
    """

    sql: str
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Tally:
    """How many units count, of how many."""

    counted: int = 0
    of: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Count both together."""
        return Tally(self.counted + other.counted, self.of + other.of)

    @property
    def share(self) -> Fraction | None:
        """The share that counts, None of nothing."""
        return Fraction(self.counted, self.of) if self.of else None


NONE = Tally()


@dataclass(frozen=True)
class Unit:
    """One unit of a measure."""

    place: str
    unit: str
    about: str
    day: date | None
    counts: bool


def tallies(measure: Measure, *, digits: int = TOWNSHIP) -> dict[str, Tally]:
    """Return what counts in each area in sight, by its code."""
    rows = _fetched(TALLIES, measure, {"digits": digits})
    return {f"{code:0<12}": Tally(counted, of) for code, counted, of in rows}


def spread(
    measure: Measure, place: str
) -> tuple[dict[str, Tally], list[tuple[date, Tally]]]:
    """Return what counts in each village of a place, and month by month; in one query.

    Units without a day are in no month.
    """
    by_village: dict[str, Tally] = {}
    by_month: dict[date, Tally] = {}
    given = {"digits": VILLAGE, **_within(place)}
    for code, month, *figures in _fetched(SPREAD, measure, given):
        tally = Tally(*figures)
        by_village[code] = by_village.get(code, NONE) + tally
        if month is not None:
            by_month[month] = by_month.get(month, NONE) + tally
    return by_village, sorted(by_month.items())


def units(
    measure: Measure,
    place: str,
    *,
    only: bool | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[Unit]:
    """Return the units of a place in their order, all or those that (do not) count."""
    given = {"only": only, "offset": offset, "limit": limit, **_within(place)}
    return [Unit(*row) for row in _fetched(ROWS, measure, given)]


def _within(place: str) -> dict[str, str]:
    first, after = code_range(place)
    return {"place_from": first, "place_until": after}


def _fetched(
    statement: str, measure: Measure, given: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(measure=measure.sql), {**measure.given, **given}
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
