"""A plan is filed and a poor village leaves the register by it, in the browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.county import County
from tests.browser.office import Office
from tests.browser.sheets import prove
from tests.support.villages import DEPARTMENTS, VillageWay
from tests.support.world import VILLAGE, YEAR, World

BOARD = f"/villages/{VILLAGE}/"


def matter_of(page: Page) -> str:
    return page.locator("main").inner_text()


def sent(office: Office, page: Page, act: str, *, verdict: str = "") -> str:
    """Fill in what a village's act asks for, papers and all, and record it."""
    form = f"form:has(input[name=act][value={act}])"
    if verdict:
        page.locator(f"{form} [name=verdict]").select_option(verdict)
    prove(page, form, f"{act}1号")
    page.locator(f"{form} button.btn-primary").click()
    office.look_over(page)
    return matter_of(page)


def goes_up(office: Office, plan: str) -> None:
    """Have a plan or a timetable reviewed twice, and filed, each on its page."""
    for seat, verdict in (("county", "accepted"), ("city", "accepted"), ("city", "")):
        page = office.open(office.at(seat), plan)
        if verdict:
            page.locator("[name=verdict]").select_option(verdict)
        prove(page, "main form.sheet .filters", "1号")
        page.locator("main form.sheet button.btn-primary").click()
        office.look_over(page)
    assert "已备案" in matter_of(page)


def test_a_timetable_and_a_plan_are_drafted_reviewed_filed_and_begun(
    phone: Office, county: County
) -> None:
    office = phone
    household = county.do(World.register)
    county.do(lambda world: VillageWay(world).register())
    township = office.open(office.at("township"), "/plans/timetables/draft/")
    township.locator(f"[name=village-{VILLAGE}]").select_option(str(YEAR))
    for field in township.locator("[name^=households-]").all():
        field.fill("1")
    prove(township, "main form section:last-of-type .filters", "时序1号")
    township.locator("main form button.btn-primary").click()
    office.look_over(township)
    goes_up(office, township.url.removeprefix(office.address))

    office.open(township, "/plans/draft/?choose=all")
    prove(township, "main form .filters", "名单1号")
    township.locator("main form button.btn-primary").last.click()
    office.look_over(township)
    plan = township.url.removeprefix(office.address)
    goes_up(office, plan)

    office.open(township, plan)
    township.get_by_role("button", name="列入").click()
    office.look_over(township)
    assert len(county.cases_of([household])) == 1
    assert "部门报送" in matter_of(office.open(township, BOARD))
    left = matter_of(office.open(township, "/plans/unexited/"))
    assert "1户、1个村没有退出" in left


def test_a_village_goes_from_the_returns_to_the_delisting(
    desk: Office, county: County
) -> None:
    def listed(world: World) -> VillageWay:
        world.register()
        return VillageWay(world).bring(to="list_in_plan")

    way = county.do(listed)
    first, *others = DEPARTMENTS
    clerk = desk.open(desk.at(first), BOARD)
    for name, figure in county.do(lambda _: way.figures(first)).items():
        clerk.locator(f"[name=figure-{name}]").fill(figure)
    assert "1050" in sent(desk, clerk, "return_indicators")

    def reported(_: World) -> None:
        for department in others:
            way.report(department)
        for department in others:
            way.examine(department)

    county.do(reported)
    desk.open(clerk, BOARD)
    sent(desk, clerk, "examine_on_site", verdict="confirmed")
    for seat, act, verdict in (
        ("county", "assess", ""),
        ("leading group", "determine", "determined"),
        ("county", "post_in_village", ""),
        ("county", "post_in_township", ""),
    ):
        sent(desk, desk.open(desk.at(seat), BOARD), act, verdict=verdict)
    desk.pass_days("county", "+1周", times=2)
    for act in ("close_in_village", "close_in_township"):
        sent(desk, desk.open(desk.at("county"), BOARD), act)
    county.catch_up()
    county.do(lambda _: [way.submit(), way.approve(), way.announce()])
    said = sent(desk, desk.open(desk.at("city"), BOARD), "file_with_province")

    assert "已退出（销号）" in said
    assert county.acts_of(way.case)[-1] == ("file_with_province", "filed")
    assert "已退出（销号）" in matter_of(desk.open(desk.at("county"), "/villages/"))
