"""Rows straight from DuckDB to a Parquet file, whatever the register's size.

Nothing passes through Python but whole tables, one span of households after the
other, and what is counted shows that no row was lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

import duckdb

from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk import checking, folder
from tuopin.standards.bulk.duck import Register, one_row
from tuopin.standards.bulk.folder import Folder, Span
from tuopin.standards.bulk.forms import name, text
from tuopin.standards.bulk.judged import Tally
from tuopin.standards.bulk.progress import Progress
from tuopin.standards.bulk.tables import ALL, Table


class _SeveralSurveys(Exception):
    """A household has several surveys in the year, which the quick way cannot take."""


CHUNK = 450_000
"""So many households are joined at once: their hash tables stay in the caches."""
COMPRESSED = "COMPRESSION zstd"


@dataclass(frozen=True)
class Rows:
    """What is written of a register: a query by unit, and what the file says of it."""

    queries: Mapping[Unit, str]
    said: Mapping[str, str] = field(default_factory=dict)


def judged_rows(register: Register) -> Rows:
    """Return the rows that hold outcomes."""
    return Rows({unit: register.shown(unit) for unit in register.tables.units})


def stream(register: Register, rows: Rows, out: Path, progress: Progress) -> None:
    """Write a folder's rows to a Parquet file; raises UnusableRegister."""
    try:
        _stream(register, rows, out, progress)
    except _SeveralSurveys:
        progress.done = 0
        _stream(replace(register, takes_latest=True), rows, out, progress)


def _stream(register: Register, rows: Rows, out: Path, progress: Progress) -> None:
    found = register.folder
    assert found is not None
    parts = _parts(register, rows)
    with checking.faults_named(found, register.connection, register.year):
        if len(parts) == 1:
            _write_at_once(register, rows, parts[0], out, progress)
        else:
            _write_parts(register, rows, parts, out, progress)
    if Unit.HOUSEHOLD in rows.queries and register.kept is None:
        _Counted(register, found).require(*_totals(register, out))
    elif checking.has_faults_aside(found, register.connection, register.year):
        checking.refuse_faults(found, register.connection, register.year)


def _parts(register: Register, rows: Rows) -> list[Span]:
    found = register.folder
    if Unit.HOUSEHOLD not in rows.queries or register.kept is not None:
        return [Span("", 0)]
    assert found is not None
    return folder.spans(found, register.connection, at_most=CHUNK)


def _write_at_once(
    register: Register,
    rows: Rows,
    part: Span,
    out: Path,
    progress: Progress,
) -> None:
    cursor = register.cursor(part)
    every = " UNION ALL ".join(f"({query})" for query in rows.queries.values())
    said = ", ".join(f"{name(key)}: {text(value)}" for key, value in rows.said.items())
    noted = f", KV_METADATA {{{said}}}" if said else ""
    _watch(
        cursor,
        f"COPY ({every}) TO {text(str(out))} (FORMAT parquet, {COMPRESSED}{noted})",
        progress,
    )


def _watch(cursor: duckdb.DuckDBPyConnection, query: str, progress: Progress) -> None:
    """Run a long query in a thread and tell how far it is; stop it when stopped."""
    with ThreadPoolExecutor(1) as thread:
        work = thread.submit(cursor.execute, query)
        try:
            while not wait([work], timeout=1).done:
                percent = max(int(cursor.query_progress()), 0)
                progress.reach(progress.total * percent // 100)
        except BaseException:
            cursor.interrupt()
            raise
    work.result()


def _write_parts(
    register: Register,
    rows: Rows,
    parts: Sequence[Span],
    out: Path,
    progress: Progress,
) -> None:
    """Compute span after span while a thread writes what was computed before."""
    writing = import_module("tuopin.standards.bulk.arrow_writing")
    with writing.table_writer(out, rows.said) as write:
        for part in parts:
            cursor = register.cursor(part)
            write(cursor.sql(rows.queries[Unit.HOUSEHOLD]).to_arrow_table())
            progress.add(part.households)
        if Unit.VILLAGE in rows.queries:
            cursor = register.cursor()
            write(cursor.sql(rows.queries[Unit.VILLAGE]).to_arrow_table())


def _totals(register: Register, out: Path) -> tuple[int, int, int]:
    """Return the households, members and surveys that a file counts."""
    households, members, surveyed = one_row(
        register.connection,
        "SELECT count(*), coalesce(sum(members), 0)::BIGINT, count(surveyed_on)"
        f" FROM read_parquet({text(str(out))}) WHERE members IS NOT NULL"
        " OR surveyed_on IS NOT NULL OR id <> village",
    )
    return int(households), int(members), int(surveyed)


def counted_outcomes(register: Register, out: Path) -> Tally:
    """Count the outcomes in a file."""
    tally = Tally()
    for unit in register.tables.units:
        for criterion in (ALL, *register.criteria(unit)):
            rows = register.connection.execute(
                f"SELECT {name(criterion)}, count(*)"
                f" FROM read_parquet({text(str(out))})"
                f" WHERE unit = '{unit}' GROUP BY 1"
            ).fetchall()
            for outcome, units in rows:
                tally.add(unit, criterion, Outcome(outcome), units)
    return tally


@dataclass
class _Counted:
    """Sees that every row of a folder was counted, once, and no other."""

    register: Register
    folder: Folder

    def require(self, households: int, members: int, surveyed: int) -> None:
        """Refuse what does not add up; raises UnusableRegister, _SeveralSurveys."""
        register, found = self.register, self.folder
        connection, year = register.connection, register.year
        latest = register.takes_latest
        has_all = (
            households == found.rows[Table.HOUSEHOLDS]
            and members == found.rows[Table.MEMBERS]
            and surveyed
            == checking.surveyed_households(found, connection, year, once=not latest)
        )
        if has_all and not self._has_other_faults():
            return
        checking.refuse_faults(found, connection, year)
        if latest or has_all:
            raise AssertionError("rows were lost on the way")
        raise _SeveralSurveys

    def _has_other_faults(self) -> bool:
        register, found = self.register, self.folder
        connection = register.connection
        return checking.has_repeated_persons(found, connection) or (
            checking.has_faults_aside(
                found, connection, register.year, every_survey=register.takes_latest
            )
        )
