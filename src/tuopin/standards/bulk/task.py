"""What is to be judged, by what, and where the outcomes are to be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack


class Engine(StrEnum):
    """What judges: three databases, or the rulebook itself."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"
    PYTHON = "python"


@dataclass(frozen=True)
class Task:
    """What is to be judged, by what, and where it is to be written.

    `explain` has the outcomes whose reasons are wanted. `seconds` is a clock that
    only goes forward, for telling progress. `postgres` is that server's address,
    `spark` that master's.
    `tells_missing` hears of columns that the register lacks, else they are faults.
    """

    path: Path
    pack: PolicyPack
    year: int
    out: Path
    engine: Engine
    explain: frozenset[Outcome]
    seconds: Callable[[], float]
    kept_in: Path | None = None
    postgres: str = ""
    spark: str = ""
    tells_missing: Callable[[str], None] | None = None
    village_names: dict[str, str] = field(default_factory=dict)
