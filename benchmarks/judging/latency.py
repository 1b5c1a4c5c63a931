"""One household after the other, in memory and warm; prints microseconds as JSON."""

from __future__ import annotations

import json
import statistics
import sys
import time
from importlib import import_module
from pathlib import Path

LEAST_SECONDS = 2
WARM = 50


def main() -> None:
    """Measure one contender."""
    contender, register = sys.argv[1:]
    module = import_module(f"judging.contenders.{contender}")
    judge = module.one(Path(register))
    for _ in range(WARM):
        judge()
    times: list[int] = []
    end = time.perf_counter() + LEAST_SECONDS
    while time.perf_counter() < end:
        started = time.perf_counter_ns()
        judge()
        times.append(time.perf_counter_ns() - started)
    cuts = statistics.quantiles(times, n=20)
    found = {
        "median_us": round(statistics.median(times) / 1000, 1),
        "p95_us": round(cuts[-1] / 1000, 1),
        "least_us": round(min(times) / 1000, 1),
        "calls": len(times),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
