"""What a page said was saved is saved, once, whatever happens to the page."""

from __future__ import annotations

from playwright.sync_api import Page, Route

from tests.browser.county import County
from tests.browser.office import Office
from tests.browser.sheets import Clerks
from tests.support.world import VILLAGE

SAVED = "已为2户办理"


def acts_done(county: County, cases: list[int], act: str) -> list[int]:
    return [sum(done == act for done, _ in county.acts_of(case)) for case in cases]


def filled_in(desk: Office, clerks: Clerks) -> Page:
    page = clerks.sheet("verify_committees", by="village", place=VILLAGE)
    clerks.fill(page, verdict="confirmed")
    return page


def test_a_button_pressed_twice_is_one_act(desk: Office, county: County) -> None:
    _, cases = county.brought(to="appraise", households=2)
    desk.pass_days("village")
    page = filled_in(desk, Clerks(desk))

    page.locator("form.worksheet .batch-bar button").dblclick()
    page.get_by_role("status").wait_for()

    assert acts_done(county, cases, "verify_committees") == [1, 1]


def test_a_sheet_sent_without_a_network_is_not_said_to_be_saved(
    desk: Office, county: County
) -> None:
    _, cases = county.brought(to="appraise", households=2)
    desk.pass_days("village")
    clerks = Clerks(desk)
    page = filled_in(desk, clerks)

    with desk.without_network(page):
        page.locator("form.worksheet .batch-bar button").click(no_wait_after=True)
        page.wait_for_timeout(200)
        assert SAVED not in page.content()
    nothing_yet = acts_done(county, cases, "verify_committees")
    again = filled_in(desk, clerks)
    clerks.record(again)

    assert nothing_yet == [0, 0]
    assert SAVED in again.locator("main").inner_text()
    assert acts_done(county, cases, "verify_committees") == [1, 1]


def test_an_answer_that_got_lost_is_found_again_and_done_once(
    desk: Office, county: County
) -> None:
    _, cases = county.brought(to="appraise", households=2)
    desk.pass_days("village")
    clerks = Clerks(desk)
    page = filled_in(desk, clerks)
    sent: list[str] = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        route.fetch(max_redirects=0)
        sent.append(route.request.post_data or "")
        route.abort("connectionreset")

    page.route("**/work/**", lose_the_answer)
    with desk.expecting_failures():
        page.locator("form.worksheet .batch-bar button").click(no_wait_after=True)
        page.wait_for_timeout(500)
    page.unroute_all(behavior="wait")
    reopened = clerks.sheet("verify_committees", by="village", place=VILLAGE)

    assert len(sent) == 1
    assert acts_done(county, cases, "verify_committees") == [1, 1]
    assert SAVED in reopened.locator("main").inner_text()


def test_a_survey_form_sent_without_a_network_is_sent_again_by_the_browser(
    desk: Office, county: County
) -> None:
    (household,), (case,) = county.brought(to="list_in_plan")
    clerks = Clerks(desk)
    page = clerks.visit(county.number_of(household), by="village")

    with desk.without_network(page):
        page.get_by_role("button", name="录入本次入户").click(no_wait_after=True)
        page.wait_for_timeout(500)
        offline = page.content()
    nothing_yet = county.acts_of(case)
    page.reload()

    assert "这次入户已录入" not in offline
    assert nothing_yet == [("list_in_plan", "listed")]
    assert "这次入户已录入" in page.locator("main").inner_text()
    assert county.acts_of(case)[1:] == [("survey", "surveyed")]
