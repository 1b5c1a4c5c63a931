"""The workbook from which a person enters households in the national system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tuopin.register.unmasked import WholeHousehold
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.national import NationalColumn, NationalForm, NationalSheet

MEMBER = "member"
WIDTH = 14


@dataclass(frozen=True)
class HouseholdToEnter:
    """A household as it is entered: register, year, survey's answers, findings."""

    household: WholeHousehold
    year: int
    answers: Mapping[str, object]
    findings: Mapping[str, str]


def write_for_entry(
    path: Path, form: NationalForm, households: Sequence[HouseholdToEnter]
) -> None:
    """Write the form's sheets: a row of codes, a row of titles, then the figures.

    What the program does not keep stays empty, for the person who enters to fill in.
    """
    with workbook_at(path) as book:
        heading = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        for sheet in form.sheets:
            page = book.add_worksheet(sheet.title)
            page.freeze_panes(2, 1)
            page.set_column(0, len(sheet.columns) - 1, WIDTH)
            for at, column in enumerate(sheet.columns):
                page.write_string(0, at, column.code, heading)
            for at, column in enumerate(sheet.columns):
                page.write_string(1, at, column.title, heading)
            for row, figures in enumerate(rows_of(sheet, households), start=2):
                for at, figure in enumerate(figures):
                    write_cell(page, row, at, figure)


def rows_of(
    sheet: NationalSheet, households: Sequence[HouseholdToEnter]
) -> list[list[str | Decimal]]:
    """Return the rows of a sheet in the order of its columns."""
    found = []
    for one in households:
        members = one.household.members if sheet.room == MEMBER else ({},)
        for member in members:
            rooms: dict[str, Mapping[str, object]] = {
                "household": {**one.household.fields, "year": one.year},
                "member": member,
                "answer": one.answers,
                "finding": one.findings,
            }
            found.append([_figure(column, rooms) for column in sheet.columns])
    return found


def _figure(
    column: NationalColumn, rooms: Mapping[str, Mapping[str, object]]
) -> str | Decimal:
    if column.source is None:
        return ""
    room, _, name = column.source.partition(".")
    figure = rooms[room].get(name)
    if figure is None:
        return ""
    written = column.words.get(str(figure), figure)
    # Numbers of persons and accounts are texts: a spreadsheet's number loses digits.
    return written if isinstance(written, Decimal) else str(written)
