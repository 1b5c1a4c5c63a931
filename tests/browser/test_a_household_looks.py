"""A household sees its own case: the screen turned to it, and by the code of a slip."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.county import County
from tests.browser.office import Office
from tests.browser.test_for_everybody import LETTERS, SMALLEST_LETTERS


def slip_from(office: Office, number: str) -> str:
    """Have the village give a household its slip; return the code it shows."""
    page = office.open(office.at("village"), f"/register/{number}/")
    page.get_by_role("link", name="查询凭条").click()
    page.locator("label", has_text="户主").first.click()
    page.locator("label", has_text="户口簿").click()
    page.get_by_role("button", name="交付凭条").click()
    office.look_over(page)
    code = page.locator(".receipt-code").get_attribute("aria-label")
    assert code is not None
    return code


def look_by(page: Page, code: str) -> str:
    page.get_by_label("凭条上的号码").fill(code)
    page.get_by_role("button", name="查询").click()
    return page.locator("main").inner_text()


def test_a_household_looks_at_its_case_at_the_office_and_at_home(
    office: Office, county: County
) -> None:
    (household, _), _ = county.brought(to="report_to_township", households=2)
    number = county.number_of(household)
    turned = office.open(office.at("village"), f"/register/{number}/own/")
    at_the_office = turned.locator("main").inner_text()
    code = slip_from(office, number)
    villager = office.stranger()
    office.open(villager, "/public/own/")

    at_home = look_by(villager, code)
    office.look_over(villager)
    letters = villager.evaluate(LETTERS)

    for said in (at_the_office, at_home):
        assert "一公示中·乡核查中" in said
        assert "乡镇工作组核查" in said
    assert letters >= SMALLEST_LETTERS
    assert code not in villager.url
    villager.get_by_role("link", name="看完了，关闭").click()
    assert "一公示中" not in villager.locator("main").inner_text()
    villager.go_back()
    assert "一公示中" not in villager.locator("main").inner_text()


@pytest.mark.parametrize(("width", "zoom"), [(320, 1), (1280, 2)])
def test_the_own_case_is_read_at_any_width_and_twice_its_size(
    desk: Office, county: County, width: int, zoom: int
) -> None:
    (household,), _ = county.brought(to="report_to_township")
    code = slip_from(desk, county.number_of(household))
    villager = desk.stranger(width=width, zoom=zoom)
    desk.open(villager, "/public/own/")

    with desk.expecting_failures():
        wrong = look_by(villager, re.sub(r"\d", "0", code))
    right = look_by(villager, code)
    desk.look_over(villager)

    assert "打不开" in wrong
    assert "现在怎么样" in right
