"""Reads the tables of an XLSForm that is written as Markdown, as pyxform reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tuopin.rulebook.document import Page, Place
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.text import Text

_COMMENT = re.compile(r"\s*#")
_CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by column, the blank ones left out."""

    place: Place
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Return what stands in a column; nothing is a blank text."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its columns in order, and its rows."""

    columns: list[str]
    rows: list[Row]


def parse_tables(page: Page, faults: Faults) -> dict[str, Table]:
    """Return each sheet by its name; its first row names the columns."""
    sheets: dict[str, Table] = {}
    sheet = Table([], [])
    for offset, line in enumerate(page.body.split("\n")):
        place = Place(page.place.file, page.body_line + offset)
        if not line.strip() or _COMMENT.match(line):
            continue
        first, *cells = _cells(line)
        if first:
            sheet = sheets.setdefault(first, Table([], []))
        if not any(cells):
            continue
        if not sheet.columns:
            sheet.columns.extend(cells)
            continue
        if len(cells) != len(sheet.columns):
            faults.add(
                place,
                wrong=Text(f"有{len(cells)}格", f"there are {len(cells)} cells"),
                right=Text(f"{len(sheet.columns)}格", f"{len(sheet.columns)} cells"),
            )
        named = zip(sheet.columns, cells, strict=False)
        sheet.rows.append(Row(place, {c: v for c, v in named if c and v}))
    return sheets


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [one.strip().replace(r"\|", "|") for one in _CELL_END.split(inner)]
