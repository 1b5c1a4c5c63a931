"""The register's list: found by name, number and village, narrowed, sorted, paged."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from openpyxl import load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.pages import count_in, count_on, search
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE, World
from tuopin.web import searches

LINK = re.compile(r'(?:href|action|hx-[a-z-]+)="([^"]*)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
AtMost = Callable[[int], AbstractContextManager[object]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("乙1", 1), ("乙", 3), (f"{VILLAGE}00001", 1), (VILLAGE, 2), ("不在", 0)],
    ids=["name", "part of a name", "number", "start of a number", "nobody"],
)
def test_a_household_is_found_by_name_and_number(
    world: World, log_in: LogIn, asked: str, found: int
) -> None:
    for village in (VILLAGE, VILLAGE, NEXT_VILLAGE):
        world.register(village=village)

    assert count_in(search(log_in("township"), asked)) == found


@pytest.mark.parametrize("asked", ["乙1", f"{VILLAGE}00001", "张 三&sort=x", "?#"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["whole", "live"])
def test_no_address_says_whom_somebody_looked_for(
    world: World, log_in: LogIn, asked: str, headers: dict[str, str]
) -> None:
    for _ in range(51):
        world.register(persons=1)
    browser = log_in("village")

    found = browser.post("/register/search/", {"q": asked}, headers=headers)
    page = browser.get(found["Location"], headers=headers).content.decode()
    everybody = browser.post("/register/search/", {"q": "乙"}, headers=headers)
    many = browser.get(everybody["Location"], headers=headers).content.decode()

    addresses = [found["Location"], *LINK.findall(page), *LINK.findall(many)]
    assert 'rel="next"' in many
    for address in addresses:
        asked_for = dict(parse_qsl(urlsplit(unescape(address)).query))
        assert "q" not in asked_for
        assert asked not in asked_for.values()
        assert "乙" not in asked_for.values()


def test_a_search_in_an_address_is_not_taken(world: World, log_in: LogIn) -> None:
    world.register()
    world.register()

    assert count_on(log_in("village"), "/register/?q=乙1") == 2


def test_a_search_is_its_own_session_s(world: World, log_in: LogIn) -> None:
    world.register()
    world.register()
    own, other = log_in("village"), log_in("village")

    address = own.post("/register/search/", {"q": "乙1"})["Location"]

    assert count_on(own, address) == 1
    assert count_on(other, address) == 2


def test_a_session_remembers_its_latest_searches(world: World, log_in: LogIn) -> None:
    world.register()
    browser = log_in("village")

    first, *_, latest = [
        browser.post("/register/search/", {"q": f"没有{at}"})["Location"]
        for at in range(searches.AT_MOST + 1)
    ]

    assert len(browser.session[searches.KEPT_IN]) == searches.AT_MOST
    assert (count_on(browser, first), count_on(browser, latest)) == (1, 0)


def test_searching_takes_the_form_s_own_token(world: World, log_in: LogIn) -> None:
    browser = log_in("village")
    browser.handler.enforce_csrf_checks = True
    page = browser.get("/register/").content.decode()
    (token,) = set(TOKEN.findall(page[page.index('role="search"') :]))
    asked = {"q": "乙", "csrfmiddlewaretoken": token}

    without = browser.post("/register/search/", {"q": "乙"})
    with_it = browser.post("/register/search/", asked)

    assert (without.status_code, with_it.status_code) == (403, 302)


def test_a_search_keeps_what_the_list_was_narrowed_by(
    world: World, log_in: LogIn
) -> None:
    for village in (VILLAGE, VILLAGE, NEXT_VILLAGE):
        world.register(village=village)
    browser = log_in("township")

    page = search(browser, "乙", place=VILLAGE, sort="head_name")

    assert count_in(page) == 2
    assert 'value="乙"' in page.content.decode()
    assert 'aria-sort="ascending"' in page.content.decode()


def test_the_list_is_narrowed_to_a_township_or_a_village(
    world: World, log_in: LogIn
) -> None:
    for village in (VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE):
        world.register(village=village)
    browser = log_in("county")

    counts = [
        count_on(browser, f"/register/?place={place}")
        for place in ("", f"{VILLAGE[:9]}000", VILLAGE, OTHER_VILLAGE)
    ]

    assert counts == [3, 2, 1, 1]


def test_the_list_is_narrowed_to_where_the_exit_stands(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register(), world.register()], to="survey")
    world.register()
    browser = log_in("village")

    counts = [
        count_on(browser, f"/register/?{asked}")
        for asked in (
            "status=surveyed",
            "status=awaiting_survey",
            "registration=in_register",
            "registration=lifted_out",
            "open=assess",
            "open=appraise",
        )
    ]

    assert counts == [2, 0, 3, 0, 2, 0]


def test_what_is_no_answer_is_left_out(world: World, log_in: LogIn) -> None:
    world.register()
    browser = log_in("village")

    for asked in ("page=0", "page=x", "page=99", "sort=no", "place=1", "open=nothing"):
        assert count_on(browser, f"/register/?{asked}") == 1


def test_nothing_found_is_said_in_words(world: World, log_in: LogIn) -> None:
    browser = log_in("village")

    empty = browser.get("/register/").content.decode()
    narrowed = search(browser, "nobody").content.decode()

    assert "还没有登记任何一户" in empty
    assert "没有符合全部条件的户" in narrowed


@pytest.mark.parametrize(
    ("households", "pages"),
    [(0, 1), (49, 1), (50, 1), (51, 2), (101, 3)],
    ids=["none", "just inside", "a full page", "one more", "three pages"],
)
def test_fifty_households_stand_on_a_page(
    world: World, log_in: LogIn, households: int, pages: int
) -> None:
    for _ in range(households):
        world.register(persons=1)
    browser = log_in("village")

    page = browser.get(f"/register/?page={pages}").content.decode()

    assert 'rel="next"' not in page
    assert ('rel="prev"' in page) is (pages > 1)
    assert page.count("household-link") == households - 50 * (pages - 1)


def test_a_sorted_list_stays_sorted_on_its_next_page(
    world: World, log_in: LogIn
) -> None:
    for _ in range(51):
        world.register(persons=1)

    page = search(log_in("village"), "乙", sort="head_name").content.decode()

    assert 'aria-sort="ascending"' in page
    assert re.search(r"search=[\w-]+&amp;sort=head_name&amp;page=2", page)


def test_the_live_search_fetches_the_rows_alone(world: World, log_in: LogIn) -> None:
    world.register()

    rows = log_in("village").get("/register/", headers={"HX-Request": "true"})

    assert "household-link" in rows.content.decode()
    assert "<html" not in rows.content.decode()


def test_going_back_to_a_live_search_fetches_the_whole_page(
    world: World, log_in: LogIn
) -> None:
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    page = log_in("village").get("/register/", headers=back)

    assert "<html" in page.content.decode()


def test_a_longer_list_asks_the_database_no_more_often(
    world: World, log_in: LogIn, django_assert_max_num_queries: AtMost
) -> None:
    world.bring([world.register(persons=1) for _ in range(30)], to="assess")
    browser = log_in("county")
    browser.get("/register/")

    with django_assert_max_num_queries(26):
        answer = browser.get("/register/?open=appraise")

    assert answer.status_code == 200


def test_a_search_asks_the_database_no_more_often_than_the_list(
    world: World, log_in: LogIn, django_assert_max_num_queries: AtMost
) -> None:
    world.bring([world.register(persons=1) for _ in range(30)], to="assess")
    browser = log_in("county")
    address = browser.post("/register/search/", {"q": "乙"})["Location"]
    browser.get(address)

    with django_assert_max_num_queries(26):
        answer = browser.get(f"{address}&open=appraise")

    assert count_in(answer) == 30


def test_the_exported_workbook_holds_the_area_s_households(
    registered: World, log_in: LogIn
) -> None:
    answer = log_in("village").post("/register/export/")

    book = load_workbook(io.BytesIO(answer.content), read_only=True)
    rows = sum(1 for _ in book[book.sheetnames[0]].iter_rows())
    book.close()
    assert "filename" in answer["Content-Disposition"]
    assert rows >= 4
