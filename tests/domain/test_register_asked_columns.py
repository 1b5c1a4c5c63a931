"""What a pack asks beside the known columns is read from the same survey sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.workbooks import VILLAGES, S, small_book
from tuopin.office.policy.reader import read_pack
from tuopin.register.queries import MemberRow
from tuopin.register.workbook import RegisterWorkbook, columns_asked, read_register
from tuopin.register.workbook.columns import Column
from tuopin.rulebook.units import Unit
from tuopin.web.visits import visits_of

PACKS = Path(__file__).resolve().parents[2] / "packs"
GUANGXI = read_pack(PACKS / "guangxi-2017")
ASKED = columns_asked(GUANGXI.facts[Unit.HOUSEHOLD])


def read_with(
    folder: Path, cells: Mapping[str, object], *, asked: tuple[Column, ...] = ASKED
) -> RegisterWorkbook:
    """Write a lawful book whose first survey has further columns, and read it."""
    path = small_book().write(folder / "asked.xlsx")
    book = load_workbook(path)
    sheet = book[S.value]
    for at, (title, value) in enumerate(cells.items(), start=sheet.max_column + 1):
        sheet.cell(1, at, title)
        sheet.cell(2, at, value)
    book.save(path)
    return read_register(path, villages=VILLAGES, asked=asked)


def test_a_pack_asks_only_for_what_the_sheet_has_not_yet() -> None:
    titles = [column.title for column in ASKED]

    assert "住房面积" in titles
    assert "工资性收入" not in titles
    assert (
        columns_asked(read_pack(PACKS / "tieling-county-2017").facts[Unit.HOUSEHOLD])
        == ()
    )


def test_answers_come_back_under_the_pack_s_own_facts(tmp_path: Path) -> None:
    cells = {"住房面积": 52.5, "入户路类型": "砂石路", "所在屯户数": 30, "电视机": "是"}

    read = read_with(tmp_path, cells)

    year = next(s.surveyed_on.year for s in read.surveys if s.surveyed_on)
    answers = visits_of(read.surveys, GUANGXI, year)[0].answers
    assert answers["dwelling_area"] == "52.50"
    assert answers["road_surface"] == "gravel"
    assert answers["hamlet_households"] == "30"
    assert answers["television"] == "yes"
    assert "computer" not in answers


@pytest.mark.parametrize(
    ("title", "value", "wrong"),
    [
        ("住房面积", "很大", "数字栏里有文字"),
        ("住房面积", -1, "数为负数"),
        ("住房面积", 52.555, "小数超过两位"),
        ("入户路类型", "木板路", "不是可填的内容"),
        ("所在屯户数", 2.5, "不是整数"),
    ],
)
def test_a_cell_that_is_no_answer_is_told(
    title: str, value: object, wrong: str, tmp_path: Path
) -> None:
    read = read_with(tmp_path, {title: value})

    told = [fault for fault in read.errors if fault.column == title]
    assert [fault.wrong.zh for fault in told] == [wrong]
    assert all(title not in survey.values for survey in read.surveys)


def test_another_pack_s_column_is_left_alone(tmp_path: Path) -> None:
    read = read_with(tmp_path, {"住房面积": "很大"}, asked=())

    assert not read.errors
    assert all("住房面积" not in survey.values for survey in read.surveys)


def test_a_member_s_column_that_the_register_does_not_keep_is_not_known() -> None:
    member = MemberRow(**dict.fromkeys((f.name for f in fields(MemberRow)), "是"))

    assert member.value_of("劳动技能") == "是"
    assert member.value_of("大病保险") is None
