"""Judging a register of any size by a pack, on the engine that was asked for."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import duckdb

from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk import checking, duck, folder
from tuopin.standards.bulk.batches import BATCHES
from tuopin.standards.bulk.compiled import compiled
from tuopin.standards.bulk.duck import Register
from tuopin.standards.bulk.facts import heads_of_households
from tuopin.standards.bulk.faults import MissingEngine
from tuopin.standards.bulk.judged import Judged, Tally
from tuopin.standards.bulk.keeping import FILE as KEPT
from tuopin.standards.bulk.keeping import open_kept
from tuopin.standards.bulk.outputs import JsonLines, Output, whole_file
from tuopin.standards.bulk.progress import Progress, progress
from tuopin.standards.bulk.streaming import counted_outcomes, judged_rows, stream
from tuopin.standards.bulk.tables import ALL, Table
from tuopin.standards.bulk.task import Engine, Task


def judge_register(task: Task) -> Tally:
    """Judge a register and write its outcomes to a file; return the counts.

    Raises UnusableRegister, MissingFigure, UnreadableWorkbook; no file is written then.
    """
    with tempfile.TemporaryDirectory(prefix="tuopin-") as spill:
        connection = duck.connect(Path(spill))
        register = open_register(task, connection)
        with whole_file(task.out) as partial:
            rows = register.count(Table.HOUSEHOLDS) + register.count(Table.VILLAGES)
            with progress(rows, task.seconds) as told:
                if _is_streamed(task):
                    stream(register, judged_rows(register), partial, told)
                    return counted_outcomes(register, partial)
                return _written(register, task, partial, told)


def open_register(task: Task, connection: duckdb.DuckDBPyConnection) -> Register:
    """Bring a register within DuckDB's reach; raises UnusableRegister."""
    sql = compiled(task.pack, task.year, dialect="duckdb", kept_in=task.kept_in)
    register = Register(connection, task.pack, task.year, sql)
    if not task.path.is_dir():
        load = import_module("tuopin.standards.bulk.workbook").load_workbook
        load(task.path, register, task.tells_missing)
        return replace(register, takes_latest=True)
    if (task.path / KEPT).is_file():
        if not _is_streamed(task):
            raise MissingEngine(ONLY_OUTCOMES)
        return open_kept(register, task.path)
    found = folder.open_folder(
        task.path, register.tables.columns, connection, task.tells_missing
    )
    register = replace(register, folder=found)
    surveys = found.rows.get(Table.SURVEYS, 0)
    # More surveys than households: some households have several.
    return replace(register, takes_latest=surveys > found.rows.get(Table.HOUSEHOLDS, 0))


ONLY_OUTCOMES = Text(
    "kept.parquet 只能评出结论：结果请写成 .parquet，引擎用 duckdb，不加 --explain；"
    "要说明理由，请评定原始的四张表。",
    "kept.parquet gives outcomes only: write a .parquet file with the engine duckdb "
    "and without --explain, or judge the four tables for reasons.",
)


def _is_streamed(task: Task) -> bool:
    """Whether nothing but outcomes is asked for, which need not pass through Python."""
    is_plain = task.out.suffix == ".parquet" and not task.explain
    return is_plain and task.engine is Engine.DUCKDB and task.path.is_dir()


def _written(register: Register, task: Task, out: Path, told: Progress) -> Tally:
    """Write outcomes with their reasons, a batch of units after the other."""
    if register.folder is not None:
        checking.refuse_faults(register.folder, register.connection, task.year)
        register = replace(register, takes_latest=True)
    tally = Tally()
    with closing(_output(task, register, out)) as output:
        for unit in register.tables.units:
            names = (ALL, *register.criteria(unit))
            for batch in BATCHES[task.engine](register, task, unit):
                _count(tally, unit, names, batch)
                output.add(batch)
                told.add(len(batch))
    return tally


def _count(
    tally: Tally, unit: Unit, names: Sequence[str], batch: Sequence[Judged]
) -> None:
    columns = zip(*(one.outcomes for one in batch), strict=True)
    for name, outcomes in zip(names, columns, strict=False):
        for outcome, units in Counter(outcomes).items():
            tally.add(unit, name, outcome, units)


def _output(task: Task, register: Register, out: Path) -> Output:
    criteria = {unit: register.criteria(unit) for unit in register.tables.units}
    if task.out.suffix == ".jsonl":
        return JsonLines(out, criteria)
    if task.out.suffix == ".parquet":
        writing = import_module("tuopin.standards.bulk.arrow_writing")
        parquet: Output = writing.ParquetFile(out, register.columns, criteria)
        return parquet
    sheets = import_module("tuopin.standards.bulk.sheets")
    workbook: Output = sheets.OutcomeWorkbook(
        out, task.pack, task.year, task.village_names, heads_of_households(register)
    )
    return workbook
