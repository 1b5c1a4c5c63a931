"""Whatever the facts, every engine comes to what the rulebook says, to the letter."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.support import settings as test_settings
from tests.support.registers import (
    RandomRegister,
    judged_lines,
    task,
    write_tables,
    year_of,
)
from tuopin.rulebook.coherence.criteria import measures_in
from tuopin.rulebook.criteria import Ratio
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.standards.bulk import batches, streaming
from tuopin.standards.bulk.faults import MissingEngine
from tuopin.standards.bulk.judging import judge_register
from tuopin.standards.bulk.keeping import keep_register
from tuopin.standards.bulk.task import Engine
from tuopin.web import embedded

SEEDS = (1, 2, 3)
IMPOSSIBLE = "其中必有一项有误"


def asks_for_a_ratio(pack: PolicyPack) -> bool:
    """Whether one of the pack's measures is a part of a whole."""
    return any(
        isinstance(part, Ratio)
        for unit in pack.standards
        for criterion in pack.criteria(unit)
        for part in measures_in(criterion.measure)
    )


@pytest.fixture(params=SEEDS)
def folder(
    request: pytest.FixtureRequest, any_pack: PolicyPack, tmp_path: Path
) -> Path:
    """A register of random facts: nulls, boundaries, households without members."""
    made = RandomRegister(any_pack, random.Random(request.param), year_of(any_pack))
    return write_tables(tmp_path / "register", any_pack, made.rows(200))


def test_duckdb_says_what_the_rulebook_says(any_pack: PolicyPack, folder: Path) -> None:
    year = year_of(any_pack)

    by_rulebook = judged_lines(folder, any_pack, Engine.PYTHON, year)
    by_duckdb = judged_lines(folder, any_pack, Engine.DUCKDB, year)

    assert '"outcome": "unknown"' in by_rulebook
    assert (IMPOSSIBLE in by_rulebook) is asks_for_a_ratio(any_pack)
    assert by_duckdb == by_rulebook


def test_postgresql_says_what_the_rulebook_says(
    any_pack: PolicyPack, folder: Path
) -> None:
    year = year_of(any_pack)
    server = embedded.read_connection(test_settings.DATA_OF_TESTS)
    assert server is not None
    address = server.conninfo(embedded.SUPERUSER, "postgres")

    by_rulebook = judged_lines(folder, any_pack, Engine.PYTHON, year)
    by_postgres = judged_lines(
        folder, any_pack, Engine.POSTGRES, year, postgres=address
    )

    assert by_postgres == by_rulebook


def test_a_server_that_is_not_there_is_named(
    tieling: PolicyPack, tmp_path: Path
) -> None:
    made = RandomRegister(tieling, random.Random(1)).rows(5)
    folder = write_tables(tmp_path / "register", tieling, made)

    with pytest.raises(MissingEngine) as refusal:
        judged_lines(
            folder, tieling, Engine.POSTGRES, postgres=f"host={tmp_path} dbname=none"
        )

    assert "DATABASE_URL" in refusal.value.message.zh


def test_reasons_of_some_are_those_of_all(
    tieling: PolicyPack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = RandomRegister(tieling, random.Random(9)).rows(100)
    folder = write_tables(tmp_path / "register", tieling, made)
    every = judged_lines(folder, tieling, Engine.DUCKDB).splitlines()
    monkeypatch.setattr(batches, "ROWS", 7)

    some = tmp_path / "some.jsonl"
    unknown = frozenset({Outcome.UNKNOWN})
    judge_register(replace(task(folder, tieling, some), explain=unknown))

    explained = [
        line
        for line in some.read_text(encoding="utf-8").splitlines()
        if '"reason": null' not in line
    ]
    assert explained
    assert set(explained) < set(every)


def test_a_file_of_outcomes_says_what_the_lines_say(
    any_pack: PolicyPack, folder: Path, tmp_path: Path
) -> None:
    year = year_of(any_pack)
    out = tmp_path / "outcomes.parquet"

    judge_register(task(folder, any_pack, out, explain=False, year=year))
    judged_lines(folder, any_pack, Engine.PYTHON, year)

    lines = folder.parent / f"{folder.stem}-{Engine.PYTHON}.jsonl"
    different = duckdb.sql(
        f"""SELECT count(*) FROM (
              FROM (UNPIVOT '{out}' ON COLUMNS(* EXCLUDE
                (unit, id, village, members, surveyed_on)) INTO
                NAME criterion VALUE outcome)
              SELECT unit, id, criterion, outcome::VARCHAR AS outcome
            ) f FULL JOIN (SELECT * FROM read_json('{lines}')) j
              USING (unit, id, criterion)
            WHERE f.outcome IS DISTINCT FROM j.outcome"""
    ).fetchall()
    assert different == [(0,)]


@pytest.mark.parametrize("per_span", [1, 20, 75])
def test_spans_of_any_size_come_to_the_same(
    tieling: PolicyPack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, per_span: int
) -> None:
    made = RandomRegister(tieling, random.Random(5)).rows(300)
    folder = write_tables(tmp_path / "register", tieling, made)
    split_row_groups(folder, rows=20)
    whole, parts = tmp_path / "whole.parquet", tmp_path / "parts.parquet"

    judge_register(task(folder, tieling, whole, explain=False))
    monkeypatch.setattr(streaming, "CHUNK", per_span)
    judge_register(task(folder, tieling, parts, explain=False))

    assert sorted(duckdb.read_parquet(str(parts)).fetchall(), key=str) == sorted(
        duckdb.read_parquet(str(whole)).fetchall(), key=str
    )


def split_row_groups(folder: Path, *, rows: int) -> None:
    """Write the files anew in small row groups, sorted as they are."""
    for file in folder.glob("*.parquet"):
        table = duckdb.read_parquet(str(file)).to_arrow_table()
        pq.write_table(table, file, row_group_size=rows)


def test_rows_in_any_order_come_to_the_same(
    tieling: PolicyPack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = RandomRegister(tieling, random.Random(6)).rows(300)
    sorted_rows = write_tables(tmp_path / "sorted", tieling, made)
    for rows in made.values():
        random.Random(7).shuffle(rows)
    scattered = write_tables(tmp_path / "scattered", tieling, made)
    split_row_groups(scattered, rows=20)
    monkeypatch.setattr(streaming, "CHUNK", 50)
    monkeypatch.setattr(batches, "ROWS", 50)

    in_order = judged_lines(sorted_rows, tieling, Engine.DUCKDB)
    in_disorder = judged_lines(scattered, tieling, Engine.DUCKDB)

    assert sorted(in_disorder.splitlines()) == sorted(in_order.splitlines())


def test_kept_facts_come_to_the_same_as_the_raw_tables(
    any_pack: PolicyPack, folder: Path, tmp_path: Path
) -> None:
    year = year_of(any_pack)
    raw, kept = tmp_path / "raw.parquet", tmp_path / "kept.parquet"

    keep_register(task(folder, any_pack, tmp_path / "kept", year=year))
    judge_register(task(folder, any_pack, raw, explain=False, year=year))
    judge_register(task(tmp_path / "kept", any_pack, kept, explain=False, year=year))

    assert sorted(duckdb.read_parquet(str(kept)).fetchall(), key=str) == sorted(
        duckdb.read_parquet(str(raw)).fetchall(), key=str
    )
