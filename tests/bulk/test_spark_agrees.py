"""Spark says what the rulebook says, on the same SQL (run where Spark is installed)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.registers import (
    RandomRegister,
    judged_lines,
    write_tables,
    year_of,
)
from tuopin.rulebook.pack import PolicyPack
from tuopin.standards.bulk.task import Engine


@pytest.mark.filterwarnings("ignore")
def test_spark_says_what_the_rulebook_says(
    any_pack: PolicyPack, tmp_path: Path
) -> None:
    year = year_of(any_pack)
    made = RandomRegister(any_pack, random.Random(1), year)
    folder = write_tables(tmp_path / "register", any_pack, made.rows(200))

    by_rulebook = judged_lines(folder, any_pack, Engine.PYTHON, year)
    by_spark = judged_lines(folder, any_pack, Engine.SPARK, year, spark="local[2]")

    assert '"outcome": "unknown"' in by_rulebook
    assert by_spark == by_rulebook
