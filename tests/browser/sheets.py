"""How an act is done on a sheet in the browser, as a clerk does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.office import Office
from tests.support.pictures import picture

SURVEY = {
    "工资性收入": "9000",
    "生产经营性收入": "4000",
    "财产性收入": "0",
    "转移性收入": "500",
    "生产经营性支出": "1000",
}
MEETING = {
    "会议地点": "村委会",
    "记录人": "甲记录",
    "应到人数": "30",
    "实到人数": "25",
}


@dataclass
class Clerks:
    """Everybody who has a seat, each at their own browser."""

    office: Office

    def sheet(self, act: str, *, by: str, place: str) -> Page:
        """Open a sheet and look it over."""
        return self.office.open(self.office.at(by), f"/work/{act}/{place}/")

    def fill(
        self,
        page: Page,
        *,
        paper: str = "1号",
        verdict: str = "",
        rows: Mapping[str, str] | None = None,
    ) -> None:
        """Take every household of a sheet, and fill in what is asked."""
        prove(page, "form.worksheet > .filters", paper)
        for title, value in MEETING.items():
            for field in page.get_by_label(title, exact=True).all():
                field.fill(value)
        for row in page.locator(".worksheet-rows tbody tr:not(.row-papers)").all():
            row.get_by_role("checkbox").check()
            if verdict:
                row.get_by_label("结论").select_option(verdict)
            for title, value in (rows or {}).items():
                field = row.locator(f'[aria-label^="{title} "]')
                if field.evaluate("one => one.tagName") == "SELECT":
                    field.select_option(value)
                else:
                    field.fill(value)

    def record(self, page: Page) -> None:
        """Press the sheet's button and look the answer over."""
        page.locator("form.worksheet .batch-bar button").click()
        self.office.look_over(page)

    def do(
        self,
        act: str,
        *,
        by: str,
        place: str,
        verdict: str = "",
        rows: Mapping[str, str] | None = None,
    ) -> str:
        """Do an act for every household of a sheet and return what is said then."""
        page = self.sheet(act, by=by, place=place)
        self.fill(page, paper=f"{act}1号", verdict=verdict, rows=rows)
        self.record(page)
        return page.locator("main").inner_text()

    def close(self, act: str, *, by: str, place: str) -> str:
        """Wait a notice out, day by day, and close it."""
        self.office.pass_days(by, "+1周")
        page = self.sheet(act, by=by, place=place)
        while not page.get_by_role("button", name="办理：").count():
            self.office.pass_days(by)
            page = self.sheet(act, by=by, place=place)
        prove(page, "form.sheet .filters", "照片1号")
        page.get_by_role("button", name="办理：").click()
        self.office.look_over(page)
        return page.locator("main").inner_text()

    def file(self, act: str, *, by: str, place: str) -> str:
        """Send the list in a letter, and record the receipt."""
        page = self.sheet(act, by=by, place=place)
        for said in (f"{act}1号", "回执1号"):
            page.locator("form.sheet .asked input").first.fill(said)
            page.locator("form.sheet button").click()
            self.office.look_over(page)
        return page.locator("main").inner_text()

    def survey(self, number: str, *, by: str) -> str:
        """Record a visit to a household that meets every criterion."""
        page = self.visit(number, by=by)
        page.get_by_role("button", name="录入本次入户").click()
        self.office.look_over(page)
        return page.locator("main").inner_text()

    def visit(self, number: str, *, by: str) -> Page:
        """Fill the survey form in, and leave it at that."""
        page = self.office.open(self.office.at(by), f"/register/{number}/")
        page.get_by_role("link", name="填写入户调查表").click()
        self.office.look_over(page)
        page.get_by_role("link", name="录入纸质调查表").click()
        self.office.look_over(page)
        for title, value in SURVEY.items():
            page.get_by_label(title).fill(value)
        page.get_by_label("稳定增收渠道").fill("务工")
        for legend, choice in CHOICES.items():
            page.get_by_role("group", name=legend).get_by_label(
                choice, exact=True
            ).check()
        page.get_by_label("户主签字的调查表").fill("调查表12号，存村委会")
        return page


def prove(page: Page, within: str, paper: str) -> None:
    """Name a paper in every blank field; where a file itself is needed, upload one."""
    for field in page.locator(f"{within} input.form-control").all():
        if not field.input_value():
            field.fill(paper)
    for asked in page.locator(f"{within} .paper").all():
        is_needed = not asked.locator("legend small").count()
        if is_needed and not asked.locator("input.form-control").count():
            photo = {
                "name": "photo.jpg",
                "mimeType": "image/jpeg",
                "buffer": picture(),
            }
            asked.locator("input[type=file]").last.set_input_files(files=[photo])


CHOICES = {
    "吃穿不愁": "是",
    "住房等级": "B",
    "水质": "安全",
    "水量": "安全",
    "取水方便程度": "安全",
    "供水保证率": "安全",
}
