"""After an exit: until when pairings stay, how often somebody calls; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text

MONTHS = 12
POSSIBLE = (1, 2, 3, 4, 6, 12)
"""So often a year somebody may call: periods are whole months."""


@dataclass(frozen=True, slots=True)
class Term:
    """A period of the year in which a household is called on once."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Returning:
    """By whom a household that fell back is put on the register again."""

    cite: Citation
    decided_by: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class AftercareRules:
    """What goes on after an exit: pairing, calls, help, watching, and falling back.

    `resurveyed_by_month` is the month by whose end the year's survey is made again;
    `measures` are the kinds of help, by id.
    """

    cite: Citation
    notes: tuple[str, ...]
    paired_until: date
    visits_each_year: int
    remind_before_days: int
    resurveyed_by_month: int
    risk_settled_within_days: int
    measures: Mapping[str, Text]
    returning: Returning

    def term_of(self, day: date) -> Term:
        """Return the period that a day lies in."""
        months = MONTHS // self.visits_each_year
        at = (day.month - 1) // months
        first = date(day.year, at * months + 1, 1)
        after = (at + 1) * months
        end = date(day.year + after // MONTHS, after % MONTHS + 1, 1)
        return Term(first, end - timedelta(days=1))

    def terms_between(self, first: date, last: date) -> list[Term]:
        """Return the periods from the one with a day to the one with another."""
        found = []
        while first <= last:
            found.append(self.term_of(first))
            first = found[-1].last_day + timedelta(days=1)
        return found

    def resurveyed_by(self, year: int) -> date:
        """Return the day by which a year's survey is made again."""
        after = self.resurveyed_by_month
        first = date(year + after // MONTHS, after % MONTHS + 1, 1)
        return first - timedelta(days=1)
