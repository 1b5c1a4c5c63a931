"""What a judged register looks like on disk: lines, columns, a clerk's workbook."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests.support.registers import VILLAGES, RandomRegister, task, write_tables
from tuopin.register.nation import Plan, write_nation
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.standards.bulk import faults
from tuopin.standards.bulk.compiled import compiled
from tuopin.standards.bulk.faults import TooLargeForWorkbook
from tuopin.standards.bulk.judging import judge_register
from tuopin.standards.bulk.progress import Progress


@pytest.fixture
def folder(tieling: PolicyPack, tmp_path: Path) -> Path:
    drawn = RandomRegister(tieling, random.Random(21), judged=VILLAGES)
    rows = drawn.rows(40)
    return write_tables(tmp_path / "register", tieling, rows)


def test_every_line_has_the_keys_that_others_read(
    tieling: PolicyPack, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"

    judge_register(task(folder, tieling, out))

    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    keys = [
        "unit",
        "id",
        "criterion",
        "outcome",
        "observed",
        "threshold",
        "cite",
        "missing",
        "reason",
    ]
    assert {tuple(line) for line in lines} == {tuple(keys)}
    assert all(set(line["reason"]) == {"zh", "en"} for line in lines)
    assert len(lines) == 40 * 8 + 3 * 9


def test_reasons_are_given_for_the_outcomes_asked_for(
    tieling: PolicyPack, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    failing = frozenset({Outcome.NOT_MET, Outcome.UNKNOWN})

    judge_register(replace(task(folder, tieling, out), explain=failing))

    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    overall = {
        (line["unit"], line["id"]): line["outcome"]
        for line in lines
        if line["criterion"] == "all"
    }
    for line in lines:
        is_asked = overall[line["unit"], line["id"]] in failing
        assert (line["reason"] is not None) == is_asked


def test_a_parquet_file_has_a_row_per_unit_and_the_findings_asked_for(
    tieling: PolicyPack, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"

    judge_register(task(folder, tieling, out))

    rows = duckdb.sql(
        f"SELECT unit, count(*), min(len(findings)), max(len(findings)) FROM '{out}'"
        " GROUP BY unit ORDER BY unit"
    ).fetchall()
    assert rows == [("household", 40, 8, 8), ("village", 3, 9, 9)]


def test_a_workbook_has_a_summary_and_a_sheet_per_village(
    tieling: PolicyPack, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    names = {"880000100200": "甲村", "880000100201": "乙村", "880000101200": "甲村"}

    judge_register(task(folder, tieling, out, village_names=names))

    book = openpyxl.load_workbook(out)
    assert book.sheetnames == [
        "汇总",
        "甲村 880000100200",
        "乙村",
        "甲村 880000101200",
        "村指标",
    ]
    summary = [[cell.value for cell in row] for row in book["汇总"].iter_rows()]
    (ratio,) = [row for row in summary if row[0] == "年人均纯收入"]
    met, not_met, unknown, whole = ratio[2:6]
    assert met + not_met + unknown == whole == 40
    assert ratio[6].startswith(f"{met}/{whole} = ")
    village = [[cell.value for cell in row] for row in book["乙村"].iter_rows()]
    assert village[1][:5] == ["户编号", "户主", "人口", "调查日期", "结论"]
    assert {row[4] for row in village[2:]} <= {"✓ 达标", "✗ 不达标", "? 情况不明"}
    failing = [row for row in village[2:] if row[4] != "✓ 达标"]
    assert all("条" in row[-1] for row in failing)


def test_what_nobody_could_read_is_not_written_as_a_workbook(
    tieling: PolicyPack,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tuopin.standards.bulk.sheets.MOST_HOUSEHOLDS", 20)

    with pytest.raises(TooLargeForWorkbook):
        judge_register(task(folder, tieling, tmp_path / "out.xlsx"))

    assert not (tmp_path / "out.xlsx").exists()
    assert faults.MOST_HOUSEHOLDS > 20


def test_a_compiled_pack_is_read_again_until_the_pack_changes(
    tieling: PolicyPack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = compiled(tieling, 2017, dialect="duckdb", kept_in=tmp_path)

    monkeypatch.setattr("tuopin.standards.bulk.compiled.import_module", lambda _: None)
    again = compiled(tieling, 2017, dialect="duckdb", kept_in=tmp_path)

    assert again == first
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_to_keeps_nothing(
    tieling: PolicyPack, tmp_path: Path
) -> None:
    file = tmp_path / "a file"
    file.write_text("")

    made = compiled(tieling, 2017, dialect="duckdb", kept_in=file)

    assert "households" in made


@pytest.fixture
def nation(tmp_path: Path) -> Path:
    plan = Plan.of(3000, villages=None, seed=7, year=2017, line=Decimal(2952))
    write_nation(tmp_path / "nation", plan, lambda _: None)
    return tmp_path / "nation"


def test_a_synthetic_nation_is_judged_and_has_every_outcome(
    tieling: PolicyPack, nation: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"

    judge_register(task(nation, tieling, out, explain=False))

    counts = duckdb.sql(
        f"SELECT unit, \"all\"::VARCHAR, count(*) FROM '{out}' GROUP BY ALL"
    ).fetchall()
    households = {
        outcome: count for unit, outcome, count in counts if unit == "household"
    }
    assert set(households) == {"met", "not_met", "unknown"}
    assert sum(households.values()) == 3000


def test_the_same_seed_makes_the_same_nation(nation: Path, tmp_path: Path) -> None:
    plan = Plan.of(3000, villages=None, seed=7, year=2017, line=Decimal(2952))

    write_nation(tmp_path / "again", plan, lambda _: None)

    for table in ("households", "members", "surveys", "villages"):
        rows = [
            duckdb.sql(f"SELECT * FROM '{one}/{table}.parquet'").fetchall()
            for one in (nation, tmp_path / "again")
        ]
        assert rows[0] == rows[1]


def test_progress_tells_rows_rate_and_time_left_of_long_work_only() -> None:
    times: Iterator[int] = iter((0, 1, 20, 40))
    stream = io.StringIO()
    told = Progress(1000, lambda: next(times), stream)

    told.add(100)
    assert stream.getvalue() == ""
    told.add(100)
    told.add(200)

    lines = stream.getvalue().splitlines()
    assert "200 / 1,000" in lines[0]
    assert "10/s" in lines[0]
    assert "80 s left" in lines[0]
    assert " 40%" in lines[1]
