"""Outcomes straight from DuckDB to a Parquet file, whatever the register's size.

Nothing passes through Python but tables of outcomes, one span of households after the
other, and what is counted shows that no row was lost.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

import duckdb

from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk import checking, folder
from tuopin.standards.bulk.duck import Register, one_row
from tuopin.standards.bulk.folder import Folder, Span
from tuopin.standards.bulk.forms import name
from tuopin.standards.bulk.judged import ALL, Tally
from tuopin.standards.bulk.progress import Progress
from tuopin.standards.bulk.tables import Table


class _SeveralSurveys(Exception):
    """A household has several surveys in the year, which the quick way cannot take."""


CHUNK = 450_000
"""So many households are joined at once: their hash tables stay in the caches."""
COMPRESSED = "COMPRESSION zstd"


def stream(register: Register, out: Path, progress: Progress) -> Tally:
    """Write a folder's outcomes to a Parquet file; raises UnusableRegister."""
    try:
        return _stream(register, out, progress)
    except _SeveralSurveys:
        progress.done = 0
        return _stream(replace(register, takes_latest=True), out, progress)


def _stream(register: Register, out: Path, progress: Progress) -> Tally:
    found = register.folder
    assert found is not None
    counted = _Counted(register, found)
    parts = _parts(register, found)
    with checking.faults_named(found, register.connection, register.year):
        if len(parts) == 1:
            cursor = register.cursor(parts[0])
            shown = " UNION ALL ".join(
                f"({register.shown(unit)})" for unit in register.tables.units
            )
            cursor.execute(f"COPY ({shown}) TO '{out}' (FORMAT parquet, {COMPRESSED})")
            counted.look_at_persons(cursor, parts[0])
        else:
            _stream_parts(register, parts, out, counted, progress)
    tally, totals = _tally(register, out)
    counted.require(*totals)
    return tally


def _parts(register: Register, found: Folder) -> list[Span]:
    if Unit.HOUSEHOLD not in register.tables.units:
        return [Span("", 0)]
    return folder.spans(found, register.connection, at_most=CHUNK)


def _stream_parts(
    register: Register,
    parts: Sequence[Span],
    out: Path,
    counted: _Counted,
    progress: Progress,
) -> None:
    """Judge span after span while a thread writes what was judged before."""
    writing = import_module("tuopin.standards.bulk.arrow_writing")
    with writing.table_writer(out) as write:
        for part in parts:
            cursor = register.cursor(part)
            write(cursor.sql(register.shown(Unit.HOUSEHOLD)).to_arrow_table())
            counted.look_at_persons(cursor, part)
            progress.add(part.households)
        if Unit.VILLAGE in register.tables.units:
            cursor = register.cursor()
            write(cursor.sql(register.shown(Unit.VILLAGE)).to_arrow_table())


def _tally(register: Register, out: Path) -> tuple[Tally, tuple[int, int, int]]:
    """Count a file's outcomes; return also households, members and surveys counted."""
    tally = Tally()
    connection = register.connection
    file = f"read_parquet('{out}')"
    for unit in register.tables.units:
        for criterion in (ALL, *register.criteria(unit)):
            rows = connection.execute(
                f"SELECT {name(criterion)}, count(*) FROM {file}"
                f" WHERE unit = '{unit}' GROUP BY 1"
            ).fetchall()
            for outcome, units in rows:
                tally.add(unit, criterion, Outcome(outcome), units)
    households, members, surveyed = one_row(
        connection,
        "SELECT count(*), coalesce(sum(members), 0)::BIGINT, count(surveyed_on)"
        f" FROM {file} WHERE unit = '{Unit.HOUSEHOLD}'",
    )
    return tally, (households, members, surveyed)


@dataclass
class _Counted:
    """Sees that every row of a folder was judged, once, and no other."""

    register: Register
    folder: Folder
    persons: list[tuple[str, str] | None] = field(default_factory=list)

    def look_at_persons(self, cursor: duckdb.DuckDBPyConnection, part: Span) -> None:
        """Note whether the members of a span stand once each."""
        if Table.MEMBERS in self.folder.files:
            self.persons.append(checking.rising_persons(self.folder, cursor, part))

    def require(self, households: int, members: int, surveyed: int) -> None:
        """Refuse what does not add up; raises UnusableRegister, _SeveralSurveys."""
        register, rows = self.register, self.folder.rows
        if Unit.HOUSEHOLD not in register.tables.units:
            return
        in_year = checking.surveys_of(self.folder, register.connection, register.year)
        has_all = (
            households == rows[Table.HOUSEHOLDS]
            and members == rows[Table.MEMBERS]
            and (surveyed == in_year or register.takes_latest)
        )
        if has_all and not self._may_repeat_persons():
            return
        checking.refuse_faults(self.folder, register.connection, register.year)
        if register.takes_latest or has_all:
            raise AssertionError("rows were lost on the way")
        raise _SeveralSurveys

    def _may_repeat_persons(self) -> bool:
        spans = [span for span in self.persons if span is None or span[1]]
        risen = [span for span in spans if span is not None]
        if len(risen) == len(spans) and all(
            before[1] < after[0] for before, after in itertools.pairwise(risen)
        ):
            return False
        return checking.has_repeated_persons(self.folder, self.register.connection)
