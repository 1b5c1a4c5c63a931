"""The five kinds of quality of article 12, each with its list."""

from __future__ import annotations

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.inspections import SETUP, check, draw, drawn, freeze
from tests.support.world import OTHER_TOWNSHIP, VILLAGE, YEAR, World
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as
from tuopin.oversight.domain import Approval, Verdict
from tuopin.oversight.quality.domain import Kind, Quality, Share, quality_of
from tuopin.oversight.quality.queries import qualities

PAGE = "/quality/"


def kinds(world: World, *, by: str = "county") -> dict[Kind, Quality]:
    with acting_as(world[by]):
        found = qualities(
            world[by].division_code,
            year=YEAR,
            on=world.today,
            pack=pack_on(world.today),
        )
    return {one.kind: one for one in found}


def inspected(world: World, *, verdict: Verdict, approval: Approval) -> None:
    number = freeze(world, SETUP)
    draw(world, number)
    for one in drawn(world, number):
        check(world, one, verdict, approval=approval)


def test_before_any_record_each_kind_is_unknown_and_not_nothing(world: World) -> None:
    found = kinds(world)

    assert list(found) == list(Kind)
    assert all(one.share.share is None for one in found.values())


def test_each_kind_counts_what_it_says(world: World) -> None:
    world.bring([world.register(), world.register()], to="approve")
    inspected(world, verdict=Verdict.WRONG_EXIT, approval=Approval.NOT_CONTENT)
    world.move(days=90)

    found = kinds(world)

    assert found[Kind.PROCEDURE].share.bad == 0
    assert found[Kind.TRUTH].share == Share(0, 2)
    assert found[Kind.ARCHIVE].share == Share(0, 2)
    assert found[Kind.OPENNESS].share == Share(2, 2)
    assert found[Kind.APPROVAL].share == Share(0, 2)
    (worst,) = found[Kind.ARCHIVE].villages
    assert worst.code == VILLAGE


def test_the_months_add_up_to_the_year(world: World) -> None:
    world.bring([world.register() for _ in range(3)], to="approve")
    inspected(world, verdict=Verdict.RIGHT, approval=Approval.CONTENT)

    for one in kinds(world).values():
        months = [share for _, share in one.months]
        assert sum(share.of for share in months) == one.share.of
        assert sum(share.good for share in months) == one.share.good


def test_a_township_s_figures_are_those_of_its_line_in_the_county(
    world: World,
) -> None:
    world.bring([world.register(), world.register()], to="post_first")
    inspected(world, verdict=Verdict.WRONG_EXIT, approval=Approval.NOT_CONTENT)

    own = kinds(world, by="township")
    county = kinds(world)

    for kind in Kind:
        assert own[kind].share == county[kind].share


@pytest.mark.parametrize(
    ("good", "of", "is_worst"),
    [(9, 10, True), (10, 10, False), (0, 10, True), (0, 0, False), (1, 2, True)],
)
def test_only_a_place_with_something_bad_is_among_the_worst(
    good: int, of: int, is_worst: bool
) -> None:
    found = quality_of(Kind.ARCHIVE, {VILLAGE: Share(good, of)}, ())

    assert bool(found.villages) is is_worst
    assert bool(found.townships) is is_worst


def test_the_lowest_share_comes_first() -> None:
    shares = {f"2112211012{at:02d}": Share(at, 10) for at in range(8)}

    found = quality_of(Kind.OPENNESS, shares, ())

    assert [one.share.good for one in found.villages] == [0, 1, 2, 3, 4]


def test_a_figure_leads_to_its_list_and_its_workbook(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register(), world.register()], to="approve")
    inspected(world, verdict=Verdict.WRONG_EXIT, approval=Approval.NOT_CONTENT)
    world.move(days=90)
    for by in ("county", "township"):
        browser = log_in(by)
        page = browser.get(PAGE).content.decode()

        for kind in Kind:
            listed = browser.get(f"{PAGE}{kind}/?place={VILLAGE}&show=bad")
            book = browser.get(f"{PAGE}{kind}/workbook/")
            assert f"{PAGE}{kind}/" in page
            assert listed.status_code == book.status_code == 200

    bad = words_of(browser, f"{PAGE}archive/?show=bad")
    rows = load_workbook(io.BytesIO(book.content)).active.max_row
    whole = load_workbook(
        io.BytesIO(browser.get(f"{PAGE}workbook/").content), read_only=True
    )
    assert "未按期齐全" in bad
    assert rows == 3
    assert whole.sheetnames == ["2017年度", "各月", "最差"]
    assert browser.get(f"{PAGE}archive/?place={OTHER_TOWNSHIP}").status_code == 404
    assert browser.get(f"{PAGE}nothing/").status_code == 404


def test_the_trend_is_told_without_its_picture(world: World, log_in: LogIn) -> None:
    world.bring([world.register()], to="approve")
    page = log_in("county").get(PAGE).content.decode()

    pictures = re.findall(r'<svg class="trend"[^>]*aria-label="([^"]+)"', page)

    assert pictures
    assert all("%" in one for one in pictures)
    assert "<script" not in re.findall(r"<main.*</main>", page, re.S)[0]


def test_the_page_takes_a_counted_number_of_queries(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register() for _ in range(4)], to="approve")
    county = log_in("county")
    county.get(PAGE)

    with CaptureQueriesContext(connection) as queries:
        county.get(PAGE)

    assert len(queries) < 35
