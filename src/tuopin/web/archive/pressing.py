"""Pressing the folders of a set, several at once; knows no database."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from tuopin.web.archive.papers import Papers, is_pressed, press_papers
from tuopin.web.papers.compiling import Press

FEW = 12
"""Folders that are pressed sooner than another process has started."""


@dataclass
class Workshop:
    """Where sets are built, and the processes that press them."""

    tick: Callable[[int], None]
    processes: int = field(default_factory=lambda: os.cpu_count() or 1)
    _press: Press = field(default_factory=Press)
    _pool: ProcessPoolExecutor | None = None

    def press(self, root: Path, papers: Sequence[Papers]) -> None:
        """Press the folders that are not there yet, several at once if many."""
        missing = [one for one in papers if not is_pressed(root, one)]
        self.tick(len(papers) - len(missing))
        if len(missing) <= FEW or self.processes == 1:
            for one in missing:
                press_papers(self._press, root, one)
                self.tick(1)
            return
        if self._pool is None:
            # A fresh process each: one that is copied would share our database line.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.processes, mp_context=context)
        waiting = [self._pool.submit(_press_one, root, one) for one in missing]
        for done in as_completed(waiting):
            done.result()
            self.tick(1)

    def close(self) -> None:
        """Let the other processes go."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


_own_press: list[Press] = []


def _press_one(root: Path, papers: Papers) -> None:
    """Press a folder in a process of its own, which keeps its fonts."""
    if not _own_press:
        _own_press.append(Press())
    press_papers(_own_press[0], root, papers)
