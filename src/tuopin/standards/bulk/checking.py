"""What is wrong with a folder's rows, once something is: where, what, what is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from tuopin.register.workbook.faults import Fault
from tuopin.rulebook.text import Text
from tuopin.standards.bulk.duck import one_row
from tuopin.standards.bulk.faults import SHOWN, UnusableRegister, fault
from tuopin.standards.bulk.folder import Folder
from tuopin.standards.bulk.forms import MARK, ReadAs, name, text
from tuopin.standards.bulk.tables import (
    HOUSEHOLD,
    PERSON,
    SURVEYED_ON,
    VILLAGE,
    YEAR,
    Table,
    TableColumn,
)

NUMBERED = "file_row_number + 1"


def refuse_faults(
    folder: Folder, connection: duckdb.DuckDBPyConnection, year: int
) -> None:
    """Raise UnusableRegister with whatever is wrong with the rows; else do nothing."""
    faults: list[Fault] = []
    total = 0
    for look in LOOKS:
        for found, count in look(folder, connection, year):
            faults.extend(found)
            total += count
        if faults and look is _bad_cells:
            break  # What cannot be read cannot be compared either.
    if faults:
        raise UnusableRegister(faults, total)


Found = Iterator[tuple[list[Fault], int]]


def _bad_cells(folder: Folder, connection: duckdb.DuckDBPyConnection, _: int) -> Found:
    for table, columns in folder.columns.items():
        for column, form in zip(columns, folder.forms[table], strict=True):
            yield _bad_cells_of(folder, connection, table, column, form)


def _bad_cells_of(
    folder: Folder,
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    column: TableColumn,
    form: ReadAs,
) -> tuple[list[Fault], int]:
    if form.bad == "false":
        return [], 0
    rows = f"FROM {_numbered(folder, table)} WHERE {form.bad}"
    (count,) = one_row(connection, f"SELECT count(*) {rows}")
    if not count:
        return [], 0
    cell = name(column.title)
    bad = connection.execute(
        f"SELECT {NUMBERED}, CAST({cell} AS VARCHAR) {rows}"
        f" ORDER BY filename, file_row_number LIMIT {SHOWN}"
    ).fetchall()
    wrong = Text("不能这样填写", "this cannot stand here")
    blank = Text("没有填写", "it is blank")
    return [
        fault(
            folder.place(table),
            row,
            column.title,
            value or "",
            wrong if value else blank,
            form.right,
        )
        for row, value in bad
    ], count


def _numbered(folder: Folder, table: Table) -> str:
    file = text(folder.files[table])
    return f"read_parquet({file}, file_row_number=true, filename=true)"


def _repeated(
    table: Table, keys: tuple[str, ...], right: Text, only: Callable[[int], str]
) -> Callable[[Folder, duckdb.DuckDBPyConnection, int], Found]:
    """Return a look at rows that have the same keys as another."""

    def look(folder: Folder, connection: duckdb.DuckDBPyConnection, year: int) -> Found:
        if table not in folder.files:
            return
        key = ", ".join(name(one) for one in keys)
        rows = connection.execute(
            f"SELECT CAST({name(keys[0])} AS VARCHAR), min({NUMBERED}) AS row,"
            f" list({NUMBERED} ORDER BY {NUMBERED})[:5]"
            f" FROM {_numbered(folder, table)}{only(year)}"
            f" GROUP BY {key} HAVING count(*) > 1 ORDER BY row"
        ).fetchall()
        yield (
            [
                fault(
                    folder.place(table),
                    row,
                    keys[0],
                    value,
                    Text(
                        f"在第{'、'.join(map(str, places))}行重复出现",
                        f"it stands in rows {', '.join(map(str, places))}",
                    ),
                    right,
                )
                for value, row, places in rows[:SHOWN]
            ],
            len(rows),
        )

    return look


def _orphans(
    table: Table,
) -> Callable[[Folder, duckdb.DuckDBPyConnection, int], Found]:
    """Return a look at rows of households that the register does not have."""

    def look(folder: Folder, connection: duckdb.DuckDBPyConnection, _: int) -> Found:
        if table not in folder.files:
            return
        rows = (
            f"FROM {_numbered(folder, table)} m WHERE NOT EXISTS (FROM"
            f" read_parquet({text(folder.files[Table.HOUSEHOLDS])}) h"
            f" WHERE CAST(h.{name(HOUSEHOLD)} AS VARCHAR)"
            f" = CAST(m.{name(HOUSEHOLD)} AS VARCHAR))"
        )
        (count,) = one_row(connection, f"SELECT count(*) {rows}")
        bad = connection.execute(
            f"SELECT {NUMBERED}, CAST(m.{name(HOUSEHOLD)} AS VARCHAR) {rows}"
            f" ORDER BY filename, file_row_number LIMIT {SHOWN}"
        ).fetchall()
        yield (
            [
                fault(
                    folder.place(table),
                    row,
                    HOUSEHOLD,
                    value,
                    Text("登记册中没有这一户", "the register has no such household"),
                    Text(
                        f"{folder.place(Table.HOUSEHOLDS)}中有的户编号",
                        f"a number that {folder.place(Table.HOUSEHOLDS)} has",
                    ),
                )
                for row, value in bad
            ],
            count,
        )

    return look


ONCE = Text("每个编号只出现一次", "each number once only")
LOOKS = (
    _bad_cells,
    _repeated(Table.HOUSEHOLDS, (HOUSEHOLD,), ONCE, lambda _: ""),
    _repeated(Table.MEMBERS, (PERSON,), ONCE, lambda _: ""),
    _repeated(
        Table.SURVEYS,
        (HOUSEHOLD, SURVEYED_ON),
        Text("一户同一天只有一次入户调查", "one survey of a household on a day"),
        lambda year: (
            f" WHERE TRY_CAST({name(SURVEYED_ON)} AS DATE)"
            f" BETWEEN '{year}-01-01' AND '{year}-12-31'"
        ),
    ),
    _repeated(
        Table.VILLAGES,
        (VILLAGE, YEAR),
        Text("每村每年度一行", "one row for a village and a year"),
        lambda _: "",
    ),
    _orphans(Table.MEMBERS),
    _orphans(Table.SURVEYS),
)


def has_repeated_persons(folder: Folder, cursor: duckdb.DuckDBPyConnection) -> bool:
    """Say whether a person stands twice among all members, or has no number.

    Numbers that rise from row to row stand once each, which is quickly seen; only
    others are counted.
    """
    members = f"read_parquet({text(folder.files[Table.MEMBERS])})"
    person = f"CAST({name(PERSON)} AS VARCHAR)"
    (rises,) = one_row(
        cursor,
        "SELECT coalesce(bool_and(rises), true) FROM (SELECT"
        f" coalesce({person} > lag({person}, 1, '') OVER (), false) AS rises"
        f" FROM {members})",
    )
    if rises:
        return False
    (twice,) = one_row(
        cursor,
        f"SELECT EXISTS (SELECT 1 FROM {members} GROUP BY {name(PERSON)}"
        f" HAVING count(*) > 1 OR {name(PERSON)} IS NULL)",
    )
    return bool(twice)


def surveyed_households(
    folder: Folder, cursor: duckdb.DuckDBPyConnection, year: int, *, once: bool
) -> int:
    """Return how many surveys of the year there are, or households surveyed in it."""
    what = name(HOUSEHOLD) if not once else None
    counted = "count(*)" if what is None else f"count(DISTINCT {what})"
    (count,) = one_row(
        cursor, f"SELECT {counted} FROM {_surveys(folder)} WHERE {_in(year, folder)}"
    )
    return int(count)


def has_faults_aside(
    folder: Folder,
    cursor: duckdb.DuckDBPyConnection,
    year: int,
    *,
    every_survey: bool = False,
) -> bool:
    """Say whether something is wrong with rows that judging the year does not read.

    Surveys of other years have to be right as well, and with `every_survey` all of
    them; so have villages' other years, and every village and year stands once.
    """
    if Table.SURVEYS in folder.files:
        aside = "true" if every_survey else f"({_in(year, folder)}) IS NOT TRUE"
        bad = " OR ".join(form.bad for form in folder.forms[Table.SURVEYS])
        (is_bad, numbers) = one_row(
            cursor,
            f"SELECT coalesce(bool_or({bad}), false), count(DISTINCT {_NUMBER})"
            f" FROM {_surveys(folder)} WHERE {aside}",
        )
        households = f"read_parquet({text(folder.files[Table.HOUSEHOLDS])})"
        (known,) = one_row(
            cursor,
            f"SELECT count(DISTINCT {_NUMBER}) FROM {households} WHERE {_NUMBER} IN"
            f" (SELECT {_NUMBER} FROM {_surveys(folder)} WHERE {aside})",
        )
        if is_bad or numbers != known:
            return True
    return Table.VILLAGES in folder.files and _has_bad_villages(folder, cursor)


def _has_bad_villages(folder: Folder, cursor: duckdb.DuckDBPyConnection) -> bool:
    bad = " OR ".join(form.bad for form in folder.forms[Table.VILLAGES])
    village, year = name(VILLAGE), name(YEAR)
    is_bad, rows, villages = one_row(
        cursor,
        f"SELECT coalesce(bool_or({bad}), false), count(*),"
        f" count(DISTINCT ({village}, {year}))"
        f" FROM read_parquet({text(folder.files[Table.VILLAGES])})",
    )
    return bool(is_bad) or rows != villages


_NUMBER = name(HOUSEHOLD)


def _surveys(folder: Folder) -> str:
    return f"read_parquet({text(folder.files[Table.SURVEYS])})"


def _in(year: int, folder: Folder) -> str:
    """Return the condition that a survey was made in a year."""
    day = folder.forms[Table.SURVEYS][1].value
    return f"{day} BETWEEN DATE '{year}-01-01' AND DATE '{year}-12-31'"


@contextmanager
def faults_named(
    folder: Folder, connection: duckdb.DuckDBPyConnection, year: int
) -> Iterator[None]:
    """Turn a query's stop at a fault into what is wrong and where."""
    try:
        yield
    except duckdb.Error as error:
        if MARK in str(error):
            refuse_faults(folder, connection, year)
        raise
