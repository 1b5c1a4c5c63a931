"""The archive's pages: what each level keeps and what is missing (art. 6)."""

from __future__ import annotations

import re

from tests.stages.web.conftest import LogIn
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE, World


def test_a_village_sees_which_papers_of_its_households_are_missing(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register()], to="assess")

    page = log_in("village").get("/archive/").content.decode()

    assert "民主评议" in page
    assert re.search(r">3/\d\d<", page), re.findall(r">\d+/\d+<", page)
    assert "未归" in page


def test_a_household_with_every_paper_is_complete_and_its_numbers_stand_there(
    world: World, log_in: LogIn
) -> None:
    (case,) = world.bring([world.register()], to="archive_county")

    page = log_in("county").get(f"/archive/{VILLAGE}/").content.decode()

    assert "1户，三级归档齐全1户" in page
    assert "✓ 齐全" in page
    for level in ("village", "township", "county"):
        assert f"{level}-{case}" in page


def test_a_township_sees_how_many_each_level_keeps_in_its_villages_only(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register()], to="archive_village")
    world.bring([world.register(village=OTHER_VILLAGE)], to="list_in_plan")

    page = log_in("township").get("/archive/").content.decode()

    assert f"/archive/{VILLAGE}/" in page
    assert OTHER_VILLAGE not in page
    assert "/work/archive_township/" in page


def test_what_is_missing_is_printed_as_it_is_kept(world: World, log_in: LogIn) -> None:
    world.bring([world.register()], to="assess")

    answer = log_in("village").get(f"/archive/{VILLAGE}/missing/")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_another_village_s_archive_is_not_there(world: World, log_in: LogIn) -> None:
    browser = log_in("village")

    for code in (NEXT_VILLAGE, OTHER_VILLAGE, "1", "211221000000"):
        assert browser.get(f"/archive/{code}/").status_code == 404
        assert browser.get(f"/archive/{code}/missing/").status_code == 404


def test_without_a_plan_it_says_that_there_is_nothing_to_archive(
    world: World, log_in: LogIn
) -> None:
    for seat in ("village", "county"):
        assert "无须归档" in log_in(seat).get("/archive/").content.decode()
