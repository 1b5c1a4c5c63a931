"""What the command costs as a whole process, from the shell to the file it wrote."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from judging.measuring import ROOT, measured
from judging.results import Results

TUOPIN = str(ROOT / "tuopin")
COMPILED = ROOT / "var" / "compiled"
ROUNDS = 7
JUDGE = ("--pack", "tieling-county-2017", "--year", "2017")
FIRST = "10,000 households as Parquet, outcomes as Parquet, first run of a pack"


def measure(kept: Results, data: Path, register: Path) -> None:
    """Measure each way of calling it, in turns."""
    workbook = data / "register.xlsx"
    measured([TUOPIN, "register", "sample", str(workbook), "--households", "500"])
    calls = _calls(register, workbook, data)
    for turn in range(ROUNDS):
        for title, words in calls.items():
            if title == FIRST:
                shutil.rmtree(COMPILED, ignore_errors=True)
            cost, _ = measured(words)
            kept.add("started", call=title, round=turn + 1, **vars(cost))
            print(f"{title:<70}{cost.process_seconds:>8.2f} s", flush=True)


def _calls(register: Path, workbook: Path, data: Path) -> dict[str, Sequence[str]]:
    def judged(path: Path, out: str, *more: str) -> Sequence[str]:
        return (TUOPIN, "judge", str(path), *JUDGE, "--out", str(data / out), *more)

    lines = "10,000 households as Parquet, outcomes as JSON lines"
    book = "a workbook of 500 households"
    return {
        "Python itself": (str(ROOT / ".venv/bin/python"), "-c", "pass"),
        FIRST: judged(register, "out.parquet"),
        "10,000 households as Parquet, outcomes as Parquet": judged(
            register, "out.parquet"
        ),
        f"{lines}, no reasons": judged(register, "out.jsonl", "--explain", "none"),
        f"{lines}, every reason": judged(register, "out.jsonl"),
        f"{book}, outcomes as JSON lines, every reason": judged(workbook, "out.jsonl"),
        f"{book}, outcomes as a workbook": judged(workbook, "out.xlsx"),
    }
