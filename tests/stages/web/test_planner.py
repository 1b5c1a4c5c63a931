"""The planner: how late each village may still begin (art. 6)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.stages.web.conftest import LogIn
from tests.support.world import (
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    World,
)
from tuopin.office.divisions.models import Division
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.web import planner

PLANNER = "/planner/"
MEETING, CHAIN = -2, -1
"""The columns of the two deadlines: the one that refuses, and the one that warns."""


def rows(page: HttpResponse) -> list[list[str]]:
    """Return the cells' words of every row of the page's tables."""
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for body in re.findall(r"<tbody>(.*?)</tbody>", page.content.decode(), re.S)
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)
    ]


def row_of(page: HttpResponse, heading: str) -> list[str]:
    return next(row for row in rows(page) if row[0].startswith(heading))


@pytest.mark.parametrize(
    ("on", "words", "frame"),
    [
        (date(2017, 11, 28), "○ 还有8天", "state-open"),
        (date(2017, 11, 29), "▲ 还有7天", "state-waits"),
        (date(2017, 12, 6), "▲ 今天是最后一天", "state-waits"),
        (date(2017, 12, 7), "✗ 已赶不上，过期1天", "state-ends"),
        (date(2017, 12, 20), "✗ 已赶不上，过期14天", "state-ends"),
    ],
    ids=["in time", "a week left", "on the last day", "a day late", "later"],
)
def test_words_and_shape_say_how_much_time_is_left(
    world: World, log_in: LogIn, on: date, words: str, frame: str
) -> None:
    world.bring([world.register()], to="assess")
    world.move_to(on)

    page = log_in("village").get(PLANNER)
    ((_, where, households, meeting, chain),) = rows(page)

    assert (where, households) == ("已达标·待评议", "1")
    assert meeting.startswith("民主评议 最迟2017-12-31")
    assert chain.startswith("民主评议 最迟2017-12-06")
    assert chain.endswith(words)
    assert frame in page.content.decode()
    assert "第六条" in page.content.decode()


def test_households_of_a_village_are_counted_by_where_they_stand(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register(), world.register()], to="appraise")
    world.bring([world.register()], to="survey")

    found = rows(log_in("village").get(PLANNER))

    assert {row[MEETING - 1] for row in found} == {"1", "2"}
    appraised = next(row for row in found if "评议通过" in row)
    assert appraised[MEETING] == "✓ 已办完"
    assert appraised[CHAIN].startswith("村“两委”核实 最迟2017-12-06")


def test_a_notice_that_hangs_past_the_latest_day_loses_the_chain_only(
    world: World, log_in: LogIn
) -> None:
    households = [world.register()]
    cases = world.bring(households, to="acknowledge")
    world.move_to(date(2017, 12, 7))
    world.post_first(cases)
    world.report(cases)

    ((*_, meeting, chain),) = rows(log_in("village").get(PLANNER))

    assert meeting == "✓ 已办完"
    assert "第一次公示期满 最迟2017-12-14" in chain
    assert chain.endswith("✗ 已赶不上，2017-12-15起才可办")


def test_a_missed_twin_is_counted_from_a_fresh_survey(
    world: World, log_in: LogIn
) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    world.post_first(cases)
    world.move(days=3)

    ((_, where, _, meeting, _),) = rows(log_in("village").get(PLANNER))

    assert "按重新入户调查推算" in where
    assert meeting.startswith("入户调查 最迟2017-12-31")


def test_the_county_sees_its_townships_the_most_pressing_first(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register(village=VILLAGE)], to="acknowledge")
    world.bring([world.register(village=NEXT_VILLAGE)], to="assess")
    posted = world.bring([world.register(village=OTHER_VILLAGE)], to="acknowledge")
    # The other township has posted and not reported: that is due within a day.
    world.post_first(posted, by="other village")

    page = log_in("county").get(PLANNER).content.decode()

    names = dict(Division.objects.values_list("code", "name"))
    headings = re.findall(r"<h3>(.*?)</h3>", page)
    assert headings == [names[OTHER_TOWNSHIP], names[TOWNSHIP]]
    shown = re.findall(r'href="\?place=(\d+)"', page)
    assert shown == [OTHER_VILLAGE, VILLAGE, NEXT_VILLAGE]


def test_an_area_s_planner_shows_no_other_area(world: World, log_in: LogIn) -> None:
    world.bring([world.register(village=VILLAGE)], to="survey")
    world.bring([world.register(village=OTHER_VILLAGE)], to="survey")
    browser = log_in("township")

    page = browser.get(PLANNER).content.decode()

    assert f"?place={VILLAGE}" in page
    assert OTHER_VILLAGE not in page
    assert browser.get(f"{PLANNER}?place={OTHER_VILLAGE}").status_code == 404
    assert browser.get(f"{PLANNER}?place=999999999999").status_code == 404


def test_a_village_s_page_gives_every_act_its_latest_day_and_the_reason(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register()], to="assess")

    page = log_in("township").get(f"{PLANNER}?place={VILLAGE}")

    _, meeting, chain = row_of(page, "在各村公告")
    assert meeting == "此期限不涉及"
    assert chain.startswith("2017-12-22")
    assert "7天，张贴当日不计" in chain
    assert "12-30…01-01休息" in chain
    assert row_of(page, "民主评议")[MEETING].startswith("2017-12-31")
    assert row_of(page, "在全国系统标注脱贫")[CHAIN].startswith("2017-12-31")


def test_where_the_calendar_ends_the_page_says_so_and_counts_what_it_can(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.bring([world.register()], to="assess")
    pack = pack_of(pack_in_force(world.today).id)
    shorter = replace(pack.calendar, last_year=world.today.year - 1)
    monkeypatch.setattr(planner, "pack_of", lambda _: replace(pack, calendar=shorter))

    page = log_in("village").get(PLANNER)

    ((*_, meeting, chain),) = rows(page)
    assert meeting.startswith("民主评议 最迟2017-12-31")
    assert "放假通知补入工作日历" in chain
    assert log_in("village").get(f"{PLANNER}?place={VILLAGE}").status_code == 200


@pytest.mark.parametrize(
    ("page", "shown"),
    [(1, VILLAGE), (2, NEXT_VILLAGE), (9, NEXT_VILLAGE)],
    ids=["first", "second", "past the last"],
)
def test_a_long_area_comes_in_pages(
    world: World,
    log_in: LogIn,
    monkeypatch: pytest.MonkeyPatch,
    page: int,
    shown: str,
) -> None:
    monkeypatch.setattr(planner, "VILLAGES_PER_PAGE", 1)
    world.bring([world.register(village=NEXT_VILLAGE)], to="assess")
    world.bring([world.register(village=VILLAGE)], to="assess")

    found = log_in("township").get(PLANNER, {"page": page}).content.decode()

    assert re.findall(r'href="\?place=(\d+)"', found) == [shown]
    assert "共2页" in found


def test_without_cases_it_says_what_to_wait_for(world: World, log_in: LogIn) -> None:
    world.register()
    browser = log_in("village")

    area = browser.get(PLANNER).content.decode()
    village = browser.get(f"{PLANNER}?place={VILLAGE}").content.decode()

    assert "由乡镇列入后" in area
    assert "本村没有正在办理退出的户" in village


def test_my_work_leads_to_the_planner(world: World, log_in: LogIn) -> None:
    page = log_in("village").get("/").content.decode()

    assert f'href="{PLANNER}"' in page


def test_the_planner_speaks_english_too(world: World, log_in: LogIn) -> None:
    world.bring([world.register()], to="assess")
    browser = log_in("village", language="en")

    page = browser.get(PLANNER).content.decode()
    village = browser.get(f"{PLANNER}?place={VILLAGE}").content.decode()

    assert "days left" in page
    assert "the day of posting not counted" in village


def test_an_administrator_has_no_household_to_plan_for(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register()], to="assess")

    assert log_in("administrator").get(PLANNER).status_code == 403


@pytest.mark.parametrize("page", ["0", "x", "²", "9" * 5000])
def test_a_page_that_is_none_is_answered(
    world: World, log_in: LogIn, page: str
) -> None:
    world.bring([world.register()], to="assess")

    answer = log_in("village").get(PLANNER, {"page": page})

    assert answer.status_code == 200
    assert rows(answer)


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as used:
        assert browser.get(address).status_code == 200
    return len(used)


@pytest.mark.parametrize("address", [PLANNER, f"{PLANNER}?place={VILLAGE}"])
def test_more_villages_and_standings_ask_the_database_no_more_often(
    world: World, log_in: LogIn, address: str
) -> None:
    world.bring([world.register()], to="report_to_township")
    browser = log_in("county")
    browser.get(address)
    few = queries_of(browser, address)
    for village in (VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE):
        for act in ("survey", "assess", "acknowledge", "report_to_township"):
            world.move(days=1)
            world.bring([world.register(village=village)], to=act)

    many = queries_of(browser, address)

    assert many == few
    assert world.today < date(2017, 12, 31) - timedelta(days=1)
