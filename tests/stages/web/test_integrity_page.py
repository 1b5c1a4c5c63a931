"""Supervision looks, the surveyor explains, supervision concludes; all on one page."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.stages.survey.test_survey_integrity import found, hurried
from tests.stages.web.conftest import LogIn
from tests.stages.web.test_fieldwork_pages import words_of
from tests.support.world import World

ADDRESS = "/surveys-to-look-at/"


@pytest.fixture
def households(world: World) -> list[int]:
    """Five households whose questionnaires took three minutes each."""
    return hurried(world)


def test_what_is_odd_is_looked_for_explained_and_concluded_on(
    world: World, households: list[int], log_in: LogIn
) -> None:
    browser = log_in("supervision")
    looked = browser.post(ADDRESS, {"look": "1"})
    words = words_of(browser, ADDRESS)
    number = found(world)["too_fast"].question.id

    own = log_in("village")
    work, asked = words_of(own, "/"), words_of(own, ADDRESS)
    own.post(ADDRESS, {"question": number, "text": "先问好再补录"})
    browser = log_in("supervision")
    without = browser.post(ADDRESS, {"question": number, "text": "看过轨迹"})
    browser.post(
        ADDRESS, {"question": number, "text": "看过轨迹", "conclusion": "explained"}
    )
    after = words_of(browser, ADDRESS)

    assert looked.status_code == 302
    assert "填得太快" in words
    assert "5件中有5件" in words
    assert "念给户里听至少要8分钟" in words
    assert "关于您入户调查的问题要说明" in work
    assert "是当面问的吗" in asked
    assert without.status_code == 409
    assert "请选择结论" in without.content.decode()
    assert "看过轨迹" in without.content.decode()
    assert "情况合理" in after


def test_the_workbook_has_a_row_for_each_household(
    world: World, households: list[int], log_in: LogIn
) -> None:
    browser = log_in("county")
    browser.post(ADDRESS, {"look": "1"})

    answer = browser.get(f"{ADDRESS}workbook/")
    sheet = load_workbook(io.BytesIO(answer.content)).active

    rows = [row for row in sheet.values if row[0] == "填得太快"]
    assert [row[6] for row in rows] == [world.households[one] for one in households]


def test_others_see_neither_the_questions_nor_the_page(
    world: World, households: list[int], log_in: LogIn
) -> None:
    log_in("county").post(ADDRESS, {"look": "1"})

    assert log_in("township").get(ADDRESS).status_code == 403
    assert "填得太快" not in words_of(log_in("team"), ADDRESS)
