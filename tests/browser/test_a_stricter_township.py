"""A township may ask for a longer publicity; a relaxed one is refused (art. 16)."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.county import County
from tests.browser.office import Office
from tests.browser.sheets import Clerks
from tests.support.world import VILLAGE, World

PLAN = {
    "文件标题": "甲镇贫困退出工作方案",
    "文号": "甲发〔2017〕3号",
    "发文机关": "甲镇人民政府",
}
FIRST = "household_exit.publicity_days.first"


def keep(office: Office, page: Page, days: str) -> str:
    for label, words in PLAN.items():
        page.get_by_label(label).fill(words)
    page.locator("[name=paper-grounds]").fill("甲发〔2017〕3号文件")
    page.locator("[name=path-1]").select_option(FIRST)
    page.locator("[name=figure-1]").fill(days)
    page.get_by_role("button", name="登记该方案").click()
    office.look_over(page)
    return page.locator("main").inner_text()


def test_a_relaxed_publicity_is_refused(office: Office, county: County) -> None:
    household = county.do(World.register)
    county.do(World.bring, [household], to="acknowledge")
    township = office.open(office.at("township"), "/rules/local/")

    relaxed = keep(office, township, "5")
    kept = keep(office, office.open(township, "/rules/local/"), "10")
    said = Clerks(office).do("post_first", by="village", place=VILLAGE)
    office.pass_days("village", "+1周")
    office.pass_days("village", times=2)
    sheet = Clerks(office).sheet("close_first", by="village", place=VILLAGE)

    assert "下级规定不得放宽" in relaxed
    assert "第六条" in relaxed
    assert "拟定5天" in relaxed
    assert "10天" in kept
    assert "已为1户办理" in said
    assert sheet.get_by_role("button", name="办理：").count() == 0
    office.open(office.at("county"), "/rules/")
    office.open(office.at("county"), "/rules/readings/")
    decided = office.open(office.at("county"), "/rules/readings/period-counting/")
    assert "第一次公示" in decided.locator("main").inner_text()
