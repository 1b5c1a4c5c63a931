"""Find the sheets and columns in a workbook that came from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tuopin.register.workbook.columns import (
    ALIASES,
    COLUMNS,
    REMARKS,
    VILLAGE_NAMES,
    Column,
    Sheet,
)
from tuopin.register.workbook.faults import Fault, Severity
from tuopin.register.workbook.reading import Cell, RawSheet, RawWorkbook
from tuopin.rulebook.text import Text

DECORATION = re.compile("^\\*|[*:\uff1a]+$")
ROWS_SEARCHED = 30
BRACKETED = re.compile("[(\uff08].*?[)\uff09]")
ENOUGH = Fraction(1, 2)
"""What part of a sheet's columns a row of titles has to name."""


@dataclass(frozen=True)
class FoundSheet:
    """A sheet of the workbook, its header row, and where its columns are."""

    sheet: Sheet
    raw: RawSheet
    header_row: int
    positions: Mapping[str, int]
    village_name_at: int | None
    columns: tuple[Column, ...]

    def records(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield the rows below the header that say anything in known columns."""
        known = [*self.positions.values()]
        for number, cells in self.raw.rows:
            if number <= self.header_row:
                continue
            if any(at < len(cells) and cells[at] != "" for at in known):
                yield number, cells


def title_of(cell: object) -> str:
    """Return a header cell as a column's title: no spaces, no unit in brackets."""
    if not isinstance(cell, str):
        return ""
    title = DECORATION.sub("", BRACKETED.sub("", "".join(cell.split())))
    return ALIASES.get(title, title)


def find_sheets(
    raw: RawWorkbook, *, asked: tuple[Column, ...] = ()
) -> tuple[list[FoundSheet], list[Fault]]:
    """Return the sheets that hold anything of the register, and what is missing.

    `asked` are columns of the survey sheet that a policy pack has beside the known.
    """
    found: list[FoundSheet] = []
    faults: list[Fault] = []
    for sheet in raw.sheets:
        header = _header(sheet, asked)
        if header is not None:
            found.append(header)
            faults.extend(_header_faults(header))
    present = {one.sheet for one in found}
    for sheet_kind in Sheet:
        if sheet_kind not in present:
            faults.append(_missing_sheet(sheet_kind))
    return found, faults


def _header(raw: RawSheet, asked: tuple[Column, ...]) -> FoundSheet | None:
    best: tuple[int, Sheet, int, list[str]] | None = None
    for number, cells in raw.rows[:ROWS_SEARCHED]:
        titles = [title_of(cell) for cell in cells]
        for kind, columns in COLUMNS.items():
            named = len({column.title for column in columns} & set(titles))
            keys = [column.title for column in columns[:2] if column.is_required]
            is_header = named >= ENOUGH * len(columns) and set(keys) <= set(titles)
            if is_header and (best is None or named > best[0]):
                best = (named, kind, number, titles)
    if best is None:
        return None
    _, kind, number, titles = best
    columns = COLUMNS[kind] + (asked if kind is Sheet.SURVEYS else ())
    return FoundSheet(
        kind,
        raw,
        number,
        {c.title: titles.index(c.title) for c in columns if c.title in titles},
        next((titles.index(one) for one in VILLAGE_NAMES if one in titles), None),
        columns,
    )


def _header_faults(found: FoundSheet) -> Iterator[Fault]:
    header = dict(found.raw.rows)[found.header_row]
    titles = [title_of(cell) for cell in header]
    for column in found.columns:
        if column.title not in found.positions:
            yield _missing_column(found, column)
        elif titles.count(column.title) > 1:
            yield Fault(
                found.raw.name,
                found.header_row,
                column.title,
                "",
                Text("有两列同名", "two columns have this title"),
                Text(
                    "只保留一列；目前只读取左边的一列",
                    "one column; only the left one was read",
                ),
                Severity.NOTICE,
            )


def _missing_column(found: FoundSheet, column: Column) -> Fault:
    if column.is_required:
        severity = Severity.ERROR
        right = Text("补上这一列", "the column, filled in")
    else:
        severity = Severity.NOTICE
        right = Text(
            "如有这项内容请补上；目前按“不清楚”处理",
            "the column, if there is anything to say; it counts as not known",
        )
    return Fault(
        found.raw.name,
        found.header_row,
        column.title,
        "",
        Text("缺少这一列", "the column is missing"),
        right,
        severity,
    )


def _missing_sheet(sheet: Sheet) -> Fault:
    titles = "、".join(column.title for column in COLUMNS[sheet])
    is_needed = sheet in (Sheet.HOUSEHOLDS, Sheet.MEMBERS)
    return Fault(
        sheet.value,
        None,
        None,
        "",
        Text("没有找到这张表", "there is no such sheet"),
        Text(f"一张表，表头含：{titles}", f"a sheet with the header: {titles}"),
        Severity.ERROR if is_needed else Severity.NOTICE,
    )


def is_remarks(cell: object) -> bool:
    """Say whether a header cell is that of our own column of remarks."""
    return isinstance(cell, str) and cell.startswith(REMARKS)
