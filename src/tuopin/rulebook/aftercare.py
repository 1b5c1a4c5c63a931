"""After an exit: until when pairings stay, how often somebody calls; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tuopin.rulebook.citation import Citation

MONTHS = 12
POSSIBLE = (1, 2, 3, 4, 6, 12)
"""So often a year somebody may call: periods are whole months."""


@dataclass(frozen=True, slots=True)
class Term:
    """A period of the year in which a household is called on once."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class AftercareRules:
    """Until which day a delisted village stays paired, and how often somebody calls."""

    cite: Citation
    notes: tuple[str, ...]
    paired_until: date
    visits_each_year: int

    def term_of(self, day: date) -> Term:
        """Return the period that a day lies in."""
        months = MONTHS // self.visits_each_year
        at = (day.month - 1) // months
        first = date(day.year, at * months + 1, 1)
        after = (at + 1) * months
        end = date(day.year + after // MONTHS, after % MONTHS + 1, 1)
        return Term(first, end - timedelta(days=1))
