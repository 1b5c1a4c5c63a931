"""A register as a workbook: read in the limited child, checked, put before DuckDB."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tuopin.register.domain import HEAD_OF_HOUSEHOLD
from tuopin.register.workbook.cells import read_cell
from tuopin.register.workbook.columns import COLUMNS, Column
from tuopin.register.workbook.columns import Form as CellForm
from tuopin.register.workbook.faults import Fault, Severity
from tuopin.register.workbook.layout import FoundSheet, find_sheets, title_of
from tuopin.register.workbook.reading import Cell, read_workbook
from tuopin.register.workbook.sifting import BLANK, FORMULA
from tuopin.rulebook.facts import FactType
from tuopin.rulebook.text import Text
from tuopin.standards.bulk.duck import EVERY_SURVEY, Register
from tuopin.standards.bulk.faults import UnusableRegister, fault
from tuopin.standards.bulk.tables import (
    HEADS,
    HOUSEHOLD,
    NAME,
    PERSON,
    RELATION,
    SURVEYED_ON,
    VILLAGE,
    YEAR,
    Form,
    Table,
    TableColumn,
)

FORMS = {
    FactType.MONEY: CellForm.MONEY,
    FactType.NUMBER: CellForm.MONEY,
    FactType.COUNT: CellForm.COUNT,
    FactType.YES_NO: CellForm.YES_NO,
    FactType.GRADE: CellForm.GRADE,
    FactType.TEXT: CellForm.TEXT,
    FactType.DATE: CellForm.DATE,
}
KEY_FORMS = {Form.DAY: CellForm.DATE, Form.YEAR: CellForm.YEAR}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it will be judged, and where it stood."""

    table: Table
    sheet: str
    number: int
    values: tuple[object, ...]


def load_workbook(
    path: Path, register: Register, tells_missing: Callable[[str], None] | None = None
) -> None:
    """Put a workbook's rows before DuckDB; raises UnusableRegister, UnreadableWorkbook.

    Here one fault keeps the whole file from being judged: an outcome is only worth
    something if nothing was left out. A column that is missing is a fault, or not
    known where `tells_missing` hears of it.
    """
    faults: list[Fault] = []
    rows: dict[Table, list[_Row]] = {}
    sheets, _ = find_sheets(read_workbook(path))
    by_sheet = {one.sheet: one for one in sheets}
    for table, columns in register.tables.columns.items():
        found = by_sheet.get(table.sheet)
        if found is None:
            faults.append(_no_sheet(table, columns))
            continue
        positions = _positions(found, columns)
        for column in columns:
            if column.title in positions:
                continue
            if tells_missing is None or column.is_key:
                faults.append(_no_column(found, column))
            else:
                tells_missing(f"{found.raw.name} {column.title}")
        rows[table] = [
            _read(table, found, columns, positions, number, cells, faults)
            for number, cells in found.records()
        ]
    if not faults:
        faults.extend(_unrelated(rows, register.year))
    if faults:
        raise UnusableRegister(faults)
    for table, columns in register.tables.columns.items():
        _store(register, table, columns, rows[table])
    _store_heads(register, by_sheet.get(Table.MEMBERS.sheet))


def _positions(found: FoundSheet, columns: Sequence[TableColumn]) -> dict[str, int]:
    """Return where the columns are, by title."""
    header = dict(found.raw.rows)[found.header_row]
    titles = [title_of(cell) for cell in header]
    return {
        column.title: titles.index(column.title)
        for column in columns
        if column.title in titles
    }


def _read(
    table: Table,
    found: FoundSheet,
    columns: Sequence[TableColumn],
    positions: dict[str, int],
    number: int,
    cells: Sequence[Cell],
    faults: list[Fault],
) -> _Row:
    values: list[object] = []
    for column in columns:
        at = positions.get(column.title, len(cells))
        cell = cells[at] if at < len(cells) else ""
        wrong, value = _cell(found, column, number, at, cell)
        if wrong is not None:
            faults.append(
                fault(found.raw.name, number, column.title, str(cell), *wrong)
            )
        values.append(value)
    return _Row(table, found.raw.name, number, tuple(values))


def _cell(
    found: FoundSheet, column: TableColumn, number: int, at: int, cell: Cell
) -> tuple[tuple[Text, Text] | None, object]:
    """Return what is wrong with a cell and what is right, and its value."""
    asked = _asked(found, column)
    if (number, at + 1) in found.raw.formulas:
        return FORMULA, None
    reading = read_cell(asked, cell)
    if reading.severity is Severity.ERROR and reading.wrong and reading.right:
        return (reading.wrong, reading.right), None
    if reading.value is None:
        return ((BLANK, asked.right) if column.is_key else None), None
    return None, _kept(column, reading.value)


def _asked(found: FoundSheet, column: TableColumn) -> Column:
    """Return a column as cells are read: the register's own, or by the pack's word."""
    if column.fact is None:
        own = {one.title: one for one in COLUMNS[found.sheet]}.get(column.title)
        if own is not None:
            return own
        form = KEY_FORMS.get(column.form, CellForm.KEY)
        return Column(column.title, column.name, form, column.name, column.is_key)
    return Column(
        column.title,
        column.name,
        FORMS[column.fact.type],
        column.fact.title.en,
        words=tuple(word.written for word in column.fact.words),
    )


def _kept(column: TableColumn, value: object) -> object:
    if column.fact is None:
        return value
    if column.fact.type in (FactType.MONEY, FactType.NUMBER):
        assert isinstance(value, Decimal)
        return int(value * 100)
    if column.fact.type is FactType.GRADE:
        return column.fact.value_of(str(value))
    return value


def _unrelated(rows: dict[Table, list[_Row]], year: int) -> Iterator[Fault]:
    """Yield what rows have wrong with each other: twice there, or of no household."""
    none: list[_Row] = []
    yield from _repeated(rows.get(Table.HOUSEHOLDS, none), HOUSEHOLD, _first)
    yield from _repeated(rows.get(Table.MEMBERS, none), PERSON, _second)
    yield from _repeated(
        rows.get(Table.SURVEYS, none),
        SURVEYED_ON,
        lambda row: row.values[:2] if _is_in(row.values[1], year) else None,
    )
    yield from _repeated(
        rows.get(Table.VILLAGES, none), f"{VILLAGE}、{YEAR}", lambda row: row.values[:2]
    )
    if Table.HOUSEHOLDS not in rows:
        return
    known = {row.values[0] for row in rows[Table.HOUSEHOLDS]}
    for table in (Table.MEMBERS, Table.SURVEYS):
        for row in rows[table]:
            if row.values[0] not in known:
                yield _orphan(row)


def _first(row: _Row) -> object:
    return row.values[0]


def _second(row: _Row) -> object:
    return row.values[1]


def _is_in(day: object, year: int) -> bool:
    return getattr(day, "year", None) == year


def _repeated(
    rows: Sequence[_Row], title: str, key_of: Callable[[_Row], object]
) -> Iterator[Fault]:
    places: defaultdict[object, list[_Row]] = defaultdict(list)
    for row in rows:
        key = key_of(row)
        if key is not None:
            places[key].append(row)
    for same in places.values():
        if len(same) > 1:
            others = [str(row.number) for row in same[1:5]]
            yield fault(
                same[0].sheet,
                same[0].number,
                title,
                str(same[0].values[0]),
                Text(
                    f"与第{'、'.join(others)}行重复",
                    f"it is repeated in row {', '.join(others)}",
                ),
                Text("每个编号只出现一次", "each number once only"),
            )


def _orphan(row: _Row) -> Fault:
    return fault(
        row.sheet,
        row.number,
        HOUSEHOLD,
        str(row.values[0]),
        Text("“贫困户”表中没有这一户", "the sheet 贫困户 has no such household"),
        Text("“贫困户”表中有的户编号", "a number that the sheet 贫困户 has"),
    )


def _store(
    register: Register,
    table: Table,
    columns: Sequence[TableColumn],
    rows: Sequence[_Row],
) -> None:
    types = [column.sql_type for column in columns]
    listed = ", ".join(
        f'"{column.name}" {type_}' for column, type_ in zip(columns, types, strict=True)
    )
    connection = register.connection
    stored = EVERY_SURVEY if table is Table.SURVEYS else table
    connection.execute(f"CREATE TABLE {stored} ({listed})")
    if rows:
        values = zip(*(row.values for row in rows), strict=True)
        unnested = ", ".join(f"unnest(?::{type_}[])" for type_ in types)
        connection.execute(
            f"INSERT INTO {stored} SELECT {unnested}", [list(one) for one in values]
        )


def _store_heads(register: Register, members: FoundSheet | None) -> None:
    """Keep who heads each household, where the sheet has names."""
    heads: dict[str, str] = {}
    if members is not None:
        at = [members.positions.get(one, -1) for one in (HOUSEHOLD, NAME, RELATION)]
        for _, cells in members.records() if min(at) >= 0 else ():
            number, person, relation = (
                str(cells[one]).strip() if one < len(cells) else "" for one in at
            )
            if relation == HEAD_OF_HOUSEHOLD:
                heads[number] = person
    connection = register.connection
    connection.execute(f"CREATE TABLE {HEADS} (household VARCHAR, name VARCHAR)")
    if heads:
        connection.execute(
            f"INSERT INTO {HEADS} SELECT unnest(?), unnest(?)",
            [list(heads), list(heads.values())],
        )


def _no_sheet(table: Table, columns: Sequence[TableColumn]) -> Fault:
    titles = [column.title for column in columns]
    return fault(
        table.sheet.value,
        None,
        None,
        "",
        Text("没有找到这张表", "there is no such sheet"),
        Text(
            f"一张表，表头含：{'、'.join(titles)}；没有内容的留表头即可",
            f"a sheet with the header: {', '.join(titles)}; the header alone will do",
        ),
    )


def _no_column(found: FoundSheet, column: TableColumn) -> Fault:
    return fault(
        found.raw.name,
        found.header_row,
        column.title,
        "",
        Text("缺少这一列", "the column is missing"),
        Text(
            "补上这一列；不清楚的单元格留空",
            "the column; leave blank what is not known",
        ),
    )
