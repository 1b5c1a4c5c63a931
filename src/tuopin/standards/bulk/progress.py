"""How far long work has come: rows, rate, time left, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

SILENT_SECONDS = 2
BETWEEN_SECONDS = 1
BETWEEN_LINES = 10


@dataclass
class Progress:
    """Says how many of so many rows are done; silent about work of two seconds.

    `seconds` is a clock that only goes forward.
    """

    total: int
    seconds: Callable[[], float]
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    done: int = 0
    _said: bool = False

    def __post_init__(self) -> None:
        self._began = self._last = self.seconds()

    def add(self, rows: int) -> None:
        """Count rows as done and say so, now and then."""
        self.reach(self.done + rows)

    def reach(self, rows: int) -> None:
        """Say, now and then, that so many rows are done."""
        self.done = rows
        now = self.seconds()
        between = BETWEEN_SECONDS if self.stream.isatty() else BETWEEN_LINES
        if now - self._began < SILENT_SECONDS or now - self._last < between:
            return
        self._last, self._said = now, True
        rate = self.done / (now - self._began)
        left = max(self.total - self.done, 0) / rate if rate else 0
        share = 100 * self.done // max(self.total, 1)
        line = (
            f"{share:3d}%  {self.done:,} / {self.total:,} 户"
            f"  {rate:,.0f}/s  还需 {left:.0f} 秒 ({left:.0f} s left)"
        )
        ending = "\r" if self.stream.isatty() else "\n"
        self.stream.write(line + ending)
        self.stream.flush()

    def close(self) -> None:
        """End the line that was being written over."""
        if self._said and self.stream.isatty():
            self.stream.write("\n")


@contextmanager
def progress(total: int, seconds: Callable[[], float]) -> Iterator[Progress]:
    """Tell how far work on so many rows has come, until it ends."""
    told = Progress(total, seconds)
    try:
        yield told
    finally:
        told.close()
