"""A township is proposed for criticism with its grounds; people decide (art. 10)."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.county import County
from tests.browser.office import Office
from tests.browser.test_an_inspector import matter_of, pressed
from tests.support.performance import AFTER
from tests.support.world import TOWNSHIP, World

PAGE = f"/performance/{TOWNSHIP}/"
PAPER = "铁脱贫发〔2018〕2号"


def flat(page: Page) -> str:
    return re.sub(r"\s", "", matter_of(page))


def test_a_township_is_proposed_for_criticism_with_its_grounds(
    office: Office, county: County
) -> None:
    (household, _), _ = county.brought(to="list_in_plan", households=2)
    county.do(World.move_to, AFTER)

    group = office.open(office.at("leading group"), "/performance/")
    assert "条件未齐，暂不建议" in flat(group)
    group.locator(f'main a[href^="{PAGE}"]').first.click()
    office.look_over(group)
    assert "计划2户，按期认定0户" in flat(group)
    assert group.get_by_label("全县通报批评").count() == 0

    group.get_by_role("link", name="贫困户计划完成").click()
    office.look_over(group)
    assert county.number_of(household) in matter_of(group)

    found = find_poor_work(office)
    assert "认定为“工作不力”" in found

    office.open(group, PAGE)
    assert "系统建议全县通报批评，取消评先资格" in flat(group)
    decided = decide(office, group)
    assert PAPER in decided
    assert "取消2017年度评先资格" in flat(group)

    own = office.open(office.at("township"), PAGE)
    assert "取消2017年度评先资格" in flat(own)
    assert own.get_by_role("button", name="登记决定").count() == 0
    office.open(own, "/quality/")
    assert "验收程序规范" in matter_of(own)


def find_poor_work(office: Office) -> str:
    page = office.open(office.at("county"), PAGE)
    page.locator("summary", has_text="认定工作实效").click()
    page.get_by_label("工作不力").check()
    page.get_by_label("事实和认定理由").fill("多次催办仍未组织评议")
    page.locator("#find-field-paper-grounds").fill("县办〔2018〕1号")
    return pressed(office, page, "登记认定")


def decide(office: Office, page: Page) -> str:
    page.get_by_label("全县通报批评").check()
    page.get_by_label("文号").fill(PAPER)
    page.get_by_label("决定的理由").fill("未能如期脱贫且工作不力")
    page.locator("#decide-field-paper-grounds").fill("会议纪要")
    return pressed(office, page, "登记决定")
