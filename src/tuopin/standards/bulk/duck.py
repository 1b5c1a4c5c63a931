"""DuckDB at work: a register's tables in its reach, the compiled SQL run on them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.compiled import Compiled
from tuopin.standards.bulk.folder import Folder, Span
from tuopin.standards.bulk.forms import MARK, name, text
from tuopin.standards.bulk.tables import RegisterTables, Table, read_tables

MEMORY = "3GB"
"""What it may hold before it spills to disk."""
NOT_ONCE = f"{MARK}household not once in the register"
OUTCOME = "outcome"
EVERY_SURVEY = "every_survey"
"""The table that holds every survey, also earlier ones of the year."""


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB of this process's own, that spills into a folder."""
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(spill),
            "threads": len(os.sched_getaffinity(0)),
            "preserve_insertion_order": False,
        }
    )
    connection.execute(f"CREATE TYPE {OUTCOME} AS ENUM ('met', 'not_met', 'unknown')")
    return connection


@dataclass(frozen=True)
class Register:
    """A register within DuckDB's reach: a folder of files, or tables of its own.

    `kept` is a file with a row per household that stands for three of the tables.
    """

    connection: duckdb.DuckDBPyConnection
    pack: PolicyPack
    year: int
    compiled: Compiled
    folder: Folder | None = None
    takes_latest: bool = False
    kept: Path | None = None

    @property
    def tables(self) -> RegisterTables:
        """The tables that the pack reads."""
        return read_tables(self.pack)

    def criteria(self, unit: Unit) -> tuple[str, ...]:
        """Return the ids of a unit's criteria; none if the pack judges none."""
        return tuple(self.pack.standards.get(unit, {}))

    def cursor(self, span: Span | None = None) -> duckdb.DuckDBPyConnection:
        """Return a cursor that sees the tables, or the households of a span in them."""
        cursor = self.connection.cursor()
        if self.kept is not None:
            _view(cursor, "kept", f"FROM read_parquet({text(str(self.kept))})")
        if self.folder is not None:
            for table in self.folder.files:
                within = None if table is Table.VILLAGES else span
                is_one_of_several = table is Table.SURVEYS and self.takes_latest
                view = EVERY_SURVEY if is_one_of_several else table
                _view(cursor, view, self.folder.source(table, within))
        if self.takes_latest and Table.SURVEYS in self.tables.columns:
            _view(cursor, Table.SURVEYS, latest_surveys(self.year))
        return cursor

    def count(self, table: Table) -> int:
        """Return how many rows a table has; none where the pack does not read it."""
        if table not in self.tables.columns:
            return 0
        if self.folder is not None:
            return self.folder.rows.get(table, 0)
        (rows,) = one_row(self.connection, f"SELECT count(*) FROM {table}")
        return int(rows)

    def outcomes(self, unit: Unit) -> str:
        """Return the query of a unit's outcomes, each a nullable boolean."""
        if unit is Unit.VILLAGE:
            return self.compiled["villages"]
        return self.compiled["households" if self.kept is None else "from_kept"]

    def shown(self, unit: Unit) -> str:
        """Return the query of a unit's rows as they are written to a file."""
        own = self.criteria(unit)
        worded = [
            f"{_worded(one)} AS {name(one)}"
            if one in own or one == "all"
            else f"CAST(NULL AS {OUTCOME}) AS {name(one)}"
            for one in self.columns
        ]
        return (
            f"SELECT '{unit}' AS unit, {_known(unit)}, {', '.join(worded)}"
            f" FROM ({self.outcomes(unit)})"
        )

    def kept_rows(self) -> str:
        """Return the query of what is kept of each household."""
        return f"SELECT * REPLACE ({_ONCE} AS village) FROM ({self.compiled['kept']})"

    def plain(self, unit: Unit) -> str:
        """Return the query of a unit's rows with outcomes as booleans, by id."""
        return plain(unit, self.criteria(unit), self.outcomes(unit))

    @property
    def columns(self) -> tuple[str, ...]:
        """The outcome columns of a file: `all`, then every criterion once."""
        criteria = (one for unit in Unit for one in self.criteria(unit))
        return tuple(dict.fromkeys(("all", *criteria)))


def plain(unit: Unit, criteria: Sequence[str], outcomes: str) -> str:
    """Return the query of a unit's rows with outcomes as booleans, by id.

    It is written so that every engine understands it.
    """
    own = ", ".join(name(one) for one in ("all", *criteria))
    known = _VILLAGE if unit is Unit.VILLAGE else f"id, village, {_HOUSEHOLD}"
    return f"SELECT {known}, {own} FROM ({outcomes}) AS judged ORDER BY id"


_VILLAGE = (
    "id, id AS village, CAST(NULL AS INTEGER) AS members,"
    " CAST(NULL AS DATE) AS surveyed_on"
)
_ONCE = f"CASE WHEN registered = 1 THEN village ELSE error('{NOT_ONCE}') END"
_HOUSEHOLD = "CAST(coalesce(members, 0) AS INTEGER) AS members, surveyed_on"


def _known(unit: Unit) -> str:
    """Return what is known of a unit, stopping at one that is not there once."""
    if unit is Unit.VILLAGE:
        return _VILLAGE
    return f"id, {_ONCE} AS village, {_HOUSEHOLD}"


def _view(cursor: duckdb.DuckDBPyConnection, view: str, query: str) -> None:
    cursor.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {query}")


def _worded(criterion: str) -> str:
    column = name(criterion)
    return (
        f"CASE WHEN {column} THEN CAST('met' AS {OUTCOME})"
        f" WHEN NOT {column} THEN CAST('not_met' AS {OUTCOME})"
        f" ELSE CAST('unknown' AS {OUTCOME}) END"
    )


def latest_surveys(year: int) -> str:
    """Return the query of each household's latest survey of the year."""
    return (
        f"SELECT s.* FROM {EVERY_SURVEY} s JOIN ("
        f"SELECT household, max(surveyed_on) AS surveyed_on FROM {EVERY_SURVEY}"
        f" WHERE surveyed_on BETWEEN DATE '{year}-01-01' AND DATE '{year}-12-31'"
        " GROUP BY household) l USING (household, surveyed_on)"
    )


def one_row(cursor: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """Return the only row of a query."""
    row = cursor.execute(query).fetchone()
    assert row is not None
    return tuple(row)
