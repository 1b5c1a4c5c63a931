"""The command `judge`: a register in, its outcomes out, no database needed."""

from __future__ import annotations

import argparse
import csv
import gc
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from tuopin.office.policy.reader import find_pack, read_pack
from tuopin.register.workbook.faults import UnreadableWorkbook
from tuopin.rulebook.faults import PackFault
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.changing import UnknownSetting
from tuopin.standards.bulk.faults import (
    MissingEngine,
    TooLargeForWorkbook,
    UnusableRegister,
)
from tuopin.standards.bulk.judged import Disagreement, Tally
from tuopin.standards.bulk.judging import judge_register
from tuopin.standards.bulk.keeping import keep_register
from tuopin.standards.bulk.tables import ALL
from tuopin.standards.bulk.task import Engine, Task

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
SUFFIXES = (".jsonl", ".parquet", ".xlsx")
EVERY = frozenset(Outcome)
ROWS_BETWEEN_COLLECTIONS = 200_000
REFUSALS = (
    UnusableRegister,
    UnreadableWorkbook,
    MissingFigure,
    TooLargeForWorkbook,
    MissingEngine,
    UnknownSetting,
)


class WrongUsage(Exception):
    """The command's words are off; says how they should be."""


def judge(
    options: argparse.Namespace,
    *,
    packs: Path,
    kept_in: Path,
    postgres: str = "",
    spark: str = "",
) -> int:
    """Judge a register as the command line asks; return the exit code.

    `postgres` and `spark` are where the engines of those names are found.
    """
    return told(options, lambda: _judged(options, packs, kept_in, postgres, spark))


def _judged(
    options: argparse.Namespace, packs: Path, kept_in: Path, postgres: str, spark: str
) -> None:
    task = replace(_task(options, packs, kept_in), postgres=postgres, spark=spark)
    # Rows by the ten thousand hold no circles; looking for them takes a tenth longer.
    gc.set_threshold(ROWS_BETWEEN_COLLECTIONS)
    tally = judge_register(task)
    _print(task.pack, task.year, tally)
    print(f"已写入 {task.out}。Wrote {task.out}.")


def told(options: argparse.Namespace, work: Callable[[], None]) -> int:
    """Do the work; tell a refusal in words and return the exit code."""
    try:
        work()
    except WrongUsage as wrong:
        print(wrong, file=sys.stderr)
        return WRONG_USAGE
    except REFUSALS as refusal:
        print(f"{refusal.message.zh}\n{refusal.message.en}", file=sys.stderr)
        return REFUSED
    except (PackFault, Disagreement) as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        raise
    except (OSError, duckdb.IOException) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        print(
            f"无法读取或写出，没有留下半份文件；请检查磁盘空间和目录权限：{why}\n"
            "Reading or writing failed, and no half file is left. Check the space on"
            f" the disk and the rights on the folder: {why}",
            file=sys.stderr,
        )
        return REFUSED
    return DONE


def keep(options: argparse.Namespace, *, packs: Path, kept_in: Path) -> int:
    """Keep a register's facts, a row per household; return the exit code."""
    return told(options, lambda: _kept(options, packs, kept_in))


def _kept(options: argparse.Namespace, packs: Path, kept_in: Path) -> None:
    path, pack_folder = found_paths(options, packs)
    task = Task(
        path=path,
        pack=read_pack(pack_folder),
        year=options.year,
        out=Path(options.out),
        engine=Engine.DUCKDB,
        explain=frozenset(),
        seconds=time.monotonic,
        kept_in=kept_in,
    )
    households = keep_register(task)
    print(f"已汇总{households:,}户，写入 {task.out}。Kept {households:,} households.")


def _task(options: argparse.Namespace, packs: Path, kept_in: Path) -> Task:
    path, pack_folder = found_paths(options, packs)
    out = Path(options.out)
    if out.suffix not in SUFFIXES:
        raise WrongUsage(
            f"--out 的文件名应以 {'、'.join(SUFFIXES)} 结尾。"
            f"--out has to end in {', '.join(SUFFIXES)}."
        )
    if not out.parent.is_dir():
        raise WrongUsage(f"没有目录 {out.parent}。There is no folder {out.parent}.")
    return Task(
        path=path,
        pack=read_pack(pack_folder),
        year=options.year,
        out=out,
        engine=Engine(options.engine),
        explain=_explain(options.explain, out),
        seconds=time.monotonic,
        kept_in=kept_in,
        village_names=read_names(pack_folder, "village", digits=12),
    )


def found_paths(options: argparse.Namespace, packs: Path) -> tuple[Path, Path]:
    """Return the register's path and the pack's folder, both of which are there."""
    path = Path(options.path)
    if not path.exists():
        raise WrongUsage(f"找不到 {path}。There is no {path}.")
    pack_folder = find_pack(options.pack, packs)
    if not pack_folder.is_dir():
        known = "、".join(sorted(one.name for one in packs.glob("[a-z]*")))
        raise WrongUsage(
            f"没有政策包“{options.pack}”。现有：{known}。"
            f"There is no pack {options.pack}."
        )
    return path, pack_folder


def _explain(asked: str | None, out: Path) -> frozenset[Outcome]:
    """Return the outcomes whose reasons are wanted; a Parquet file has none unasked."""
    if asked is None:
        return frozenset() if out.suffix == ".parquet" else EVERY
    if asked in ("all", "none"):
        return EVERY if asked == "all" else frozenset()
    try:
        return frozenset(Outcome(word.strip()) for word in asked.split(","))
    except ValueError as wrong:
        words = ", ".join(Outcome)
        raise WrongUsage(
            f"--explain 可写 all、none，或用逗号隔开的 {words}。"
            f"--explain takes all, none, or some of {words}."
        ) from wrong


def read_names(pack_folder: Path, level: str, *, digits: int) -> dict[str, str]:
    """Return places' names by the first digits of their codes, if the pack has any."""
    file = pack_folder / "divisions" / "divisions.csv"
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8") as lines:
        return {
            row["code"][:digits]: row["name"]
            for row in csv.DictReader(lines)
            if row["level"] == level
        }


def _print(pack: PolicyPack, year: int, tally: Tally) -> None:
    """Print how many met each criterion, did not, and are unknown."""
    print(f"{pack.title.zh} {year}")
    for unit in Unit:
        criteria = pack.standards.get(unit, {})
        if not any(tally.of(unit, ALL).values()):
            continue
        what = _UNITS[unit]
        print(f"\n{what.zh} {what.en:<22}{'met':>12}  {'not met':>12}  {'unknown':>12}")
        for one in (ALL, *criteria):
            title = criteria[one].title.zh if one in criteria else "全部标准"
            counts = tally.of(unit, one)
            shown = "  ".join(f"{counts[outcome]:>12,}" for outcome in Outcome)
            print(f"{one:<25}{shown}  {title}")


_UNITS = {
    Unit.HOUSEHOLD: Text("户", "households"),
    Unit.VILLAGE: Text("村", "villages"),
}
