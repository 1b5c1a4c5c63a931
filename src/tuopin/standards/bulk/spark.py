"""Spark at work: the same tables and the same SQL, on one machine or on many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlglot
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.compiled import Compiled
from tuopin.standards.bulk.duck import EVERY_SURVEY, Register, latest_surveys, plain
from tuopin.standards.bulk.faults import MissingEngine
from tuopin.standards.bulk.forms import name
from tuopin.standards.bulk.tables import Table

Plain = tuple[object, ...]
# Without this an overflow would wrap round to a wrong figure, silently.
SETTINGS = {"spark.sql.ansi.enabled": "true", "spark.sql.session.timeZone": "UTC"}


def rows_by_spark(
    register: Register, unit: Unit, compiled: Compiled, master: str
) -> Iterator[Plain]:
    """Yield a unit's rows as Spark judges them."""
    session = open_session(master)
    for table in register.tables.columns:
        _view(register, table, session)
    if Table.SURVEYS in register.tables.columns:
        latest = session.sql(_spark(latest_surveys(register.year)))
        latest.createOrReplaceTempView(Table.SURVEYS)
    query = plain(unit, register.criteria(unit), "judged_rows")
    session.sql(compiled[f"{unit}s"]).createOrReplaceTempView("judged_rows")
    rows = session.sql(_spark(query.replace("(judged_rows)", "judged_rows")))
    for row in rows.toLocalIterator():
        yield tuple(row)


def open_session(master: str) -> SparkSession:
    """Return a session of a master; without one, of the server SPARK_REMOTE names."""
    builder: Any = SparkSession.builder.appName("tuopin judge")
    for setting, value in SETTINGS.items():
        builder = builder.config(setting, value)
    if master:
        builder = builder.master(master).config("spark.ui.enabled", "false")
    try:
        session: SparkSession = builder.getOrCreate()
    except PySparkException as error:
        raise MissingEngine(NOT_STARTED) from error
    return session


NOT_STARTED = Text(
    "Spark 无法启动：请安装 Java 17 或更高版本，并核对 TUOPIN_SPARK_MASTER 或"
    " SPARK_REMOTE 所指的地址；也可改用 --engine duckdb。",
    "Spark does not start: install Java 17 or newer, and check where"
    " TUOPIN_SPARK_MASTER or SPARK_REMOTE points; or take --engine duckdb.",
)


def _view(register: Register, table: Table, session: SparkSession) -> None:
    """Put a table before Spark: the files themselves, or the rows of a workbook."""
    view = EVERY_SURVEY if table is Table.SURVEYS else table.value
    _rows(register, table, session).createOrReplaceTempView(view)


def _rows(register: Register, table: Table, session: SparkSession) -> DataFrame:
    columns = register.tables.columns[table]
    folder = register.folder
    if folder is None:
        stored = EVERY_SURVEY if table is Table.SURVEYS else table
        names = ", ".join(name(one.name) for one in columns)
        rows = register.cursor().execute(f"SELECT {names} FROM {stored}").fetchall()
        types = ", ".join(
            f"`{one.name}` {SPARK_TYPES[one.sql_type]}" for one in columns
        )
        return session.createDataFrame(rows, types)
    raw = f"raw_{table}"
    session.read.parquet(folder.files[table]).createOrReplaceTempView(raw)
    items = ", ".join(
        f"{form.value} AS {name(column.name)}"
        for column, form in zip(columns, folder.forms[table], strict=True)
    )
    return session.sql(_spark(f"SELECT {items} FROM {raw}"))


SPARK_TYPES = {
    "BIGINT": "BIGINT",
    "BOOLEAN": "BOOLEAN",
    "VARCHAR": "STRING",
    "DATE": "DATE",
}


def _spark(query: str) -> str:
    """Return SQL that was written for DuckDB as Spark writes it."""
    return sqlglot.transpile(query, read="duckdb", write="spark")[0]
