"""The national system's own list, as a workbook gives it: household by household.

Where the workbook comes from is not asked: every cell may be anything. Faults name the
sheet, the row and the column, and never repeat what may be an identity number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tuopin.register.workbook.reading import Cell, RawSheet, RawWorkbook
from tuopin.rulebook.national import NationalForm
from tuopin.rulebook.text import Text

MOST_FAULTS = 50
LONGEST_NUMBER = 40
LONGEST_CONFIRMATION = 60
LONGEST_NAME = 60
HEADER_WITHIN = 10
"""A title or two may stand above the header."""
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0+:00(?::00)?)?")
COMMON = ("exit_year", "persons", "record_number", "recorded_on", "status")
"""What all rows of a household say alike."""


@dataclass(frozen=True)
class ListedMember:
    """A person of a household as the national system has them."""

    number: str
    name: str
    id_number: str
    relation: str


@dataclass(frozen=True)
class ListedHousehold:
    """A household as the national system has it; nothing is None."""

    number: str
    status: str
    exit_year: str
    persons: str
    recorded_on: date | None
    record_number: str
    members: tuple[ListedMember, ...]

    @property
    def confirmation(self) -> str:
        """What proves the entry: the record's number and its day."""
        if self.recorded_on is None or not self.record_number:
            return ""
        return f"{self.record_number}（{self.recorded_on.isoformat()}）"


@dataclass(frozen=True)
class NationalListing:
    """The whole list, by the households' numbers."""

    households: Mapping[str, ListedHousehold]


@dataclass(frozen=True)
class ListingFault:
    """What cannot be read, and where."""

    sheet: str
    row: int | None
    column: str
    wrong: Text

    @property
    def text(self) -> Text:
        """Say where and what."""
        if self.row is None:
            return self.wrong
        return Text(
            f"“{self.sheet}”表第{self.row}行“{self.column}”：{self.wrong.zh}",
            f"Sheet “{self.sheet}”, row {self.row}, “{self.column}”: {self.wrong.en}",
        )


class UnreadableListing(Exception):
    """Nothing is taken from a list with a fault; says all of them."""

    def __init__(self, faults: Sequence[ListingFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


def listing_in(raw: RawWorkbook, form: NationalForm) -> NationalListing:
    """Read the list out of a workbook; raises UnreadableListing with every fault."""
    for sheet in raw.sheets:
        found = _columns(sheet, form)
        if found is not None:
            header, columns = found
            return _Reading(sheet, form, columns).read(header)
    first = raw.sheets[0].name if raw.sheets else ""
    titles = "、".join(form.returned[name][0] for name in form.returned)
    raise UnreadableListing(
        [
            ListingFault(
                first,
                None,
                "",
                Text(
                    f"没有一张表有国家系统名单的全部列：{titles}。"
                    "请从全国系统导出本年度脱贫户名单，原样上传。",
                    f"No sheet has all the columns of the national list: {titles}. "
                    "Export this year's list from the national system, and send it "
                    "as it is.",
                ),
            )
        ]
    )


def _columns(sheet: RawSheet, form: NationalForm) -> tuple[int, dict[str, int]] | None:
    """Return the header's row with where each figure stands, if it is such a sheet."""
    for number, cells in sheet.rows[:HEADER_WITHIN]:
        at: dict[str, int] = {}
        for position, cell in enumerate(cells):
            title = re.sub(r"\s", "", str(cell))
            for name, titles in form.returned.items():
                if title in titles:
                    at.setdefault(name, position)
        if set(at) == set(form.returned):
            return number, at
    return None


@dataclass
class _Reading:
    sheet: RawSheet
    form: NationalForm
    at: Mapping[str, int]
    faults: list[ListingFault] = field(default_factory=list)
    common: dict[str, dict[str, object]] = field(default_factory=dict)
    members: dict[str, list[ListedMember]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def read(self, header: int) -> NationalListing:
        for number, cells in self.sheet.rows:
            if number > header and any(str(cell).strip() for cell in cells):
                self._row(number, cells)
        if not self.common and not self.faults:
            empty = Text("名单里没有一户", "the list names no household")
            self._fault(header, "household_number", empty)
        if self.faults:
            raise UnreadableListing(self.faults[:MOST_FAULTS])
        return NationalListing(
            {
                number: ListedHousehold(
                    number=number,
                    members=tuple(self.members[number]),
                    **said,  # type: ignore[arg-type]  # the names of `COMMON`
                )
                for number, said in self.common.items()
            }
        )

    def _row(self, number: int, cells: Sequence[Cell]) -> None:
        household = self._text(number, cells, "household_number", LONGEST_NUMBER)
        person = self._text(number, cells, "member_number", LONGEST_NUMBER)
        if not household or not person:
            missing = "household_number" if not household else "member_number"
            self._fault(number, missing, Text("没有填写", "this is not filled in"))
            return
        if person in self.seen:
            twice = Text("同一人在名单中出现两次", "a person stands here twice")
            self._fault(number, "member_number", twice)
            return
        self.seen.add(person)
        said: dict[str, object] = {
            "status": self._text(number, cells, "status", LONGEST_NUMBER),
            "exit_year": self._text(number, cells, "exit_year", LONGEST_NUMBER),
            "persons": self._text(number, cells, "persons", LONGEST_NUMBER),
            "recorded_on": self._day(number, cells),
            "record_number": self._text(
                number, cells, "record_number", LONGEST_CONFIRMATION
            ),
        }
        before = self.common.setdefault(household, said)
        for name in COMMON:
            if before[name] != said[name]:
                apart = Text(
                    "与同户上一行不同", "it differs from the household's first row"
                )
                self._fault(number, name, apart)
        self.members.setdefault(household, []).append(
            ListedMember(
                number=person,
                name=self._text(number, cells, "name", LONGEST_NAME),
                id_number=self._text(number, cells, "id_number", LONGEST_NUMBER),
                relation=self._text(number, cells, "relation", LONGEST_NAME),
            )
        )

    def _cell(self, cells: Sequence[Cell], name: str) -> Cell:
        position = self.at[name]
        return cells[position] if position < len(cells) else ""

    def _text(self, number: int, cells: Sequence[Cell], name: str, longest: int) -> str:
        if (number, self.at[name] + 1) in self.sheet.formulas:
            formula = Text("是公式，请改为值", "a formula; give its value")
            self._fault(number, name, formula)
            return ""
        cell = self._cell(cells, name)
        if isinstance(cell, Decimal) and cell != cell.to_integral_value():
            wrong = Text("是小数，应为文本", "a fraction, where a text belongs")
            self._fault(number, name, wrong)
            return ""
        written = str(int(cell)) if isinstance(cell, Decimal) else str(cell)
        written = written.strip().lstrip("'")
        if len(written) > longest or not written.isprintable():
            wrong = Text("过长或含有不可见字符", "it is too long, or not printable")
            self._fault(number, name, wrong)
            return ""
        return written

    def _day(self, number: int, cells: Sequence[Cell]) -> date | None:
        cell = self._cell(cells, "recorded_on")
        if isinstance(cell, date):
            return cell
        written = self._text(number, cells, "recorded_on", LONGEST_NUMBER)
        if not written:
            return None
        found = DAY.fullmatch(written)
        try:
            if found is not None:
                return date(*(int(part) for part in found.groups()))
        except ValueError:
            pass
        wrong = Text(
            "不是日期，应如2000-12-29", "this is no day; give it as 2000-12-29"
        )
        self._fault(number, "recorded_on", wrong)
        return None

    def _fault(self, number: int, name: str, wrong: Text) -> None:
        title = self.form.returned[name][0]
        self.faults.append(ListingFault(self.sheet.name, number, title, wrong))
