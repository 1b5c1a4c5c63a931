"""A household stays in the register: it refuses, somebody objects, a notice hangs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.county import County
from tests.browser.office import Office
from tests.browser.sheets import Clerks
from tests.support.world import TOWNSHIP, VILLAGE

SIGNED = {"签字人": "户主本人", "与户主关系": "户主", "签认方式": "signature"}
WORDS = "他家有小汽车"


def matter_of(page: Page) -> str:
    return page.locator("main").inner_text()


def test_a_household_that_refuses_is_put_on_no_notice(
    office: Office, county: County
) -> None:
    (household,), (case,) = county.brought(to="verify_team")
    clerks = Clerks(office)
    office.pass_days("village")

    said = clerks.do(
        "acknowledge", by="village", place=VILLAGE, verdict="refuses", rows=SIGNED
    )

    assert "已为1户办理" in said
    assert county.acts_of(case)[-1] == ("acknowledge", "refuses")
    sheet = clerks.sheet("post_first", by="village", place=VILLAGE)
    assert "今天这里没有等待办理此步的户" in matter_of(sheet)
    page = office.open(
        office.at("village"), f"/register/{county.number_of(household)}/"
    )
    assert "户不认可" in matter_of(page)
    assert county.status_of(household) == "in_register"


@pytest.mark.parametrize("verdict", ["成立", "不成立"])
def test_an_objection_without_account_is_answered_and_has_its_consequence(
    desk: Office, county: County, verdict: str
) -> None:
    (household,), (case,) = county.brought(to="report_to_township")
    villager = desk.stranger()

    receipt = object_to(desk, villager)

    held = desk.open(desk.at("village"), f"/register/{county.number_of(household)}/")
    assert "暂停" in matter_of(held)
    assert "正在处理" in asked_about(desk, villager, receipt)
    answered = desk.open(desk.at("county"), "/objections/")
    answered.get_by_label(verdict, exact=True).check()
    answered.get_by_label("书面答复").fill("经核查，该车属其弟所有")
    answered.get_by_role("button", name="录入处理决定").click()
    desk.look_over(answered)
    told = asked_about(desk, villager, receipt)
    assert "经核查，该车属其弟所有" in told
    Clerks(desk).close("close_first", by="village", place=VILLAGE)
    after = desk.open(desk.at("village"), f"/register/{county.number_of(household)}/")
    if verdict == "成立":
        assert "您的意见成立" in told
        assert "本轮已终止" in matter_of(after)
        assert county.acts_of(case)[-1] == ("close_first", "objection_upheld")
    else:
        assert "不成立" in told
        assert "乡镇工作组核查" in after.locator(".next-acts").inner_text()
        assert county.acts_of(case)[-1] == ("close_first", "objection_dismissed")


def object_to(office: Office, villager: Page) -> str:
    """Find the notice on the portal, object to its first line, return the receipt."""
    office.open(villager, "/public/")
    villager.get_by_role("link", name="第一次公示").click()
    office.look_over(villager)
    villager.locator("a.big").click()
    office.look_over(villager)
    villager.locator("select[name=line]").select_option("1")
    villager.get_by_label("哪里不对").fill(WORDS)
    villager.get_by_role("button", name="提交").click()
    office.look_over(villager)
    return villager.locator(".receipt").inner_text()


def asked_about(office: Office, villager: Page, receipt: str) -> str:
    """Ask with the receipt what became of the objection."""
    office.open(villager, "/public/receipt/")
    villager.get_by_label("回执").fill(receipt)
    villager.get_by_role("button", name="查询").click()
    office.look_over(villager)
    return matter_of(villager)


def test_the_township_is_told_in_words_that_the_notice_still_hangs(
    office: Office, county: County
) -> None:
    _, (case,) = county.brought(to="examine")
    clerks = Clerks(office)

    page = clerks.sheet("determine", by="township", place=TOWNSHIP)

    said = matter_of(page)
    assert "今天这里没有等待办理此步的户" in said
    assert re.search(
        r"第一次公示期满 · .*1户等待办理 · 公示尚未期满，2017-\d\d-\d\d", said
    )
    assert "任何人不得提前" in said
    assert page.get_by_role("button", name="办理：").count() == 0
    closing = clerks.sheet("close_first", by="village", place=VILLAGE)
    assert "任何人都不能提前" in matter_of(closing)
    assert closing.get_by_role("button", name="办理：").count() == 0
    assert county.acts_of(case)[-1][0] == "examine"
