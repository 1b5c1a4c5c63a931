"""The command `whatif`: who would come to another outcome under other figures."""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from importlib import import_module
from pathlib import Path

from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.changing import changed_pack
from tuopin.standards.bulk.cli import WrongUsage, found_paths, read_names, told
from tuopin.standards.bulk.tables import ALL
from tuopin.standards.bulk.task import Engine, Task
from tuopin.standards.bulk.whatif import Comparison, Flips, compare

OUTS = (".xlsx", ".parquet")
PICTURES = (".png", ".svg")


def whatif(options: argparse.Namespace, *, packs: Path, kept_in: Path) -> int:
    """Compare two ways of judging a register; return the exit code."""
    return told(options, lambda: _compared(options, packs, kept_in))


def _compared(options: argparse.Namespace, packs: Path, kept_in: Path) -> None:
    path, pack_folder = found_paths(options, packs)
    before = read_pack(pack_folder)
    year = options.year or before.in_force_from.year
    after = before
    if options.against:
        other = argparse.Namespace(path=options.path, pack=options.against)
        after = read_pack(found_paths(other, packs)[1])
    settings = [one for given in options.set or () for one in given]
    if settings:
        after = changed_pack(after, year, settings)
    if after is before:
        raise WrongUsage(
            "请用 --set 或 --against 说明要改变什么。"
            "Say with --set or --against what is to be different."
        )
    out = _path(options.out, OUTS, "--out")
    picture = _path(options.picture, PICTURES, "--picture")
    task = Task(
        path=path,
        pack=before,
        year=year,
        out=Path(),
        engine=Engine.DUCKDB,
        explain=frozenset(),
        seconds=time.monotonic,
        kept_in=kept_in,
    )
    found = compare(task, after, out, settings)
    places = read_names(pack_folder, "township", digits=9)
    _print(found, places)
    if picture is not None:
        drawing = import_module("tuopin.standards.bulk.whatif_picture")
        drawing.draw(found, picture, titles=_titles(found), places=places)
    for file in (out, picture):
        if file is not None:
            print(f"已写入 {file}。Wrote {file}.")


def _path(given: str | None, endings: tuple[str, ...], option: str) -> Path | None:
    if given is None:
        return None
    path = Path(given)
    if path.suffix not in endings:
        raise WrongUsage(
            f"{option} 的文件名应以 {'、'.join(endings)} 结尾。"
            f"{option} has to end in {', '.join(endings)}."
        )
    return path


def _titles(found: Comparison) -> dict[str, str]:
    own = found.after.standards.get(Unit.HOUSEHOLD, {}).values()
    return {ALL: "全部标准"} | {one.id: one.title.zh for one in own}


def _print(found: Comparison, places: dict[str, str]) -> None:
    print(f"{found.before.title.zh} → {found.after.title.zh}  {found.year}")
    for setting in found.settings:
        print(f"假设 supposed: {setting}")
    for column in found.missing:
        print(f"登记数据没有这一列，按“不清楚”处理：{column}。Not in the register.")
    for unit, count in found.units.items():
        what = "户" if unit is Unit.HOUSEHOLD else "村"
        print(f"\n{count:,}{what} {unit.value}")
        _print_flips(found.by_criterion, unit, "标准 criterion", {})
        _print_flips(found.by_township, unit, "乡镇 township", places)


def _print_flips(
    flips: tuple[Flips, ...], unit: Unit, heading: str, names: dict[str, str]
) -> None:
    rows: defaultdict[str, dict[tuple[Outcome, Outcome], int]] = defaultdict(dict)
    for flip in flips:
        if flip.unit is unit:
            rows[flip.group][flip.before, flip.after] = flip.units
    print(f"  {heading}: 变为达标 now met / 不再达标 no longer met / 其他变化 other")
    if not rows:
        print("    没有变化 nothing changes")
    for group, counts in rows.items():
        gained = sum(n for (_, after), n in counts.items() if after is Outcome.MET)
        lost = sum(n for (before, _), n in counts.items() if before is Outcome.MET)
        other = sum(counts.values()) - gained - lost
        shown = f"+{gained:,} / -{lost:,} / {other:,}"
        print(f"    {group:<26}{shown:>28}  {names.get(group, '')}")
