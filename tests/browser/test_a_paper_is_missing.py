"""Without the receipt, or a paper of the archive, nobody is marked, and it says so."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.county import County
from tests.browser.office import Office
from tests.browser.sheets import Clerks
from tests.support.world import COUNTY, VILLAGE


def matter_of(page: Page) -> str:
    return page.locator("main").inner_text()


def test_a_letter_without_its_receipt_keeps_the_mark_closed(
    phone: Office, county: County
) -> None:
    (household,), (case,) = county.brought(to="announce")
    clerks = Clerks(phone)
    page = clerks.sheet("file_with_city", by="county", place=COUNTY)
    for said in ("函1号", ""):
        page.locator("form.sheet .asked input").first.fill(said)
        page.locator("form.sheet button").click()
        phone.look_over(page)

    assert "尚未收到回执" in matter_of(page)
    assert "请填写" in matter_of(page)
    assert "未到" in matter_of(phone.open(page, "/filings/"))
    mark = clerks.sheet("mark_lifted_out", by="county", place=COUNTY)
    assert "报市备案 · 办理单位： 县领导小组办公室 · 1户等待办理" in matter_of(mark)
    assert mark.locator("form.worksheet").count() == 0
    assert county.acts_of(case)[-1] == ("announce", "posted")
    assert county.status_of(household) == "in_register"


def test_an_archive_that_lacks_a_paper_keeps_the_mark_closed(
    desk: Office, county: County
) -> None:
    (household,), (case,) = county.brought(to="close_announcement")
    clerks = Clerks(desk)
    page = clerks.sheet("archive_village", by="village", place=VILLAGE)
    clerks.fill(page)
    page.locator('.worksheet-rows [aria-label^="档号"]').fill("")
    clerks.record(page)
    assert "未办理任何一户" in matter_of(page)
    assert "请填写" in matter_of(page)
    assert county.acts_of(case)[-1][0] == "close_announcement"

    page = desk.open(page, f"/archive/{VILLAGE}/")
    assert "未归" in matter_of(page)
    mark = clerks.sheet("mark_lifted_out", by="county", place=COUNTY)
    assert "村级归档 · 办理单位： 村“两委” · 1户等待办理" in matter_of(mark)
    assert mark.locator("form.worksheet").count() == 0
    assert county.status_of(household) == "in_register"
