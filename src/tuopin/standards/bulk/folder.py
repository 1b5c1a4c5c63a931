"""A register as a folder of Parquet files: what is in them, and what is wrong with it.

A table is one file, or a folder of part files with the same name.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tuopin.register.workbook.faults import Fault
from tuopin.rulebook.text import Text
from tuopin.standards.bulk.faults import UnusableRegister, fault
from tuopin.standards.bulk.forms import ReadAs, WrongType, name, read_as, text, unknown
from tuopin.standards.bulk.tables import HOUSEHOLD, Table, TableColumn


@dataclass(frozen=True)
class Span:
    """Households that are judged together: those of a condition on their numbers.

    The spans of a folder hold every number once, also one of no household.
    """

    condition: str
    households: int

    @property
    def where(self) -> str:
        """The condition as SQL, empty if there is none."""
        return f" WHERE {self.condition}" if self.condition else ""


@dataclass(frozen=True)
class Folder:
    """The tables of a folder, each column with the way it is read."""

    path: Path
    files: Mapping[Table, str]
    columns: Mapping[Table, tuple[TableColumn, ...]]
    forms: Mapping[Table, tuple[ReadAs, ...]]
    rows: Mapping[Table, int]

    def place(self, table: Table) -> str:
        """Return a table's file as people know it."""
        return f"{table}.parquet"

    def source(self, table: Table, span: Span | None = None) -> str:
        """Return a query of a table as criteria read it, stopping at a bad cell."""
        columns, forms = self.columns[table], self.forms[table]
        items = ", ".join(
            f"{form.guarded} AS {name(column.name)}"
            for column, form in zip(columns, forms, strict=True)
        )
        within = span.where if span else ""
        return f"SELECT {items} FROM read_parquet({text(self.files[table])}){within}"


def open_folder(
    path: Path,
    columns_of: Mapping[Table, tuple[TableColumn, ...]],
    connection: duckdb.DuckDBPyConnection,
    tells_missing: Callable[[str], None] | None = None,
) -> Folder:
    """Look at the files of some tables; raises UnusableRegister.

    A column that is missing is a fault, or not known where `tells_missing` hears of it.
    """
    faults: list[Fault] = []
    files: dict[Table, str] = {}
    forms: dict[Table, tuple[ReadAs, ...]] = {}
    rows: dict[Table, int] = {}
    for table, columns in columns_of.items():
        found = _file(path, table)
        if found is None:
            faults.append(_no_file(table))
            continue
        try:
            types = _types(connection, found)
            rows[table] = _row_count(connection, found)
        except (duckdb.IOException, duckdb.InvalidInputException) as broken:
            faults.append(damaged(f"{table}.parquet", broken))
            continue
        files[table] = found
        readings = [_reading(table, column, types) for column in columns]
        if tells_missing is not None:
            readings = _unknown_if_missing(
                table, columns, types, readings, tells_missing
            )
        faults.extend(one for one in readings if isinstance(one, Fault))
        forms[table] = tuple(one for one in readings if isinstance(one, ReadAs))
    if faults:
        raise UnusableRegister(faults)
    return Folder(path, files, columns_of, forms, rows)


def _file(path: Path, table: Table | str) -> str | None:
    file = path / f"{table}.parquet"
    if file.is_dir():
        return str(file / "*.parquet")
    return str(file) if file.is_file() else None


def _types(connection: duckdb.DuckDBPyConnection, file: str) -> dict[str, str]:
    described = connection.execute(f"DESCRIBE FROM read_parquet({text(file)})")
    return {row[0]: row[1] for row in described.fetchall()}


def _row_count(connection: duckdb.DuckDBPyConnection, file: str) -> int:
    counted = connection.execute(
        f"SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata({text(file)})"
    ).fetchone()
    return int(counted[0] or 0) if counted else 0


def _reading(
    table: Table, column: TableColumn, types: Mapping[str, str]
) -> ReadAs | Fault:
    place = f"{table}.parquet"
    type_ = types.get(column.title)
    if type_ is None:
        return fault(
            place,
            None,
            column.title,
            "",
            Text("缺少这一列", "the column is missing"),
            Text(
                "补上这一列；不清楚的单元格留空（空值）",
                "the column; leave blank (null) what is not known",
            ),
        )
    try:
        return read_as(column, type_)
    except WrongType as wrong:
        return fault(
            place,
            None,
            column.title,
            "",
            Text(f"列的类型是{type_}", f"the column's type is {type_}"),
            wrong.right,
        )


def _unknown_if_missing(
    table: Table,
    columns: Sequence[TableColumn],
    types: Mapping[str, str],
    readings: Sequence[ReadAs | Fault],
    tells_missing: Callable[[str], None],
) -> list[ReadAs | Fault]:
    """Return the readings with every missing fact as one that nobody knows."""
    found: list[ReadAs | Fault] = []
    for column, reading in zip(columns, readings, strict=True):
        if column.title in types or column.is_key:
            found.append(reading)
            continue
        tells_missing(f"{table}.parquet {column.title}")
        found.append(unknown(column))
    return found


def _no_file(table: Table) -> Fault:
    return fault(
        f"{table}.parquet",
        None,
        None,
        "",
        Text("没有这个文件", "there is no such file"),
        Text(
            f"目录内有{table}.parquet，列名与登记表“{table.sheet}”表相同",
            f"a file {table}.parquet in the folder, with the columns of the sheet"
            f" {table.sheet} of the register workbook",
        ),
    )


def damaged(file: str, error: duckdb.Error) -> Fault:
    """Return the fault of a file that is damaged, or none of Parquet."""
    return fault(
        file,
        None,
        None,
        "",
        Text(
            "文件已损坏，或不是 Parquet 文件", f"damaged, or no Parquet file ({error})"
        ),
        Text("重新导出或复制这个文件", "the file, exported or copied anew"),
    )


def spans(
    folder: Folder, connection: duckdb.DuckDBPyConnection, *, at_most: int
) -> list[Span]:
    """Return spans of about so many households; one for all where rows lie scattered.

    Files that are sorted by household are read in ranges, each of which finds its row
    groups by their least and greatest numbers.
    """
    whole = Span("", folder.rows[Table.HOUSEHOLDS])
    if whole.households <= at_most or not is_sorted(folder, connection):
        return [whole]
    found: list[Span] = []
    after, count = "", 0
    for _, greatest, rows in _groups(connection, folder.files[Table.HOUSEHOLDS]):
        count += rows
        if count >= at_most:
            up_to = f"{_NUMBER} <= {text(greatest)}"
            found.append(Span(f"{after} AND {up_to}" if after else up_to, count))
            after, count = f"{_NUMBER} > {text(greatest)}", 0
    return [*found, Span(after, count)]


def buckets(folder: Folder, *, at_most: int) -> list[Span]:
    """Return spans of about so many households whatever the order of the rows.

    Each reads the whole of the files, so they are for what else would not fit.
    """
    households = folder.rows[Table.HOUSEHOLDS]
    parts = max(1, -(-households // at_most))
    bucket = f"hash(CAST({_NUMBER} AS VARCHAR)) % {parts}"
    return [Span(f"{bucket} = {at}", households // parts) for at in range(parts)]


def is_sorted(folder: Folder, connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether all files follow the households' numbers, as texts."""
    return all(
        _follow_each_other(_groups(connection, folder.files[table]))
        for table in (Table.HOUSEHOLDS, Table.MEMBERS, Table.SURVEYS)
    )


_NUMBER = name(HOUSEHOLD)
Group = tuple[str, str, int]


def _groups(connection: duckdb.DuckDBPyConnection, file: str) -> list[Group]:
    """Return the row groups' least and greatest household numbers, where known."""
    rows = connection.execute(
        "SELECT stats_min_value, stats_max_value, row_group_num_rows"
        f" FROM parquet_metadata({text(file)}) WHERE path_in_schema = ?"
        " AND type = 'BYTE_ARRAY' ORDER BY stats_min_value NULLS FIRST",
        [HOUSEHOLD],
    ).fetchall()
    return [(least or "", most or "", int(count)) for least, most, count in rows]


def _follow_each_other(groups: list[Group]) -> bool:
    return bool(groups) and all(
        before[1] <= after[0] for before, after in itertools.pairwise(groups)
    )
