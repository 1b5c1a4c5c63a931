"""A township's year on its pages: scored, found, decided, and what is behind it."""

from __future__ import annotations

import io
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.inspections import SETUP, check, draw, drawn, freeze
from tests.support.performance import AFTER, find
from tests.support.world import TOWNSHIP, VILLAGE, YEAR, World
from tuopin.oversight.domain import Verdict
from tuopin.oversight.performance.domain import Effect

PAGE = f"/performance/{TOWNSHIP}/"
FINDING = {
    "find": "1",
    "effect": "poor",
    "grounds": "多次催办仍未组织评议",
    "paper-grounds": "县办〔2018〕1号",
}
DECISION = {
    "decide": "1",
    "recognition": "public_criticism",
    "paper_number": "铁脱贫发〔2018〕2号",
    "grounds": "未能如期且工作不力",
    "paper-grounds": "会议纪要",
}


def after_the_year(world: World) -> None:
    world.bring([world.register(), world.register()], to="list_in_plan")
    world.move_to(AFTER)


def test_a_township_is_criticized_on_its_page_with_both_grounds(
    world: World, log_in: LogIn
) -> None:
    after_the_year(world)
    county, group, township = map(log_in, ("county", "leading group", "township"))
    before = words_of(group, PAGE)
    too_early = group.post(PAGE, DECISION)
    without_paper = county.post(PAGE, {**FINDING, "paper-grounds": ""})
    found = county.post(PAGE, FINDING)
    proposed = words_of(group, PAGE)
    decided = group.post(PAGE, DECISION)
    after = words_of(township, PAGE)
    listed = words_of(county, "/performance/")

    assert "条件未齐" in before
    assert too_early.status_code == 422
    assert without_paper.status_code == 422
    assert found.status_code == decided.status_code == 302
    assert "认定为“工作不力”" in proposed
    assert "计划2户，按期认定0户" in re.sub(r"\s", "", proposed)
    assert "全县通报批评，取消评先资格" in proposed
    assert "取消2017年度评先资格" in after
    assert "取消当年评先资格" in listed


def test_another_decision_says_why(world: World, log_in: LogIn) -> None:
    after_the_year(world)
    find(world)
    group = log_in("leading group")
    group.post(PAGE, DECISION)
    again = {**DECISION, "recognition": "neither"}

    without = group.post(PAGE, again)
    given = group.post(PAGE, {**again, "why_changed": "复核改变"})

    assert without.status_code == 422
    assert given.status_code == 302
    assert "复核改变" in words_of(group, PAGE)


def test_a_figure_leads_to_the_list_behind_it(world: World, log_in: LogIn) -> None:
    after_the_year(world)
    county = log_in("county")
    page = county.get(PAGE).content.decode()
    behind = f"{PAGE}household_plan/"

    listed = words_of(county, behind)
    others = words_of(county, f"{behind}?show=others")
    book = load_workbook(io.BytesIO(county.get(f"{behind}workbook/").content)).active

    assert f'href="{behind}?year={YEAR}"' in page
    assert listed.count(VILLAGE) >= 2
    assert "未按期认定" in others
    assert book.max_row == 3
    assert county.get(f"{PAGE}nothing/").status_code == 404
    assert county.get("/performance/211221103999/").status_code == 404


def test_every_part_opens_its_list(world: World, log_in: LogIn) -> None:
    world.bring([world.register()], to="approve")
    number = freeze(world, SETUP)
    draw(world, number)
    for one in drawn(world, number):
        check(world, one, Verdict.WRONG_EXIT)
    world.move(days=90)
    for by in ("county", "township"):
        browser = log_in(by)
        page = browser.get(f"{PAGE}?year={YEAR}").content.decode()
        found = set(re.findall(rf'href="({PAGE}\w+/)\?year={YEAR}"', page))

        opened = {one: browser.get(f"{one}?year={YEAR}").status_code for one in found}

        assert len(opened) > 6
        assert set(opened.values()) == {200}


def test_supervision_marks_a_red_line_where_it_reads_the_file(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register()], to="survey")
    number = freeze(world, SETUP)
    draw(world, number)
    one, *_ = drawn(world, number)
    check(world, one)
    browser = log_in("supervision")
    file = f"/inspections/{number}/{one.drawn.line.list_number}/"
    mark = {
        "mark": "1",
        "line": "forged_signature",
        "grounds": "签名不是本人所写",
        "paper-grounds": "笔迹比对",
    }

    marked = browser.post(file, mark)
    again = browser.post(file, mark)

    assert marked.status_code == 302
    assert again.status_code == 409
    assert "签名不是本人所写" in words_of(browser, file)
    assert "代签、伪造签名" in words_of(browser, PAGE)


def test_the_sheet_and_the_workbook_say_what_the_page_says(
    world: World, log_in: LogIn
) -> None:
    after_the_year(world)
    find(world, Effect.POOR)
    county = log_in("county")

    paper = PdfReader(io.BytesIO(county.get(f"{PAGE}sheet/").content))
    text = re.sub(r"\s", "", "".join(one.extract_text() for one in paper.pages))
    book = load_workbook(io.BytesIO(county.get("/performance/workbook/").content))

    assert "2017年度实绩考核计分表" in text
    assert "工作不力" in text
    assert "情况不明" in text
    assert book["2017年度"].max_row > 1
    assert book["各项"].max_row == 1 + 10 * (book["2017年度"].max_row - 1)


def test_the_list_of_townships_takes_as_many_queries_for_one_as_for_many(
    world: World, log_in: LogIn
) -> None:
    county, township = log_in("county"), log_in("township")
    after_the_year(world)
    for browser in (county, township):
        browser.get("/performance/")

    with CaptureQueriesContext(connection) as few:
        township.get("/performance/")
    with CaptureQueriesContext(connection) as many:
        county.get("/performance/")

    assert len(many) <= len(few) + 3
    assert len(many) < 45
