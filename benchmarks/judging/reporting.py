"""The tables in words: what was measured, as Markdown, and then the pictures."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from judging import pictures, results
from judging.plan import CONTENDERS, ONE_HOUSEHOLD
from judging.results import Results
from judging.summary import Figures, Summary


def main() -> None:
    """Write `judging.md` and the pictures from `judging.json`."""
    folder = Path(sys.argv[1])
    kept = results.read(folder)
    text = "\n".join(_lines(kept))
    (folder / "judging.md").write_text(f"{text}\n", encoding="utf-8")
    pictures.draw(Summary(kept), folder)


def _lines(kept: Results) -> Iterator[str]:
    yield "# What judging costs"
    yield ""
    yield (
        "Written by `sh benchmarks/judge.sh`;"
        " what it means is in [the README](../README.md)."
    )
    yield ""
    yield from _machine(kept)
    summary = Summary(kept)
    for households in summary.sizes:
        yield from ("", f"## {households:,} households", "")
        yield from _table(HEADS, map(_cells, summary.all_of(households)))
    yield from ("", "## How it grows", "")
    yield from _growth(summary)
    yield from ("", "## The command as a whole process", "")
    yield from _started(kept)
    yield from ("", "## One household, in memory and warm", "")
    yield from _one_household(kept)
    yield from ("", "## Making the registers", "")
    yield from _table(
        ("Households", "Seconds", "CPU s", "Peak MB", "MB on disk"),
        (
            (
                f"{row['households']:,}",
                f"{row['process_seconds']:.1f}",
                f"{row['cpu_seconds']:.1f}",
                f"{row['peak_mb']:,.0f}",
                f"{row['megabytes']:,}",
            )
            for row in kept.rows.get("generated", [])
        ),
    )


def _machine(kept: Results) -> Iterator[str]:
    machine = kept.machine
    judged = kept.rows.get("judged", [])
    loads = [row["load"] for row in judged]
    yield (
        f"{machine['cores']} cores of {machine['processor']}, {machine['memory_gb']}"
        f" GB, {machine['system']}, Python {machine['python']},"
        f" commit {machine['commit']}."
        f" Load when a process began: {min(loads)} to {max(loads)}, median"
        f" {statistics.median(loads)}."
    )
    yield ""
    yield ", ".join(f"{name} {at}" for name, at in machine["packages"].items()) + "."
    yield ""
    yield (
        "*Seconds* are from the data on disk to the outcomes on disk, *process* from"
        " the shell and with all imports; medians. *Ratios* are to DuckDB SQL by hand"
        " in the same round, medians. Every run's outcomes were compared before it"
        " counted."
        " ≈ is extrapolated: as much per household as at the largest size that was run."
    )


HEADS = (
    "",
    "Seconds (least)",
    "Process s",
    "CPU s",
    "Peak MB",
    "Households/s",
    "Ratio",
    "CPU ratio",
    "Rounds",
)


def _cells(one: Figures) -> Sequence[str]:
    rate = f"{one.households / one.seconds:,.0f}"
    if not one.is_measured:
        extrapolated = f"≈ {one.seconds:,.0f}", "", "", "", f"≈ {rate}"
        return one.contender.title, *extrapolated, f"≈ {one.ratio:,.0f}", "", ""
    return (
        one.contender.title,
        f"{one.seconds:.2f} ({one.least:.2f})",
        f"{one.process_seconds:.2f}",
        f"{one.cpu_seconds:.2f}",
        f"{one.peak_mb:,.0f}",
        rate,
        f"{one.ratio:.2f}",
        f"{one.cpu_ratio:.2f}",
        str(one.rounds),
    )


def _growth(summary: Summary) -> Iterator[str]:
    pairs = list(zip(summary.sizes, summary.sizes[1:], strict=False))
    heads = ["", *(f"{a:,} → {b:,}: times, exponent" for a, b in pairs)]
    rows = []
    for one in CONTENDERS:
        cells = [
            f"{times}, {summary.slope(one, a, b)}"
            if (times := summary.growth(one, a, b))
            else ""
            for a, b in pairs
        ]
        if any(cells):
            rows.append([one.title, *cells])
    yield from _table(heads, rows)


def _started(kept: Results) -> Iterator[str]:
    calls: dict[str, list[dict[str, Any]]] = {}
    for row in kept.rows.get("started", []):
        calls.setdefault(row["call"], []).append(row)
    yield from _table(
        ("", "Seconds (least)", "CPU s", "Peak MB", "Rounds"),
        (
            (
                call,
                f"{statistics.median(row['process_seconds'] for row in rows):.2f}"
                f" ({min(row['process_seconds'] for row in rows):.2f})",
                f"{statistics.median(row['cpu_seconds'] for row in rows):.2f}",
                f"{statistics.median(row['peak_mb'] for row in rows):,.0f}",
                str(len(rows)),
            )
            for call, rows in calls.items()
        ),
    )


def _one_household(kept: Results) -> Iterator[str]:
    yield from _table(
        ("", "Median µs", "95th percentile", "Least", "Calls"),
        (
            (
                ONE_HOUSEHOLD[row["contender"]],
                f"{row['median_us']:,}",
                f"{row['p95_us']:,}",
                f"{row['least_us']:,}",
                f"{row['calls']:,}",
            )
            for row in kept.rows.get("one_household", [])
        ),
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    main()
