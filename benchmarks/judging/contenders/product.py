"""The product's own command, in this process, on DuckDB from the raw tables.

It reads the pack, checks every cell, counts every row and judges the villages too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.judging import judge as judge_by_rulebook
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk import duck, facts
from tuopin.standards.bulk.judging import judge_register, open_register
from tuopin.standards.bulk.keeping import keep_register
from tuopin.standards.bulk.task import Engine, Task

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / "packs" / "tieling-county-2017"
COMPILED = ROOT / "var" / "compiled"
YEAR = 2017


def judge(register: Path, out: Path) -> None:
    """Judge every household and village."""
    judge_register(task(register, out))


def keep(register: Path, out: Path) -> None:
    """Write the register's kept facts to a folder."""
    keep_register(task(register, out))


def task(register: Path, out: Path, engine: Engine = Engine.DUCKDB) -> Task:
    """Return what the command would do, outcomes without reasons."""
    return Task(
        path=register,
        pack=read_pack(PACK),
        year=YEAR,
        out=out,
        engine=engine,
        explain=frozenset(),
        seconds=time.monotonic,
        kept_in=COMPILED,
    )


def one(register: Path) -> Callable[[], object]:
    """Return what judges the next household, with every reason in two languages."""
    asked = task(register, register)
    opened = open_register(asked, duck.connect(register / "spill"))
    rows = facts.facts_of(opened, opened.cursor(), Unit.HOUSEHOLD)
    known = cycle([row.facts for row in rows])
    return lambda: judge_by_rulebook(asked.pack, Unit.HOUSEHOLD, next(known), year=YEAR)
