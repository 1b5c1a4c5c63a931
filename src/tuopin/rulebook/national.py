"""The national system's form: its columns, its words, and when it is open; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tuopin.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class NationalColumn:
    """A column of the form: its code, and where our own figure for it stands.

    `source` is `<room>.<field>`; nothing where the program does not keep the figure.
    `words` turn our words into the system's; a word without one is left as it is.
    """

    code: str
    title: str
    source: str | None
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NationalSheet:
    """A sheet of the form: what a row is about, and its columns in order."""

    title: str
    room: str
    columns: tuple[NationalColumn, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The days, both included, on which the system takes entries (系统开放期)."""

    opens_on: date
    closes_on: date

    def is_open(self, on: date) -> bool:
        """Say whether entries are taken on a day."""
        return self.opens_on <= on <= self.closes_on


@dataclass(frozen=True, slots=True)
class NationalForm:
    """How a county hands its entries over, and how it reads back what was kept.

    `returned` gives the titles under which the system's own list has each figure;
    `lifted_out` are the words by which that list calls a household lifted out.
    """

    title: Text
    source: Text
    sheets: tuple[NationalSheet, ...]
    returned: Mapping[str, tuple[str, ...]]
    lifted_out: tuple[str, ...]
    windows: Mapping[int, tuple[Window, ...]]
    note: str

    def windows_of(self, year: int) -> tuple[Window, ...]:
        """Return the year's windows; none says that they are not known."""
        return self.windows.get(year, ())


RETURNED = (
    "household_number",
    "member_number",
    "name",
    "id_number",
    "persons",
    "relation",
    "status",
    "exit_year",
    "recorded_on",
    "record_number",
)
"""The figures that a returned list is read for."""
ROOMS = ("household", "member")
"""What a row of a sheet can be about."""
SOURCES = ("household", "member", "answer", "finding")
"""Where a figure can stand: the register, the survey's answers, the findings."""
