"""The national system as it answers: its list of whoever was entered in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from tuopin.filing.national.listing import NationalListing, listing_in
from tuopin.filing.national.workbook import HouseholdToEnter
from tuopin.office.policy.reader import read_pack
from tuopin.register.workbook.reading import Cell, RawSheet, RawWorkbook
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.national import NationalForm

TITLES = (
    "户编号",
    "人编号",
    "姓名",
    "证件号码",
    "人数",
    "与户主关系",
    "脱贫标志",
    "脱贫年度",
    "标注日期",
    "标注编号",
)
Line = dict[str, Cell]


@dataclass
class Entered:
    """A stand-in for the system: it keeps what it was handed, and lists it again.

    `said_otherwise` spoils a line before it is listed; `kept` are the lines.
    """

    on: date
    said_otherwise: Callable[[Line], Line | None] = field(default=lambda line: line)
    kept: list[Line] = field(default_factory=list)

    def hand_over(
        self, form: NationalForm, households: Sequence[HouseholdToEnter]
    ) -> str:
        """Keep every member of every household."""
        for one in households:
            fields = one.household.fields
            for member in one.household.members:
                self.kept.append(
                    {
                        "户编号": str(fields["number"]),
                        "人编号": str(member["number"]),
                        "姓名": str(member["name"]),
                        "证件号码": str(member["id_number"] or ""),
                        "人数": str(fields["member_count"]),
                        "与户主关系": str(member["relation"]),
                        "脱贫标志": "脱贫",
                        "脱贫年度": str(one.year),
                        "标注日期": self.on.isoformat(),
                        "标注编号": f"BZ{fields['number']}",
                    }
                )
        return sha256(repr(self.kept).encode()).hexdigest()

    def lines(self) -> list[list[Cell]]:
        """Return the list as a workbook's rows, the header first."""
        said = [self.said_otherwise(dict(line)) for line in self.kept]
        return [
            list(TITLES),
            *([line[title] for title in TITLES] for line in said if line is not None),
        ]

    def write(self, path: Path) -> None:
        """Write the list as the workbook that somebody carries."""
        with workbook_at(path) as book:
            page = book.add_worksheet("名单")
            for row, cells in enumerate(self.lines()):
                for at, cell in enumerate(cells):
                    write_cell(page, row, at, cell)

    def take_back(self, form: NationalForm) -> tuple[NationalListing, str]:
        """List what was kept, read as a workbook of these cells would be."""
        rows = list(enumerate(self.lines(), start=1))
        raw = RawWorkbook([RawSheet("名单", rows)])
        return listing_in(raw, form), sha256(repr(rows).encode()).hexdigest()


def form_of(pack: str) -> NationalForm:
    """Return the form of a pack."""
    form = read_pack(settings.PACKS / pack).national
    assert form is not None
    return form
