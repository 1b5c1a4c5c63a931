"""The register's list: found by name, number and village, narrowed, sorted, paged."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from openpyxl import load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.pages import count_on
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE, World

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

    assert count_on(log_in("township"), f"/register/?q={asked}") == found


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
    narrowed = browser.get("/register/?q=nobody").content.decode()

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

    page = log_in("village").get("/register/?sort=head_name&q=乙").content.decode()

    assert 'aria-sort="ascending"' in page
    assert "q=%E4%B9%99&amp;sort=head_name&amp;page=2" in page


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

    with django_assert_max_num_queries(24):
        answer = browser.get("/register/?open=appraise")

    assert answer.status_code == 200


def test_the_exported_workbook_holds_the_area_s_households(
    registered: World, log_in: LogIn
) -> None:
    answer = log_in("village").post("/register/export/")

    book = load_workbook(io.BytesIO(answer.content), read_only=True)
    rows = sum(1 for _ in book[book.sheetnames[0]].iter_rows())
    book.close()
    assert "filename" in answer["Content-Disposition"]
    assert rows >= 4
