"""The national system in the demonstration: it takes workbooks in and gives a list out.

It stands where people would type: what a workbook hands over is kept, and listed with
the mark's day and number, as that system lists what was entered in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tuopin.filing.national.connector import ByWorkbook
from tuopin.filing.national.listing import NationalListing
from tuopin.filing.national.workbook import HouseholdToEnter
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.national import RETURNED, NationalForm

Line = dict[str, str]


@dataclass
class NationalSystem:
    """Files in a folder: a workbook for each entry, and the latest list."""

    folder: Path
    lines: list[Line] = field(default_factory=list)
    _handed_over: list[HouseholdToEnter] = field(default_factory=list)
    _workbooks: int = 0

    @property
    def listed_in(self) -> Path:
        """Where the latest list lies."""
        return self.folder / "list.xlsx"

    def hand_over(
        self, form: NationalForm, households: Sequence[HouseholdToEnter]
    ) -> str:
        """Write a workbook for entry."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._workbooks += 1
        self._handed_over = list(households)
        path = self.folder / f"entry-{self._workbooks:03}.xlsx"
        return ByWorkbook(path).hand_over(form, households)

    def enter(self, *, on: date) -> None:
        """Type in what the latest workbook says."""
        for one in self._handed_over:
            fields = one.household.fields
            for member in one.household.members:
                figures = (
                    fields["number"],
                    member["number"],
                    member["name"],
                    member["id_number"],
                    fields["member_count"],
                    member["relation"],
                    None,
                    one.year,
                    on,
                    f"BZ{one.year}{len(self.lines) + 1:06}",
                )
                line = {
                    name: "" if figure is None else str(figure)
                    for name, figure in zip(RETURNED, figures, strict=True)
                }
                # A household has one record, whoever its members are.
                same = self.lines[-1] if self.lines else line
                if same["household_number"] == line["household_number"]:
                    line["record_number"] = same["record_number"]
                self.lines.append(line)
        self._handed_over = []

    def take_back(self, form: NationalForm) -> tuple[NationalListing, str]:
        """Write the list of everybody entered so far, and read it as a workbook."""
        with workbook_at(self.listed_in) as book:
            page = book.add_worksheet("名单")
            for at, name in enumerate(RETURNED):
                page.write_string(0, at, form.returned[name][0])
            for row, line in enumerate(self.lines, start=1):
                said = line | {"status": form.lifted_out[0]}
                for at, name in enumerate(RETURNED):
                    write_cell(page, row, at, said[name])
        return ByWorkbook(self.listed_in).take_back(form)
