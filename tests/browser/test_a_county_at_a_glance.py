"""A county at a glance: drawn from the table, and every figure opens its list."""

from __future__ import annotations

from tests.browser.county import County
from tests.browser.office import Office


def test_a_figure_is_drawn_and_opens_the_list_that_it_counts(
    office: Office, county: County
) -> None:
    households, _ = county.brought(to="post_first", households=2)
    page = office.open(office.at("county"), "/")

    page.get_by_role("link", name="一览", exact=True).click()
    office.look_over(page)
    page.locator(".drawing canvas").first.wait_for()
    table = page.locator("details", has_text="数字表")
    assert table.get_attribute("open") is None
    table.locator("summary").click()
    page.get_by_role("row", name="第一次公示").first.get_by_role("link").click()
    office.look_over(page)

    found = page.locator("main").inner_text()
    assert "只列此环节已办的户：第一次公示" in found
    for household in households:
        assert county.number_of(household) in found
