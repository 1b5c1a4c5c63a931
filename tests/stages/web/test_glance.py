"""An area at a glance: one number for one thing, wherever it stands."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.stages.web.conftest import LogIn
from tests.stages.web.pages import count_on
from tests.support.villages import VillageWay
from tests.support.world import (
    COUNTY,
    NEXT_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    World,
)
from tuopin.notice.queries import entries_of, hung_in
from tuopin.office.divisions.queries import unit_named
from tuopin.office.scope import acting_as
from tuopin.procedure.standing import Kind
from tuopin.register.domain import RegistrationStatus
from tuopin.register.queries import counts_by_status
from tuopin.rulebook.findings import Outcome
from tuopin.web.glance.figures import Glance, glance_of
from tuopin.web.glance.sheets import brief, places, tables

AtMost = Callable[[int], AbstractContextManager[object]]
FIGURE = re.compile(r'<a href="(/register/\?[^"]+)">(?:<strong>)?(\d+)<')
HANGS = ("post_first", "post_second", "announce")


def seen_by(world: World, seat: str) -> Glance:
    with acting_as(world[seat]):
        return glance_of(world[seat], on=world.today)


@pytest.fixture
def at_work(world: World) -> World:
    """Two villages with households in several standings, and one that returned."""
    world.bring([world.register(persons=3), world.register()], to="post_first")
    world.bring([world.register(village=NEXT_VILLAGE)], to="survey")
    world.register(persons=5)
    world.hold(next(iter(world.bring([world.register()], to="assess"))))
    return world


def test_every_figure_opens_the_list_that_it_counts(
    at_work: World, log_in: LogIn
) -> None:
    for seat in ("county", "township", "village"):
        browser = log_in(seat)
        page = browser.get("/glance/").content.decode()

        links = [(unescape(at), int(n)) for at, n in FIGURE.findall(page)]

        assert len(links) > 20
        assert {at: n for at, n in links if count_on(browser, at) != n} == {}


def test_a_county_is_its_townships_and_a_township_its_villages(at_work: World) -> None:
    county, township, village = (
        seen_by(at_work, seat) for seat in ("county", "township", "village")
    )
    by_code = {tile.code: tile for tile in (*county.tiles, *township.tiles)}

    assert township.total.registered == by_code[TOWNSHIP].registered
    assert township.total.standing == by_code[TOWNSHIP].standing
    assert village.total.standing == by_code[VILLAGE].standing
    assert village.total.persons == by_code[VILLAGE].persons
    assert county.total.poor == sum(tile.poor for tile in county.tiles) == 5


def test_one_number_for_one_thing_after_every_act(world: World) -> None:
    households = [world.register(persons=3), world.register()]
    world.bring([world.register(village=NEXT_VILLAGE)], to="survey")
    world.file_plan(households)
    cases = world.open_cases(households)
    agrees(world, hung=0)
    hung = 0
    for act, do in world.way(households, cases):
        do()
        hung += len(cases) * (act in HANGS)
        agrees(world, hung=hung)
    total = seen_by(world, "county").total
    assert total.registered[RegistrationStatus.LIFTED_OUT] == len(households)
    assert total.standing[Kind.DONE] == len(households)


def agrees(world: World, *, hung: int) -> None:
    """See that register, notices, places and tables say the same today."""
    found = seen_by(world, "county")
    parts = [seen_by(world, seat).total for seat in ("township", "other township")]
    with acting_as(world["county"]):
        registered = counts_by_status()
        notices = hung_in(VILLAGE, year=world.today.year)
        on_boards = sum(len(entries_of(one)) for one in notices)
    done = {one.rule.id: one.households for one in found.acts}

    for status in RegistrationStatus:
        total = found.total.registered[status]
        assert total == registered.get(status.value, 0)
        assert total == sum(part.registered[status] for part in parts)
    for kind in Kind:
        assert found.total.standing[kind] == sum(part.standing[kind] for part in parts)
    assert sum(done[act] for act in HANGS) == hung == on_boards
    assert done["list_in_plan"] == found.total.exits == 3
    assert sum(one.households for one in found.statuses) == found.total.exits
    _, rows = places(found)
    columns = zip(*(row[1:] for row in rows[:-1]), strict=True)
    assert [sum(column) for column in columns] == list(rows[-1][1:])


def test_the_workbook_and_the_brief_say_what_the_page_says(
    at_work: World, log_in: LogIn
) -> None:
    browser = log_in("county")
    found = seen_by(at_work, "county")

    sent = browser.get("/glance/workbook/").content
    book = load_workbook(io.BytesIO(sent), read_only=True)
    paper = browser.get("/glance/brief/").content

    for title, columns, rows in tables(found):
        there = [[*row] for row in book[title].iter_rows(values_only=True)]
        assert there == [columns, *map(list, rows)]
    pdf = PdfReader(io.BytesIO(paper))
    assert len(pdf.pages) == 1
    words = pdf.pages[0].extract_text()
    assert f"{found.total.poor} 户 {found.total.persons} 人" in words
    for title, count in brief(found, unit_named(COUNTY))["waiting"]:
        assert re.search(rf"{title}\s*{count}", words)


def test_an_area_without_a_household_is_shown_empty(
    world: World, log_in: LogIn
) -> None:
    page = log_in("county").get("/glance/")

    assert page.status_code == 200
    assert "还没有户开始退出" in page.content.decode()
    assert (
        len(PdfReader(io.BytesIO(log_in("county").get("/glance/brief/").content)).pages)
        == 1
    )


def test_a_poor_village_without_a_case_is_unknown_and_not_left_out(
    world: World,
) -> None:
    VillageWay(world, NEXT_VILLAGE).register()
    found = seen_by(world, "county")

    assert found.poor_villages == 1
    assert {one.criterion.id: one.outcomes for one in found.indicators} == {
        one.criterion.id: {Outcome.MET: 0, Outcome.NOT_MET: 0, Outcome.UNKNOWN: 1}
        for one in found.indicators
    }
    assert found.indicators


@pytest.mark.parametrize("households", [1, 12])
def test_the_page_asks_as_often_for_many_as_for_one(
    world: World,
    log_in: LogIn,
    households: int,
    django_assert_max_num_queries: AtMost,
) -> None:
    world.bring([world.register() for _ in range(households)], to="assess")
    browser = log_in("county")
    browser.get("/glance/")

    with django_assert_max_num_queries(45):
        assert browser.get("/glance/").status_code == 200
