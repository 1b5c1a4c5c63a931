"""What would follow from other rules: who flips, by township and by criterion."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import xlsxwriter

from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.forms import name, text
from tuopin.standards.bulk.judging import judge_register
from tuopin.standards.bulk.outputs import whole_file
from tuopin.standards.bulk.tables import ALL
from tuopin.standards.bulk.task import Engine, Task

TOWNSHIP_DIGITS = 9
LONGEST_SHEET = 1_000_000


@dataclass(frozen=True, slots=True)
class Flips:
    """How many units of a group changed from one outcome to another."""

    unit: Unit
    group: str
    before: Outcome
    after: Outcome
    units: int


@dataclass(frozen=True)
class Comparison:
    """What two ways of judging the same register make different.

    `by_criterion` has the criteria of both as groups, `by_township` the first nine
    digits of the village codes.
    """

    before: PolicyPack
    after: PolicyPack
    year: int
    units: Mapping[Unit, int]
    by_criterion: tuple[Flips, ...]
    by_township: tuple[Flips, ...]
    missing: tuple[str, ...]
    settings: tuple[str, ...] = ()


def compare(
    task: Task, after: PolicyPack, out: Path | None, settings: Sequence[str] = ()
) -> Comparison:
    """Judge a register by two packs and compare; raises what judging raises.

    Columns that only the second pack reads and the register lacks are not known. `out`
    takes every unit that flips, as .xlsx or .parquet.
    """
    with tempfile.TemporaryDirectory(prefix="tuopin-") as folder:
        files = []
        missing: list[str] = []
        for pack, file in ((task.pack, "before"), (after, "after")):
            judged = Path(folder) / f"{file}.parquet"
            judge_register(
                replace(
                    task,
                    pack=pack,
                    out=judged,
                    engine=Engine.DUCKDB,
                    explain=frozenset(),
                    tells_missing=missing.append if pack is after else None,
                )
            )
            files.append(judged)
        with duckdb.connect() as connection:
            _join(connection, *files)
            shared = _shared(task.pack, after)
            found = Comparison(
                before=task.pack,
                after=after,
                year=task.year,
                units=dict(_counts(connection)),
                by_criterion=tuple(_by_criterion(connection, shared)),
                by_township=tuple(_by_township(connection)),
                missing=tuple(missing),
                settings=tuple(settings),
            )
            if out is not None:
                _write(connection, shared, out)
    return found


def _join(connection: duckdb.DuckDBPyConnection, before: Path, after: Path) -> None:
    for view, file in (("before", before), ("after", after)):
        connection.execute(
            f"CREATE VIEW {view} AS FROM read_parquet({text(str(file))})"
        )


def _shared(before: PolicyPack, after: PolicyPack) -> dict[Unit, tuple[str, ...]]:
    """Return the criteria that both packs have, by name; all of them joined first."""
    return {
        unit: (
            ALL,
            *(one for one in before.standards[unit] if one in after.standards[unit]),
        )
        for unit in Unit
        if before.standards.get(unit) and after.standards.get(unit)
    }


def _counts(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Unit, int]]:
    rows = connection.execute("SELECT unit, count(*) FROM before GROUP BY unit")
    for unit, count in rows.fetchall():
        yield Unit(unit), int(count)


def _by_criterion(
    connection: duckdb.DuckDBPyConnection, shared: Mapping[Unit, Sequence[str]]
) -> Iterator[Flips]:
    for unit, criteria in shared.items():
        for criterion in criteria:
            yield from _flips(connection, unit, criterion, text(criterion))


def _by_township(connection: duckdb.DuckDBPyConnection) -> Iterator[Flips]:
    township = f"left(b.village, {TOWNSHIP_DIGITS})"
    for unit in Unit:
        yield from _flips(connection, unit, ALL, township)


def _flips(
    connection: duckdb.DuckDBPyConnection, unit: Unit, criterion: str, group: str
) -> Iterator[Flips]:
    column = name(criterion)
    rows = connection.execute(
        f"SELECT {group} AS grouped, CAST(b.{column} AS VARCHAR) AS was,"
        f" CAST(a.{column} AS VARCHAR) AS becomes, count(*)"
        " FROM before b JOIN after a USING (unit, id)"
        f" WHERE unit = '{unit}' AND was <> becomes GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for grouped, was, becomes, count in rows:
        yield Flips(unit, grouped, Outcome(was), Outcome(becomes), int(count))


def _write(
    connection: duckdb.DuckDBPyConnection,
    shared: Mapping[Unit, Sequence[str]],
    out: Path,
) -> None:
    """Write every unit and criterion that flips."""
    parts = [
        f"SELECT unit, id, b.village AS village, '{criterion}' AS criterion,"
        f" CAST(b.{name(criterion)} AS VARCHAR) AS before,"
        f" CAST(a.{name(criterion)} AS VARCHAR) AS after"
        " FROM before b JOIN after a USING (unit, id)"
        f" WHERE unit = '{unit}'"
        for unit, criteria in shared.items()
        for criterion in criteria
    ]
    flips = f"FROM ({' UNION ALL '.join(parts)}) WHERE before <> after ORDER BY ALL"
    with whole_file(out) as partial:
        if out.suffix == ".xlsx":
            _write_workbook(connection.execute(flips), partial)
        else:
            connection.execute(
                f"COPY (SELECT * {flips}) TO {text(str(partial))} (FORMAT parquet)"
            )


def _write_workbook(rows: duckdb.DuckDBPyConnection, path: Path) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("变化")
    sheet.write_row(0, 0, ("单位", "编号", "村代码", "标准", "原结论", "新结论"))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 5, 20)
    for at, row in enumerate(rows.fetchmany(LONGEST_SHEET), start=1):
        unit, id_, village, criterion, before, after = row
        words = (_UNITS[Unit(unit)], id_, village, criterion)
        labels = (Outcome(before).label.zh, Outcome(after).label.zh)
        for column, value in enumerate((*words, *labels)):
            sheet.write_string(at, column, value)
    book.close()


_UNITS = {Unit.HOUSEHOLD: "户", Unit.VILLAGE: "村"}
