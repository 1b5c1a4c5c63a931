"""A household falls back: called on, surveyed again, seen, and put on the register."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.county import County
from tests.browser.office import Office
from tests.support.aftercare import survey
from tests.support.world import VILLAGE, World
from tuopin.aftercare.domain import GUARANTEES

VILLAGE_PAGE = f"/aftercare/{VILLAGE}/"


def matter_of(page: Page) -> str:
    return page.locator("main").inner_text()


def pressed(office: Office, page: Page, button: str) -> str:
    page.get_by_role("button", name=button, exact=True).click()
    office.look_over(page)
    return matter_of(page)


def test_a_household_falls_back(office: Office, county: County) -> None:
    (household,), _ = county.brought(to="mark_lifted_out")
    number = county.number_of(household)
    at = f"/aftercare/households/{number}/"

    paired(office)
    planned(office)
    assert "已回访" in called_on(office, at)
    county.do(a_year_later)
    county.do(survey, household)
    watch = matter_of(office.open(office.at("township"), "/aftercare/watch/"))
    assert "年人均纯收入" in watch
    assert number in watch
    assert "未办结" in risk_recorded(office, at)
    back = put_back(office, at)

    assert "铁脱贫组〔2018〕9号" in back
    assert county.status_of(household) == "returned"
    file = matter_of(office.open(office.at("village"), f"/register/{number}/"))
    assert "2017年的退出案卷原样保留" in file


def a_year_later(world: World) -> None:
    """Let the winter pass."""
    world.move(days=200)


def paired(office: Office) -> None:
    """Pair the village with a unit, at the county's desk."""
    page = office.open(office.at("county"), VILLAGE_PAGE)
    page.get_by_label("帮扶单位").fill("县水利局")
    assert "县水利局" in pressed(office, page, "登记结对")


def planned(office: Office) -> None:
    """Plan the calls on everybody of the village, at the team's desk."""
    page = office.open(office.at("team"), VILLAGE_PAGE)
    page.get_by_label("由谁回访").fill("甲队员")
    assert "没有回访计划的户" not in pressed(office, page, "为1户制定回访计划")


def called_on(office: Office, at: str) -> str:
    """Log a call, on the phone as at the desk."""
    page = office.open(office.at("team"), at)
    page.get_by_label("见到的家庭成员").fill("户主")
    page.locator("[name=income_change][value=fell]").check()
    for name in GUARANTEES:
        page.locator(f"[name={name}][value=yes]").check()
    page.get_by_label("家庭情况（文字）").fill("户主腰伤，春季没有务工")
    page.locator("#call-field-paper-grounds").fill("回访记录")
    return pressed(office, page, "登记回访")


def risk_recorded(office: Office, at: str) -> str:
    """Record the risk with its owner, at the township's desk."""
    page = office.open(office.at("township"), at)
    page.locator("summary", has_text="登记返贫风险").click()
    page.get_by_label("处理人").select_option(index=0)
    return pressed(office, page, "登记返贫风险")


def put_back(office: Office, at: str) -> str:
    """Put the household back by a document, at the leading group's desk."""
    page = office.open(office.at("leading group"), at)
    page.locator("summary", has_text="认定返贫，恢复在册").click()
    page.get_by_label("文号").fill("铁脱贫组〔2018〕9号")
    page.get_by_label("恢复在册的依据").fill("户主腰伤，收入低于扶贫标准")
    page.locator("#return-field-paper-grounds").fill("认定文件")
    return pressed(office, page, "认定返贫，恢复在册")
