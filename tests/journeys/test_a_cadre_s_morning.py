"""A village cadre comes in, finds the day's work, and learns what still stands open."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse
from django.test import Client

from tests.support.world import World


def matter_of(page: HttpResponse) -> str:
    """Return a page without its frame, whose menu names every act."""
    return page.content.decode().partition("<main")[2]


def come_in(account: str) -> tuple[Client, str]:
    """Log in as people do, and return what the browser shows then."""
    browser = Client()
    arrived = browser.post(
        "/login/", {"username": account, "password": "a good password"}, follow=True
    )
    return browser, matter_of(arrived)


def follow(browser: Client, page: str, words: str) -> str:
    """Follow the first link that reads so, and return the page behind it."""
    link = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>{words}', page)
    assert link is not None, f"no link reads {words}"
    return matter_of(browser.get(html.unescape(link[1])))


def test_from_the_day_s_work_to_why_the_next_act_is_closed(world: World) -> None:
    household = world.register()
    world.bring([household], to="report_to_township")

    browser, work = come_in("village")
    found = follow(browser, work, "第一次公示期满")
    page = follow(browser, found, "乙")

    assert "乡镇工作组核查" in work
    assert world.households[household] in found
    assert "第一次公示挂至" in page
    assert "还差：乡镇工作组核查、第一次公示期满" in page


def test_the_same_act_opens_when_the_notice_has_hung_its_days(world: World) -> None:
    household = world.register()
    (case,) = world.bring([household], to="report_to_township")
    browser, _ = come_in("village")
    address = f"/register/{world.households[household]}/"

    before = matter_of(browser.get(address))
    world.move_to(world.notice_of(case, "first").opens_on)
    after = matter_of(browser.get(address))

    assert "第一次公示挂至" in before
    assert "第一次公示挂至" not in after


def test_what_one_office_does_the_next_one_finds_in_its_work(world: World) -> None:
    household = world.register()
    world.file_plan([household])
    (case,) = world.open_cases([household])
    village, before = come_in("village")
    township, _ = come_in("township")

    world.visit([household])
    to_assess = matter_of(township.get("/"))
    world.move()
    world.assess([case])
    to_appraise = matter_of(village.get("/"))

    assert "入户调查" in before
    assert "对照退出标准评定" in to_assess
    assert "民主评议" in to_appraise
    assert "逾期不能再办" in to_appraise


def test_an_inspector_reads_the_whole_way_of_a_household(world: World) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")

    browser, _ = come_in("supervision")
    found = matter_of(browser.get("/register/?registration=lifted_out"))
    page = follow(browser, found, "乙")

    assert "全部环节已办完" in page
    for act in ("民主评议", "第一次公示", "县审批认定", "在全国系统标注脱贫"):
        assert act in page
    assert page.count("已链接") + page.count("已封存") > 20
