"""Writing a synthetic register of any size as Parquet, without any database."""

from __future__ import annotations

import argparse
from pathlib import Path

from tuopin.office.policy.reader import read_pack
from tuopin.register.nation import Plan, write_nation


def write(options: argparse.Namespace, packs: Path) -> int:
    """Write the folder of Parquet files that the options describe.

    Without a year, it is the one in which the pack came into force.
    """
    pack = read_pack(packs / options.pack)
    year = options.year or pack.in_force_from.year
    plan = Plan.of(
        options.households,
        villages=options.villages,
        seed=options.seed,
        year=year,
        line=pack.parameter("poverty_line", year),
    )
    write_nation(options.folder, plan, lambda table: print(f"{table}.parquet"))
    print(
        f"已写入 {options.folder}：{plan.households:,}户、{plan.villages:,}个村，都是"
        f"虚构的。Wrote {options.folder}; nobody in it exists."
    )
    return 0
