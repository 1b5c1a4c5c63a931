"""Pages for old eyes, small telephones and keyboards alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.county import County
from tests.browser.office import Office
from tests.browser.sheets import Clerks, prove
from tests.support.world import VILLAGE

SMALLEST_LETTERS = 18
LETTERS = """() => Math.min(...[...document.querySelectorAll('main *')]
  .filter(one => [...one.childNodes].some(n => n.nodeType === 3 && n.data.trim())
    && one.checkVisibility() && !one.matches('.code, small, .code *, small *'))
  .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
FOCUSED = """() => { const one = document.activeElement; const style =
  getComputedStyle(one); return [one.className, one.textContent.trim(),
  parseFloat(style.outlineWidth) > 1 && style.outlineStyle !== 'none'] }"""


@pytest.mark.parametrize(("width", "zoom"), [(320, 1), (390, 1), (1280, 2)])
def test_the_portal_is_read_at_any_width_and_twice_its_size(
    desk: Office, county: County, width: int, zoom: int
) -> None:
    county.brought(to="report_to_township", households=3)
    villager = desk.stranger(width=width, zoom=zoom)
    desk.open(villager, "/public/")
    token = villager.locator(".card a").first.get_attribute("href")
    assert token is not None

    parts = ("household", "steps", "rights", "after", "readings")
    pages = (
        "/public/",
        "/public/standard/",
        *(f"/public/standard/{part}/" for part in parts),
        "/public/own/",
        "/public/receipt/",
        token,
    )
    letters = [
        desk.open(villager, path).evaluate(LETTERS)
        for path in (*pages, f"{token}objection/")
    ]

    assert min(letters) >= SMALLEST_LETTERS


def tabbed(page: Page, *, until: str, at_most: int = 80) -> list[str]:
    """Press Tab until something is reached; return what was passed, all of it seen."""
    passed = []
    for _ in range(at_most):
        page.keyboard.press("Tab")
        name, text, is_seen = page.evaluate(FOCUSED)
        assert is_seen, f"the focus is not seen on {text or name}"
        passed.append(text)
        if until in text or until in name:
            return passed
    raise AssertionError(f"{until} is out of a keyboard's reach: {passed}")


def test_a_villager_gets_to_the_objection_by_keyboard_alone(
    desk: Office, county: County
) -> None:
    county.brought(to="report_to_township")
    villager = desk.stranger()
    desk.open(villager, "/public/")

    passed = tabbed(villager, until="第一次公示")
    villager.keyboard.press("Enter")
    villager.wait_for_url(re.compile("/public/[0-9a-f]{20}/$"))
    tabbed(villager, until="提意见")

    assert passed[0] == "跳到正文"


def test_a_sheet_is_filled_in_and_sent_by_keyboard_alone(
    desk: Office, county: County
) -> None:
    _, cases = county.brought(to="appraise", households=2)
    desk.pass_days("village")
    page = Clerks(desk).sheet("verify_committees", by="village", place=VILLAGE)
    prove(page, "form.worksheet > .filters", "意见1号")
    takes = page.locator('.worksheet-rows input[type="checkbox"]')
    takes.first.focus()

    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    second_is_next = takes.nth(1).evaluate("one => one === document.activeElement")
    page.keyboard.press("Space")
    for at in range(2):
        takes.nth(at).focus()
        tabbed(page, until="form-select")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    page.get_by_role("status").wait_for()

    assert second_is_next
    assert "已为2户办理" in page.locator("main").inner_text()
    assert [county.acts_of(case)[-1][1] for case in cases] == ["confirmed"] * 2


def test_on_the_phone_the_top_menu_opens_every_act_in_its_order(
    office: Office, county: County
) -> None:
    page = office.open(office.at("township"), "/")
    menu = page.get_by_role("navigation", name="按办法规定的顺序")
    if office.is_phone:
        assert not menu.is_visible()
        page.get_by_role("link", name="全部环节").click()
        office.look_over(page)

    acts = menu.locator("ol li").all_inner_texts()
    own = menu.locator("ol .own").all_inner_texts()

    assert acts[:4] == ["列入年度退出计划", "入户调查", "对照退出标准评定", "民主评议"]
    assert acts[-1] == "在全国系统标注脱贫"
    assert "乡镇确定退出名单" in own
    menu.get_by_role("link", name="乡镇确定退出名单").click()
    office.look_over(page)
    assert page.url.endswith("/work/determine/211221101000/")
