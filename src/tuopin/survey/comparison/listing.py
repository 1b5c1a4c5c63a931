"""Reads a department's list out of a workbook; never repeats an identity number.

Every cell may be anything. A fault names sheet, row and column, as the register's
import does, and leaves the value out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tuopin.register.workbook.cells import read_cell
from tuopin.register.workbook.columns import Column, Form
from tuopin.register.workbook.faults import Fault, Severity
from tuopin.register.workbook.reading import Cell, RawSheet, RawWorkbook
from tuopin.rulebook.comparison import ListRules
from tuopin.rulebook.text import Text
from tuopin.survey.comparison.domain import ListedPerson, Listing

HEADER_WITHIN = 10
"""A title or two may stand above the header."""
LONGEST_TOLD = 60
PERSONAL = re.compile(r"\d{15}(?:\d{2}[\dXx])?")
"""What may be an identity number or an account, wherever it stands."""


class NoSuchList(Exception):
    """No sheet of the workbook has the columns of this list; says which are asked."""

    def __init__(self, rules: ListRules) -> None:
        needed = [told.titles[0] for told in rules.tells if not told.may_lack]
        asked = [rules.id_number[0], *needed]
        self.text = Text(
            f"没有一张表有“{rules.title.zh}”的列：{'、'.join(asked)}。"
            "请核对选的名单和第一行的列名。",
            f"No sheet has the columns of “{rules.title.en}”: {', '.join(asked)}. "
            "See which list you chose, and the titles of the columns.",
        )
        super().__init__(self.text.en)


def listing_in(raw: RawWorkbook, rules: ListRules) -> Listing:
    """Read every sheet that is such a list; raises NoSuchList where none is."""
    found = [
        _Reading(sheet, header[1]).read(header[0])
        for sheet in raw.sheets
        if (header := _columns(sheet, rules)) is not None
    ]
    if not found:
        raise NoSuchList(rules)
    return Listing(
        people=tuple(one for listing in found for one in listing.people),
        faults=tuple(fault for listing in found for fault in listing.faults),
        set_aside=sum(listing.set_aside for listing in found),
    )


ID_NUMBER = ""
"""Under what the number's column stands among those that are told."""


@dataclass(frozen=True)
class _At:
    """Where a column stands, under which title."""

    position: int
    title: str


def _columns(sheet: RawSheet, rules: ListRules) -> tuple[int, dict[str, _At]] | None:
    """Return the header's row with where each column stands, if it is such a list."""
    titles = {ID_NUMBER: rules.id_number, **{t.id: t.titles for t in rules.tells}}
    needed = {ID_NUMBER, *(told.id for told in rules.tells if not told.may_lack)}
    for number, cells in sheet.rows[:HEADER_WITHIN]:
        at: dict[str, _At] = {}
        for position, cell in enumerate(cells):
            title = re.sub(r"\s", "", str(cell))
            for name, known in titles.items():
                if title in known:
                    at.setdefault(name, _At(position, title))
        if needed <= set(at):
            return number, at
    return None


@dataclass
class _Reading:
    sheet: RawSheet
    at: Mapping[str, _At]
    people: list[ListedPerson] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    set_aside: int = 0

    def read(self, header: int) -> Listing:
        for number, cells in self.sheet.rows:
            if number > header and any(str(cell).strip() for cell in cells):
                self._row(number, cells)
        return Listing(tuple(self.people), tuple(self.faults), self.set_aside)

    def _row(self, number: int, cells: Sequence[Cell]) -> None:
        before = len(self.faults)
        person = self._id_number(number, cells)
        told = {
            name: text
            for name in self.at
            if name != ID_NUMBER and (text := self._told(number, cells, name))
        }
        if any(one.severity is Severity.ERROR for one in self.faults[before:]):
            self.set_aside += 1
            return
        self.people.append(ListedPerson(number, person, told))

    def _id_number(self, number: int, cells: Sequence[Cell]) -> str:
        at = self.at[ID_NUMBER]
        column = Column(at.title, ID_NUMBER, Form.ID_NUMBER, at.title)
        if (number, at.position + 1) in self.sheet.formulas:
            self._fault(number, at, _FORMULA, column.right)
            return ""
        reading = read_cell(column, _cell(cells, at))
        if reading.value is None and reading.severity is None:
            self._fault(number, at, _BLANK, column.right)
        elif reading.severity is Severity.ERROR and reading.wrong:
            self._fault(number, at, reading.wrong, reading.right or column.right)
        return "" if reading.value is None else str(reading.value)

    def _told(self, number: int, cells: Sequence[Cell], name: str) -> str:
        at = self.at[name]
        cell = _cell(cells, at)
        text = _plain(cell)
        if len(text) > LONGEST_TOLD or not text.isprintable():
            self._fault(number, at, _TOO_LONG, _SHORT)
        elif PERSONAL.search(text):
            self._fault(number, at, _PERSONAL, _SHORT)
        return text

    def _fault(self, number: int, at: _At, wrong: Text, right: Text) -> None:
        self.faults.append(
            Fault(self.sheet.name, number, at.title, "", wrong, right, Severity.ERROR)
        )


def _cell(cells: Sequence[Cell], at: _At) -> Cell:
    return cells[at.position] if at.position < len(cells) else ""


def _plain(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return str(cell).strip()


_FORMULA = Text("是公式，请改为值", "it is a formula; give its value")
_BLANK = Text("没有填写", "it is not filled in")
_TOO_LONG = Text("过长或含有不可见字符", "it is too long, or not printable")
_PERSONAL = Text(
    "像是证件号码或账号，不能写在这一列",
    "it looks like an identity or account number, which does not belong here",
)
_SHORT = Text("不超过60字的文字", "a text of at most 60 characters")
