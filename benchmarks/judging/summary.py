"""Figures drawn from what was measured: medians, ratios within a round, growth."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from math import log
from typing import Any

from judging.plan import CONTENDERS, LIMIT, Contender
from judging.results import Results


@dataclass(frozen=True)
class Figures:
    """What one way of judging took for one register; extrapolated has only seconds."""

    contender: Contender
    households: int
    seconds: float
    ratio: float
    least: float = 0
    process_seconds: float = 0
    cpu_seconds: float = 0
    cpu_ratio: float = 0
    peak_mb: float = 0
    rounds: int = 0

    @property
    def is_measured(self) -> bool:
        """Whether it was run at this size."""
        return self.rounds > 0


class Summary:
    """Figures by contender and size."""

    def __init__(self, kept: Results) -> None:
        self._rows = kept.rows.get("judged", [])
        self.sizes = sorted({row["households"] for row in self._rows})

    def of(self, contender: Contender, households: int) -> Figures | None:
        """Return what it took, or would: as much per household as at its largest."""
        rows = self._of(contender.name, households)
        if rows:
            return self._measured(contender, households, rows)
        smaller = [size for size in self.sizes if self._of(contender.name, size)]
        if not smaller or households < max(smaller):
            return None
        largest = max(smaller)
        median = _median(self._of(contender.name, largest), "seconds")
        seconds = median * households / largest
        limit = _median(self._of(LIMIT, households), "seconds")
        return Figures(contender, households, seconds, seconds / limit)

    def all_of(self, households: int) -> list[Figures]:
        """Return the figures of one size, the quickest first."""
        found = [self.of(one, households) for one in CONTENDERS]
        return sorted((one for one in found if one), key=lambda one: one.seconds)

    def slope(self, contender: Contender, smaller: int, larger: int) -> str:
        """Return the exponent by which time grows, where both were measured."""
        pair = [self.of(contender, size) for size in (smaller, larger)]
        if not all(one and one.is_measured for one in pair):
            return ""
        first, second = (one.seconds for one in pair if one)
        return f"{log(second / first) / log(larger / smaller):.2f}"

    def growth(self, contender: Contender, smaller: int, larger: int) -> str:
        """Return how many times as long the larger takes, where both were measured."""
        pair = [self.of(contender, size) for size in (smaller, larger)]
        if not all(one and one.is_measured for one in pair):
            return ""
        first, second = (one.seconds for one in pair if one)
        return f"{second / first:.1f}"

    def _measured(
        self, contender: Contender, households: int, rows: list[dict[str, Any]]
    ) -> Figures:
        limits = {row["round"]: row for row in self._of(LIMIT, households)}
        pairs = [(row, limits[row["round"]]) for row in rows if row["round"] in limits]
        return Figures(
            contender=contender,
            households=households,
            seconds=_median(rows, "seconds"),
            ratio=_paired(pairs, "seconds"),
            least=min(row["seconds"] for row in rows),
            process_seconds=_median(rows, "process_seconds"),
            cpu_seconds=_median(rows, "cpu_seconds"),
            cpu_ratio=_paired(pairs, "cpu_seconds"),
            peak_mb=_median(rows, "peak_mb"),
            rounds=len(rows),
        )

    def _of(self, name: str, households: int) -> list[dict[str, Any]]:
        return [
            row
            for row in self._rows
            if row["contender"] == name and row["households"] == households
        ]


def _median(rows: list[dict[str, Any]], what: str) -> float:
    return statistics.median(row[what] for row in rows)


def _paired(pairs: list[tuple[dict[str, Any], dict[str, Any]]], what: str) -> float:
    return statistics.median(mine[what] / limit[what] for mine, limit in pairs)
