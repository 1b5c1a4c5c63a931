"""Which lists of departments are held against the register, and what a hit asks; pure.

A hit is a question to a person. Nothing here says what is true of a household.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text


class RaisedBy(StrEnum):
    """What raises a question: that somebody is on a list, or is not."""

    LISTED = "listed"  # 在名单上
    ABSENCE = "absence"  # 不在名单上


@dataclass(frozen=True, slots=True)
class ToldColumn:
    """A column of a list that is kept of a hit, with the titles it may have."""

    id: str
    title: Text
    titles: tuple[str, ...]
    may_lack: bool


@dataclass(frozen=True, slots=True)
class Ages:
    """The full years of age, both included, reached on a day of the year."""

    least: int
    most: int
    month: int
    day: int

    def include(self, born_on: date, *, year: int) -> bool:
        """Say whether somebody is of this age in a year."""
        had_birthday = (born_on.month, born_on.day) <= (self.month, self.day)
        age = year - born_on.year - (0 if had_birthday else 1)
        return self.least <= age <= self.most


@dataclass(frozen=True, slots=True)
class ListRules:
    """One list: whose it is, how it is written, what a hit asks and by when.

    `holds` says that an open question bears on the standard and stops the household.
    """

    id: str
    title: Text
    department: str
    raised_by: RaisedBy
    ages: Ages | None
    holds: bool
    answer_within_days: int
    question: Text
    id_number: tuple[str, ...]
    tells: tuple[ToldColumn, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it has to name everybody, because who is missing is asked about."""
        return self.raised_by is RaisedBy.ABSENCE


@dataclass(frozen=True, slots=True)
class ComparisonRules:
    """All lists by id, who clears their questions, and the readings they rest on."""

    cite: Citation
    notes: tuple[str, ...]
    answered_by: tuple[Position, ...]
    lists: Mapping[str, ListRules]

    def of_department(self, department: str | None) -> tuple[ListRules, ...]:
        """Return the lists that a department brings."""
        return tuple(one for one in self.lists.values() if one.department == department)
