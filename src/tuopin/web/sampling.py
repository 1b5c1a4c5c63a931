"""Writing a sample register of a pack's county, without any database."""

from __future__ import annotations

import argparse
import csv
import random
from pathlib import Path

from tuopin.office.policy.reader import read_pack
from tuopin.register.sample import write_sample


def write(options: argparse.Namespace, packs: Path) -> int:
    """Write the sample workbook that the options describe.

    Without a year, it is the one in which the pack came into force.
    """
    folder = packs / options.pack
    write_for_pack(
        options.file,
        pack_folder=folder,
        households=options.households,
        villages=options.villages,
        seed=options.seed,
        year=options.year or read_pack(folder).in_force_from.year,
    )
    print(f"已写入 {options.file}。Wrote {options.file}.")
    return 0


def write_for_pack(
    path: Path,
    *,
    pack_folder: Path,
    households: int,
    villages: int,
    seed: int,
    year: int,
) -> None:
    """Write a synthetic register of so many households in a pack's county."""
    with (pack_folder / "divisions" / "divisions.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    (county,) = [row["code"] for row in rows if row["level"] == "county"]
    named = {row["code"]: row["name"] for row in rows if row["level"] == "village"}
    chosen = sorted(random.Random(seed).sample(sorted(named), villages))
    write_sample(
        path,
        households=households,
        villages={code: named[code] for code in chosen},
        seed=seed,
        year=year,
        county_code_prefix=county[:6],
        line=read_pack(pack_folder).parameter("poverty_line", year),
    )
