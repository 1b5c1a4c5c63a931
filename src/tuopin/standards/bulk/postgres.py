"""PostgreSQL at work: a register's tables copied to it, the compiled SQL run there."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.compiled import Compiled
from tuopin.standards.bulk.duck import EVERY_SURVEY, Register, latest_surveys, plain
from tuopin.standards.bulk.faults import MissingEngine
from tuopin.standards.bulk.forms import name
from tuopin.standards.bulk.tables import Table

FETCHED = 10_000
Plain = tuple[object, ...]


def rows_by_postgres(
    register: Register, unit: Unit, compiled: Compiled, address: str
) -> Iterator[Plain]:
    """Yield a unit's rows as PostgreSQL judges them; leaves nothing behind there."""
    try:
        server = psycopg.connect(address)
    except psycopg.OperationalError as error:
        raise MissingEngine(NOT_REACHED) from error
    with server as connection:
        for table in register.tables.columns:
            _copy(register, table, connection)
        if Table.SURVEYS in register.tables.columns:
            connection.execute(
                f"CREATE TEMP VIEW {Table.SURVEYS} AS {latest_surveys(register.year)}"
            )
        query = plain(unit, register.criteria(unit), compiled[f"{unit}s"])
        with connection.cursor(name="outcomes") as cursor:
            cursor.itersize = FETCHED
            cursor.execute(query)
            yield from cursor
        connection.rollback()


NOT_REACHED = Text(
    "连接不到 PostgreSQL：请核对 DATABASE_URL 所指的地址；也可改用 --engine duckdb。",
    "PostgreSQL is not reached: check where DATABASE_URL points; or take"
    " --engine duckdb.",
)


def _copy(
    register: Register, table: Table, connection: psycopg.Connection[Plain]
) -> None:
    columns = register.tables.columns[table]
    stored = EVERY_SURVEY if table is Table.SURVEYS else table
    listed = ", ".join(f"{name(one.name)} {one.sql_type}" for one in columns)
    names = ", ".join(name(one.name) for one in columns)
    connection.execute(f"CREATE TEMP TABLE {stored} ({listed})")
    source = EVERY_SURVEY if table is Table.SURVEYS else table
    found = register.cursor().execute(f"SELECT {names} FROM {source}")
    with connection.cursor().copy(f"COPY {stored} ({names}) FROM STDIN") as copy:
        while rows := found.fetchmany(FETCHED):
            for row in rows:
                copy.write_row(row)
    connection.execute(f"ANALYZE {stored}")
