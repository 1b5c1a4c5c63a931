"""Freeze, draw, check, correct and refer, all on pages; and what they hand out."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.inspections import (
    SETUP,
    check,
    draw,
    drawn,
    drawn_from,
    freeze,
    inspection,
    referred,
)
from tests.support.satisfaction import CONTENT
from tests.support.world import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, World
from tuopin.oversight.domain import Verdict
from tuopin.oversight.drawing import Line as RosterLine
from tuopin.oversight.drawing import Plan, roster_digest, turns

ASKED = {
    "title": "年底抽查",
    "frame": "on_register",
    "design": "simple",
    "take_number": "2",
    "seed_source": "public_act",
    "seed_words": "次日3D开奖号码",
}


def numbered(address: str) -> int:
    found = re.search(r"/inspections/(\d+)/", address)
    assert found
    return int(found[1])


def test_an_inspection_goes_from_its_frame_to_a_finding_on_pages(
    world: World, log_in: LogIn
) -> None:
    for _ in range(4):
        world.register()
    browser = log_in("supervision")
    frozen = browser.post("/inspections/new/", ASKED)
    page = frozen.headers["Location"]
    number = numbered(page)
    waits = words_of(browser, page)
    world.move()
    without_day = browser.post(page, {"text": "5 0 7", "happened_on": ""})
    seed = {
        "text": "5 0 7",
        "happened_on": world.today.isoformat(),
        "paper-grounds": "开奖公告",
    }
    browser.post(page, seed)
    after = words_of(browser, page)
    first, second = drawn(world, number)
    address = f"{page}{first.drawn.line.list_number}/"
    file = words_of(browser, address)
    found = {
        "check": "1",
        "verdict": "missed",
        "grounds": "应纳入而未纳入",
        "paper-grounds": "入户笔录",
        "approval": "not_content",
        "done_on": world.today.isoformat(),
    }
    without_office = browser.post(address, found)
    order = {
        "office": f"township_office|{TOWNSHIP}|",
        "asks": "重新评议",
        "due_on": (world.today + timedelta(days=10)).isoformat(),
    }
    recorded = browser.post(address, {**found, **order})

    assert "次日3D开奖号码" in waits
    assert without_day.status_code == 422
    assert "抽中户2" in re.sub(r"\s", "", after)
    assert "不能由此样本得出结论" in after
    assert "退出标准" in file
    assert "只供查阅" in file
    assert without_office.status_code == 409
    assert "须同时下达" in without_office.content.decode()
    assert recorded.status_code == 302
    assert "等整改" in words_of(browser, page)
    assert second.check is None


def test_an_office_finds_its_order_answers_it_and_supervision_accepts(
    world: World, log_in: LogIn
) -> None:
    _, (first, *_) = drawn_from(world)
    check(world, first, Verdict.MISSED)
    township = log_in("township")
    work, orders = words_of(township, "/"), words_of(township, "/inspections/")
    found = re.search(
        r"/inspections/orders/\d+/", township.get("/inspections/").content.decode()
    )
    assert found
    own = found[0]

    blank = township.post(own, {"answer": "1", "text": "已改"})
    said = {"answer": "1", "text": "已重新评议", "paper-grounds": "会议记录"}
    township.post(own, said)
    supervision = log_in("supervision")
    to_judge = words_of(supervision, "/")
    supervision.post(own, {"decide": "1", "is_accepted": "no", "text": "缺签到表"})
    back = words_of(township, own)
    township.post(own, said)
    supervision.post(own, {"decide": "1", "is_accepted": "yes", "text": "属实"})

    assert "督查要求您单位整改1件" in work
    assert "重新入户核实并改正" in words_of(township, own)
    assert "入户核对无误" in words_of(township, own)
    assert "漏评" in orders
    assert blank.status_code == 422
    assert "有1件整改答复等您认定" in to_judge
    assert "缺签到表" in back
    assert "整改到位" in words_of(township, own)
    assert log_in("other township").get(own).status_code == 404
    assert log_in("village").get(own).status_code == 404


def test_what_is_overdue_shows_in_my_work(world: World, log_in: LogIn) -> None:
    _, (first, *_) = drawn_from(world)
    check(world, first, Verdict.MISSED)

    world.move(days=16)

    assert "逾期1件" in words_of(log_in("township"), "/").replace(" ", "")
    assert "逾期" in words_of(log_in("supervision"), "/")


def test_the_roster_and_the_sheet_are_enough_to_repeat_the_draw(
    world: World, log_in: LogIn
) -> None:
    number, found = drawn_from(world, 8)
    browser = log_in("county")

    text = browser.get(f"/inspections/{number}/roster/").content.decode()
    sheet = browser.get(f"/inspections/{number}/sheet/").content
    printed = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages
    )

    lines = [
        RosterLine(
            int(row["list_number"]), row["village_code"], row["household_number"]
        )
        for row in csv.DictReader(io.StringIO(text))
    ]
    kept = inspection(world, number)
    bare = re.sub(r"[\s\u200b]", "", printed)
    assert roster_digest(lines) == kept.frame_digest
    assert kept.frame_digest in bare
    assert "507" in bare
    again = turns(lines, Plan(SETUP.plan.design, SETUP.plan.take_number), "5 0 7")
    names = [one.drawn.line.household_number for one in found]
    assert [one.line.household_number for one in again if one.is_drawn] == names
    assert all(name in bare for name in names)
    heads = {one.drawn.line.household.head_name for one in found}
    assert not any(head in bare or head in text for head in heads)


def test_before_the_draw_the_sheet_has_the_digest_and_no_list(
    world: World, log_in: LogIn
) -> None:
    world.register()
    number = freeze(world)

    sheet = log_in("county").get(f"/inspections/{number}/sheet/").content
    (page, *_) = PdfReader(io.BytesIO(sheet)).pages
    bare = re.sub(r"[\s\u200b]", "", page.extract_text())

    assert inspection(world, number).frame_digest in bare
    assert "名册冻结单" in bare
    assert f"{VILLAGE}0" not in bare


def test_a_household_s_whole_file_prints_as_one(world: World, log_in: LogIn) -> None:
    world.bring([world.register()], to="mark_lifted_out")
    number = freeze(world)
    draw(world, number)
    (found,) = drawn(world, number)
    browser = log_in("supervision")
    line = f"/inspections/{number}/{found.drawn.line.list_number}/"

    page = words_of(browser, line)
    pdf = PdfReader(io.BytesIO(browser.get(f"{line}file/").content))
    printed = re.sub(
        r"[\s\u200b]", "", "".join(one.extract_text() for one in pdf.pages)
    )

    for words in ("对照标准", "入户调查", "退出程序", "公示公告", "归档", "操作留痕"):
        assert words in printed
    assert found.drawn.line.household_number in printed
    assert "县级归档" in page
    assert "填写入户调查表" not in page


def test_who_moved_away_is_replaced_on_the_page(world: World, log_in: LogIn) -> None:
    number, (first, *_) = drawn_from(world)
    browser = log_in("supervision")
    address = f"/inspections/{number}/{first.drawn.line.list_number}/"
    asked = {"replace": "1", "reason": "moved_away", "note": "迁往外地"}

    without = browser.post(address, asked)
    done = browser.post(address, {**asked, "paper-grounds": "村委会证明"})

    assert (without.status_code, done.status_code) == (422, 302)
    assert "顶替" in words_of(browser, address)
    assert "已换户1" in words_of(browser, f"/inspections/{number}/").replace(" ", "")


def test_the_workbooks_have_what_was_found_and_ordered(
    world: World, log_in: LogIn
) -> None:
    number, (first, *_) = drawn_from(world)
    check(world, first, Verdict.MISSED)
    browser = log_in("supervision")

    book = load_workbook(
        io.BytesIO(browser.get(f"/inspections/{number}/workbook/").content)
    )
    orders = load_workbook(
        io.BytesIO(browser.get("/inspections/orders/workbook/").content)
    )

    rows = list(book.worksheets[0].values)
    assert len(rows) == 4
    assert "漏评" in rows[1]
    assert any("不能由此样本得出结论" in str(row) for row in book.worksheets[1].values)
    assert len(list(orders.active.values)) == 2


def test_a_finding_is_referred_on_the_page_and_printed(
    world: World, log_in: LogIn
) -> None:
    _, _, order = referred(world)
    browser = log_in("county")

    letter = browser.get(f"/inspections/orders/{order}/referral/")
    printed = PdfReader(io.BytesIO(letter.content)).pages[0].extract_text()

    assert "督移1" in printed.replace(" ", "")
    assert "县监察机关" in printed
    assert log_in("township").get(f"/inspections/orders/{order}/").status_code == 200
    assert "问责" not in words_of(log_in("township"), f"/inspections/orders/{order}/")


@pytest.mark.parametrize("place", [OTHER_TOWNSHIP, COUNTY])
def test_places_are_ticked_and_none_is_the_whole_area(
    world: World, log_in: LogIn, place: str
) -> None:
    world.register()
    chosen = [] if place == COUNTY else [place]

    answer = log_in("supervision").post("/inspections/new/", {**ASKED, "place": chosen})

    assert answer.status_code == (302 if place == COUNTY else 409)


def test_a_drawn_household_is_asked_whether_it_is_content(
    world: World, log_in: LogIn
) -> None:
    number, (one, *_) = drawn_from(world, 4)
    page = f"/inspections/{number}/"
    file = f"{page}{one.drawn.line.list_number}/"
    asked = {
        "interview": "1",
        "interviewer": "丙访问员",
        "manner": "phone",
        "reply": "answered",
        "done_on": world.today.isoformat(),
        "paper-grounds": "通话记录",
        **{f"question-{name}": said for name, said in CONTENT.items()},
    }
    county = log_in("county")

    lacking = county.post(file, {**asked, "question-content": ""})
    own = county.post(file, {**asked, "interviewer": "甲village"})
    done = county.post(file, asked)
    again = county.post(file, asked)

    assert lacking.status_code == own.status_code == again.status_code == 409
    assert "村外的人" in own.content.decode()
    assert done.status_code == 302
    assert "基本满意" in words_of(county, file)
    assert "只查成1户" in re.sub(r"\s", "", words_of(county, page))
    assert log_in("leading group").post(file, asked).status_code == 403


def test_a_draw_of_many_asks_no_more_often(world: World, log_in: LogIn) -> None:
    def asked(browser: Client, number: int) -> int:
        address = f"/inspections/{number}/"
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    few, _ = drawn_from(world, 2)
    many, found = drawn_from(world, 40)
    for one in found:
        check(world, one, Verdict.MISSED)
    browser = log_in("supervision")

    assert asked(browser, many) <= asked(browser, few) + 3
    assert asked(browser, many) < 40
