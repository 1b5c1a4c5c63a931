"""A contender in a process of its own; prints the seconds from data to outcomes."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Judge one register in one way."""
    contender, register, out = sys.argv[1:]
    judge = import_module(f"judging.contenders.{contender}").judge
    started = time.perf_counter()
    judge(Path(register), Path(out))
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main()
