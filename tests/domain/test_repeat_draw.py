"""The stand-alone script draws what the office drew, by the standard library alone."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tuopin.oversight.domain import Design
from tuopin.oversight.drawing import (
    ROSTER_COLUMNS,
    Line,
    Plan,
    in_order,
    roster_digest,
    turns,
)

SCRIPT = Path(__file__).parents[2] / "tools" / "repeat_draw.py"
VILLAGES = ("211221101200", "211221101201", "211221102200")
LINES = in_order(
    (village, f"{village}{number:05d}") for village in VILLAGES for number in range(9)
)


def repeated(path: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    # Isolated: neither this program nor any library is in reach.
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(path), *asked],
        capture_output=True,
        text=True,
        check=False,
    )


def written(folder: Path, lines: Sequence[Line]) -> Path:
    path = folder / "roster.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(ROSTER_COLUMNS)
        rows.writerows(
            (one.list_number, one.village_code, one.household_number) for one in lines
        )
    return path


@pytest.mark.parametrize(
    ("plan", "asked"),
    [
        (Plan(Design.SIMPLE, take_number=5), ["--number", "5"]),
        (Plan(Design.BY_TOWNSHIP, take_percent=10), ["--percent", "10"]),
        (Plan(Design.BY_VILLAGE, take_number=2), ["--number", "2"]),
        (
            Plan(Design.VILLAGES_FIRST, take_percent=50, villages=2),
            ["--percent", "50", "--villages", "2"],
        ),
    ],
)
def test_the_script_draws_what_the_office_drew(
    tmp_path: Path, plan: Plan, asked: list[str]
) -> None:
    found = repeated(
        written(tmp_path, LINES),
        *("--design", plan.design, *asked, "--seed", "第2017350期 5 0 7", "--all"),
    )

    first, *drawn = found.stdout.splitlines()
    assert first == f"sha256 {roster_digest(LINES)}"
    assert [tuple(line.split("\t")) for line in drawn] == [
        (
            "drawn" if one.is_drawn else "next",
            str(one.turn),
            one.stratum or "-",
            str(one.line.list_number),
            one.line.village_code,
            one.line.household_number,
        )
        for one in turns(LINES, plan, "第2017350期 5 0 7")
    ]


@pytest.mark.parametrize("lines", [LINES[:-1], LINES[1:], LINES[::-1][:3]])
def test_another_roster_is_told_from_the_one_that_was_frozen(
    tmp_path: Path, lines: list[Line]
) -> None:
    found = repeated(
        written(tmp_path, lines),
        *("--design", "simple", "--number", "3", "--seed", "1"),
        *("--digest", roster_digest(LINES)),
    )

    assert found.returncode == 1
    assert "drawn" not in found.stdout
