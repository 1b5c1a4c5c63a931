"""An inspector finds a false exit: it is stopped, corrected, and only then goes on."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.county import County
from tests.browser.office import Office
from tests.browser.sheets import Clerks
from tests.support.world import VILLAGE

TITLE = "正在办理的户抽查"


def matter_of(page: Page) -> str:
    return page.locator("main").inner_text()


def pressed(office: Office, page: Page, button: str) -> str:
    page.get_by_role("button", name=button, exact=True).click()
    office.look_over(page)
    return matter_of(page)


def test_an_inspector_finds_a_false_exit(office: Office, county: County) -> None:
    (household,), (case,) = county.brought(to="determine")
    inspector = office.open(office.at("supervision"), "/inspections/")

    drawn = draw_one(office, inspector)
    assert county.number_of(household) in drawn
    inspector.locator("main table a.household-link").click()
    file = matter_of(inspector)
    assert "对照退出标准的认定结果" in file
    assert "各步的依据" in file
    found = record_wrong_exit(office, inspector)
    assert "错退" in found

    sheet = Clerks(office).sheet("post_second", by="township", place=VILLAGE)
    assert sheet.get_by_role("button", name="办理：").count() == 0
    answer(office, "已重新入户核实")
    judge(office, "没有到位", "没有户主签字的笔录")
    answer(office, "已补签笔录，收入据实改正")
    judge(office, "整改到位", "现场复查属实")

    household_page = office.open(
        office.at("township"), f"/register/{county.number_of(household)}/"
    )
    assert "认定整改到位" in matter_of(household_page)
    sheet = Clerks(office).sheet("post_second", by="township", place=VILLAGE)
    assert sheet.get_by_role("button", name="办理：").count() > 0
    assert county.acts_of(case)[-1][0] == "determine"


def draw_one(office: Office, page: Page) -> str:
    """Freeze the frame, let the day pass, give the seed; returns what was drawn."""
    page.get_by_role("link", name="开始一次抽查").click()
    office.look_over(page)
    page.get_by_label("抽查名称").fill(TITLE)
    page.get_by_label("当年正在办理退出的户").check()
    page.get_by_label("全部户一起抽").check()
    page.get_by_label("抽多少户").fill("1")
    page.get_by_label("名册冻结以后的一次公开结果").check()
    page.get_by_label("哪一次公开结果").fill("次日3D开奖号码")
    frozen = pressed(office, page, "冻结名册")
    assert "名册与冻结时一致" in frozen
    address = page.url.removeprefix(office.address)
    office.pass_days("supervision")
    office.open(page, address)
    page.get_by_label("公布的结果").fill("5 0 7")
    page.locator("[name=paper-grounds]").fill("开奖公告")
    return pressed(office, page, "抽签")


def record_wrong_exit(office: Office, page: Page) -> str:
    """Say what is wrong, and order the township office to correct it."""
    page.locator("summary", has_text="登记抽查结论").click()
    page.get_by_label("错退（“被脱贫”）").check()
    page.get_by_label("查到什么").fill("户主称没有参加评议，签字不是本人")
    page.locator("#check-field-paper-grounds").fill("入户笔录")
    page.get_by_label("不认可").check()
    office_choice = page.get_by_label("由哪个单位整改")
    choices = office_choice.locator("option").all_inner_texts()
    wanted = next(at for at, name in enumerate(choices) if "乡镇扶贫办" in name)
    office_choice.select_option(index=wanted)
    page.get_by_label("整改要求").fill("重新入户核实并改正")
    return pressed(office, page, "登记抽查结论")


def answer(office: Office, words: str) -> None:
    page = office.open(office.at("township"), "/inspections/")
    page.locator("main table a.household-link").click()
    page.get_by_label("整改情况").fill(words)
    page.locator("#answer-field-paper-grounds").fill("笔录和照片")
    assert "等督查认定" in pressed(office, page, "报告整改情况")


def judge(office: Office, verdict: str, why: str) -> None:
    page = office.open(office.at("supervision"), "/inspections/")
    page.locator("section[aria-labelledby=orders] a.household-link").click()
    page.get_by_label(verdict).check()
    page.get_by_label("认定理由").fill(why)
    assert why in pressed(office, page, "登记认定")
