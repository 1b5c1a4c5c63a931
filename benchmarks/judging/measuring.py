"""A process measured as a whole: its time, its processor time, its peak memory.

Holds nothing large: a child's peak would otherwise begin with its parent's.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass(frozen=True)
class Cost:
    """What a process cost, and how busy the machine was when it began."""

    process_seconds: float
    cpu_seconds: float
    peak_mb: float
    load: float


class Failed(Exception):
    """A process ended badly; says what it printed."""


def measured(
    words: Sequence[str], environment: Mapping[str, str] | None = None
) -> tuple[Cost, str]:
    """Run a command and return its cost and what it printed; raises Failed."""
    load = os.getloadavg()[0]
    started = time.perf_counter()
    process = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"{' '.join(words)}\n{said}")
    cost = Cost(
        process_seconds=round(seconds, 4),
        cpu_seconds=round(used.ru_utime + used.ru_stime, 4),
        peak_mb=round(used.ru_maxrss / 1000, 1),
        load=round(load, 2),
    )
    return cost, said
