"""What forms cost a village: a sheet counts, and its figure opens its list."""

from __future__ import annotations

import re

from tests.browser.county import County
from tests.browser.office import Office
from tests.support.burden import print_paper
from tests.support.world import ADEQUATE, TOWNSHIP, VILLAGE, World


def test_the_county_sees_what_it_asks_before_it_asks_for_more(
    office: Office, county: County
) -> None:
    (household,), _ = county.brought(to="survey")
    county.do(lambda world: world.visit_again(household))
    county.do(lambda world: print_paper(world, pages=3))

    page = office.open(office.at("county"), "/burden/")
    said = page.locator("main").inner_text()
    assert "重复问且没变" in said
    office.open(page, f"/burden/?place={TOWNSHIP}&sort=pages")
    page.locator(f'main a[href*="/burden/repeated/"][href*="{VILLAGE}"]').click()
    office.look_over(page)

    assert "住房等级" in page.locator("main").inner_text()
    assert county.number_of(household) in page.locator("main").inner_text()
    rows = page.locator("table").last.locator("tbody tr")
    assert rows.count() == len(ADEQUATE)

    office.open(page, f"/burden/pages/?place={VILLAGE}")
    assert "3" in page.locator("table").inner_text()
    office.open(page, "/burden/")
    page.get_by_label("要问的户数").fill("20")
    page.get_by_role("button", name="算一算").click()
    office.look_over(page)
    said = re.sub(r"\s", "", page.locator("main").inner_text())
    assert "约60页" in said
    assert "本年没有量到" in said


def test_a_village_sees_its_own_and_reads_what_is_unknown(
    office: Office, county: County
) -> None:
    county.do(World.move)

    page = office.open(office.at("village"), "/burden/")

    assert "不明" in page.locator("main").inner_text()
    page.locator("summary", has_text="哪些不在内").click()
    office.look_over(page)
    assert "程序不知道" in page.locator("main").inner_text()
