"""Registers in bulk for tests: random ones for any pack, and single households."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tuopin.rulebook.facts import Fact, FactType
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.standards.bulk.judging import judge_register
from tuopin.standards.bulk.tables import Table, TableColumn, read_tables
from tuopin.standards.bulk.task import Engine, Task

YEAR = 2017
ARROW = {
    FactType.MONEY: pa.decimal128(12, 2),
    FactType.NUMBER: pa.decimal128(12, 2),
    FactType.COUNT: pa.int64(),
    FactType.YES_NO: pa.string(),
    FactType.GRADE: pa.string(),
    FactType.TEXT: pa.string(),
    FactType.DATE: pa.date32(),
}
VILLAGES = ("880000100200", "880000100201", "880000101200")
# Enough for figures of every kind, and parts that are larger than their wholes.
VILLAGES_JUDGED = (*VILLAGES, *(f"880000102{at}" for at in range(200, 230)))
Row = Mapping[str, object]


def write_tables(
    folder: Path, pack: PolicyPack, rows: Mapping[Table, Sequence[Row]]
) -> Path:
    """Write rows, by column title, as Parquet files; what is left out is null."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, columns in read_tables(pack).columns.items():
        given = rows.get(table, ())
        arrays = {
            column.title: pa.array(
                [row.get(column.title) for row in given], type=_arrow_type(column)
            )
            for column in columns
        }
        pq.write_table(pa.table(arrays), folder / f"{table}.parquet")
    return folder


def _arrow_type(column: TableColumn) -> pa.DataType:
    if column.fact is not None:
        return ARROW[column.fact.type]
    return {"VARCHAR": pa.string(), "DATE": pa.date32(), "BIGINT": pa.int64()}[
        column.sql_type
    ]


@dataclass
class RandomRegister:
    """Rows of random households, their edges where rounding and blanks go wrong."""

    pack: PolicyPack
    rng: random.Random
    year: int = YEAR
    judged: Sequence[str] = VILLAGES_JUDGED

    def rows(self, households: int) -> dict[Table, list[dict[str, object]]]:
        """Return the rows of all tables that the pack reads."""
        columns = read_tables(self.pack).columns
        rows: dict[Table, list[dict[str, object]]] = {table: [] for table in columns}
        for at in range(households):
            number = f"{VILLAGES[at * len(VILLAGES) // households]}{at:05d}"
            self._household(rows, columns, number)
        for village in self.judged if Table.VILLAGES in columns else ():
            for year in (self.year, self.year - 1):
                rows[Table.VILLAGES].append(
                    {"村代码": village, "年度": year}
                    | self._facts(columns[Table.VILLAGES])
                )
        return rows

    def _household(
        self,
        rows: dict[Table, list[dict[str, object]]],
        columns: Mapping[Table, Sequence[TableColumn]],
        number: str,
    ) -> None:
        rows[Table.HOUSEHOLDS].append(
            {"户编号": number, "村代码": number[:12]}
            | self._facts(columns[Table.HOUSEHOLDS])
        )
        members = self.rng.choice((0, 1, 1, 2, 2, 3, 4))
        for at in range(members):
            rows[Table.MEMBERS].append(
                {"户编号": number, "人编号": f"{number}{at + 1:02d}"}
                | self._facts(columns[Table.MEMBERS])
            )
        days = self.rng.choice(((0,), (0,), (0,), (), (0, 30), (-365,), (-365, 0)))
        for days_on in days:
            day = date(self.year, 9, 1) + timedelta(days=days_on)
            survey = {"户编号": number, "调查日期": day}
            facts = self._facts(columns[Table.SURVEYS], members=members)
            rows[Table.SURVEYS].append(survey | facts)
        if self.rng.random() < 0.05:
            rows[Table.SURVEYS].append({"户编号": number, "调查日期": None})

    def _facts(
        self, columns: Sequence[TableColumn], members: int = 1
    ) -> dict[str, object]:
        return {
            column.title: self._value(column.fact, members)
            for column in columns
            if column.fact is not None
        }

    def _value(self, fact: Fact, members: int) -> object:
        if self.rng.random() < 0.08:
            return None
        match fact.type:
            case FactType.MONEY | FactType.NUMBER:
                return self._figure(members)
            case FactType.COUNT:
                return self.rng.choice((0, 0, 1, 20, 21, 48, 49, 50, 98, 1000, 1050))
            case FactType.YES_NO | FactType.GRADE:
                return self.rng.choice(fact.words).written
            case FactType.TEXT:
                return self.rng.choice(
                    ("无", "务工", "低保金", "因贫", "因病", " ", "")
                )
            case _:
                return date(self.year - self.rng.randrange(0, 20), *self._day())

    def _day(self) -> tuple[int, int]:
        return self.rng.choice(((8, 31), (9, 1), (1, 1), (12, 31), (2, 28)))

    def _figure(self, members: int) -> Decimal:
        """Return an amount, often where the pack's own figures part the outcomes."""
        if self.rng.random() < 0.4:
            return Decimal(0)
        edges = [
            figure.amount
            for parameter in self.pack.parameters.values()
            for year, figure in parameter.by_year.items()
            if year == self.year and "/" not in figure.written
        ]
        edge = self.rng.choice((*edges, Decimal(13), Decimal(20000), Decimal(3000)))
        off = self.rng.choice((-1, 0, 0, 1, 250_000)) * Decimal("0.01")
        return max(edge * members + off, Decimal(0)).quantize(Decimal("0.01"))


def task(
    path: Path,
    pack: PolicyPack,
    out: Path,
    *,
    engine: Engine = Engine.DUCKDB,
    explain: bool = True,
    year: int = YEAR,
    **more: object,
) -> Task:
    """Return a task with nothing kept and a clock that stands."""
    return Task(
        path=path,
        pack=pack,
        year=year,
        out=out,
        engine=engine,
        explain=frozenset(Outcome) if explain else frozenset(),
        seconds=lambda: 0,
        **more,  # type: ignore[arg-type]
    )


def judged_lines(
    path: Path, pack: PolicyPack, engine: Engine, year: int = YEAR, **more: object
) -> str:
    """Judge a register and return the lines that were written."""
    out = path.parent / f"{path.stem}-{engine}.jsonl"
    judge_register(task(path, pack, out, engine=engine, year=year, **more))
    return out.read_text(encoding="utf-8")


def year_of(pack: PolicyPack) -> int:
    """Return the first year for which the pack has all its figures."""
    known = [set(one.by_year) for one in pack.parameters.values()]
    in_force = pack.in_force_from.year
    years = set.intersection(*known) if known else {in_force}
    return min(year for year in years if year >= in_force)
