"""Judged units in batches, from each engine, with the rulebook's reasons.

An engine says what the outcomes are; for the units whose reasons are asked for, the
rulebook judges the same facts once more and has to agree.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import duckdb

from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk import folder
from tuopin.standards.bulk.compiled import compiled
from tuopin.standards.bulk.duck import Register
from tuopin.standards.bulk.facts import facts_of
from tuopin.standards.bulk.faults import MissingEngine
from tuopin.standards.bulk.folder import Span
from tuopin.standards.bulk.judged import (
    OUTCOMES,
    Judged,
    explained,
    judged_by_rulebook,
    require_agreement,
)
from tuopin.standards.bulk.tables import ALL
from tuopin.standards.bulk.task import Engine, Task

ROWS = 20_000
"""So many units are held in Python at a time."""


def _by_duckdb(register: Register, task: Task, unit: Unit) -> Iterator[list[Judged]]:
    """Yield what DuckDB judged, with the rulebook's reasons for those asked for."""
    for part in _small_parts(register, unit):
        cursor = register.cursor(part)
        rows = cursor.execute(register.plain(unit)).fetchall()
        yield from _batched(_explained(register, task, unit, cursor, rows))


def _by_postgres(register: Register, task: Task, unit: Unit) -> Iterator[list[Judged]]:
    """Yield what PostgreSQL judged, with the rulebook's reasons."""
    engine = import_module("tuopin.standards.bulk.postgres")
    sql = compiled(task.pack, task.year, dialect="postgres", kept_in=task.kept_in)
    rows = engine.rows_by_postgres(register, unit, sql, task.postgres)
    yield from _explained_elsewhere(register, task, unit, rows)


def _by_spark(register: Register, task: Task, unit: Unit) -> Iterator[list[Judged]]:
    """Yield what Spark judged, with the rulebook's reasons."""
    if find_spec("pyspark") is None:
        raise MissingEngine(NO_SPARK)
    engine = import_module("tuopin.standards.bulk.spark")
    sql = compiled(task.pack, task.year, dialect="pyspark", kept_in=task.kept_in)
    rows = engine.rows_by_spark(register, unit, sql, task.spark)
    yield from _explained_elsewhere(register, task, unit, rows)


NO_SPARK = Text(
    "没有安装 Spark。请在程序目录运行 .venv/bin/pip install --require-hashes"
    " -r requirements-spark.lock（另需 Java 17），或改用 --engine duckdb。",
    "Spark is not installed. Run .venv/bin/pip install --require-hashes"
    " -r requirements-spark.lock in the program's folder (it needs Java 17), or take"
    " --engine duckdb.",
)


def _explained_elsewhere(
    register: Register, task: Task, unit: Unit, rows: Iterable[Plain]
) -> Iterator[list[Judged]]:
    """Yield rows that came from another engine, their reasons from the facts here."""
    cursor = register.cursor()
    rows = iter(rows)
    while batch := list(itertools.islice(rows, ROWS)):
        ids = [row[0] for row in batch]
        yield _explained(register, task, unit, cursor, batch, ids)


def _small_parts(register: Register, unit: Unit) -> list[Span | None]:
    """Return spans of which every fact fits into Python at once."""
    if register.folder is None or unit is Unit.VILLAGE:
        return [None]
    found = folder.spans(register.folder, register.connection, at_most=ROWS)
    if len(found) == 1 and found[0].households > ROWS:
        found = folder.buckets(register.folder, at_most=10 * ROWS)
    return list(found)


# As the engines' drivers give it; `duck.plain` says what is in it.
Plain = tuple[Any, ...]


def _explained(
    register: Register,
    task: Task,
    unit: Unit,
    cursor: duckdb.DuckDBPyConnection,
    rows: Sequence[Plain],
    ids: Sequence[str] | None = None,
) -> list[Judged]:
    """Return rows as judged units; `ids` are theirs if the cursor sees others too."""
    names = (ALL, *register.criteria(unit))
    judged = [_judged(unit, *row) for row in rows]
    asked = [one for one in judged if one.outcome in task.explain]
    if asked:
        if len(asked) < len(judged):
            ids = [one.id for one in asked]
        facts = {row.id: row for row in facts_of(register, cursor, unit, ids)}
        for at, one in enumerate(judged):
            if one.outcome in task.explain:
                findings = explained(task.pack, unit, task.year, facts[one.id])
                require_agreement(unit, names, one.outcomes, findings)
                judged[at] = replace(one, findings=findings)
    return judged


def _judged(
    unit: Unit,
    id_: str,
    village: str,
    members: int | None,
    surveyed_on: date | None,
    *outcomes: bool | None,
) -> Judged:
    found = tuple(OUTCOMES[one] for one in outcomes)
    return Judged(unit, id_, village, members, surveyed_on, found)


def _batched(judged: Sequence[Judged]) -> Iterator[list[Judged]]:
    for start in range(0, len(judged), ROWS):
        yield list(judged[start : start + ROWS])


def _by_rulebook(register: Register, task: Task, unit: Unit) -> Iterator[list[Judged]]:
    """Yield what the rulebook itself judged."""
    for part in _small_parts(register, unit):
        rows = facts_of(register, register.cursor(part), unit)
        yield from _batched(
            [
                one if one.outcome in task.explain else replace(one, findings=())
                for one in judged_by_rulebook(task.pack, unit, task.year, rows)
            ]
        )


Batches = Callable[[Register, Task, Unit], Iterator[list[Judged]]]
BATCHES: dict[Engine, Batches] = {
    Engine.DUCKDB: _by_duckdb,
    Engine.POSTGRES: _by_postgres,
    Engine.SPARK: _by_spark,
    Engine.PYTHON: _by_rulebook,
}
