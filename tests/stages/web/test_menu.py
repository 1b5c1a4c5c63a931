"""The menu of acts: one for each position, place, language and page."""

from __future__ import annotations

import re

import pytest

from tests.stages.web.conftest import LogIn
from tests.support.world import OTHER_VILLAGE, VILLAGE, World

OWN = re.compile(r'<li value="\d+" class="own"><a href="([^"]+)"')
HERE = re.compile(r'href="([^"]+)" aria-current="page">')


def menu(page: str) -> str:
    start = page.index('id="stages"')
    return page[start : page.index("</nav>", start)]


@pytest.mark.parametrize(
    ("seat", "own", "other"),
    [
        ("village", f"/work/appraise/{VILLAGE}/", "/register/?open=examine"),
        (
            "other village",
            f"/work/appraise/{OTHER_VILLAGE}/",
            "/register/?open=examine",
        ),
        ("county", "/marking/", "/register/?open=appraise"),
    ],
)
def test_a_menu_leads_to_one_s_own_sheets_and_to_who_waits_for_others(
    world: World, log_in: LogIn, seat: str, own: str, other: str
) -> None:
    # Written once for a seat, it must be the seat's own for whoever comes after.
    for _ in range(2):
        shown = menu(log_in(seat).get("/").content.decode())

        assert own in OWN.findall(shown)
        assert other in re.findall(r'href="([^"]+)"', shown)
        assert other not in OWN.findall(shown)


def test_a_menu_says_where_one_is_and_in_whose_language(
    world: World, log_in: LogIn
) -> None:
    sheet = f"/work/appraise/{VILLAGE}/"
    browser = log_in("village")
    on_the_sheet = menu(browser.get(sheet).content.decode())
    elsewhere = menu(browser.get("/register/").content.decode())
    english = menu(log_in("village", language="en").get(sheet).content.decode())

    assert HERE.findall(on_the_sheet) == HERE.findall(english) == [sheet]
    assert HERE.findall(elsewhere) == []
    assert "民主评议" in on_the_sheet
    assert "民主评议" not in english
