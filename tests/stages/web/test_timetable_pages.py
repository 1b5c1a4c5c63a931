"""A timetable of villages in the browser: drafted, reviewed, filed (art. 5)."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pytest
from django.http import HttpResponse
from openpyxl import load_workbook

from tests.stages.web.conftest import LogIn
from tests.stages.web.pages import text_of
from tests.support.villages import VillageWay
from tests.support.world import NEXT_VILLAGE, VILLAGE, YEAR, World
from tuopin.office.scope import acting_as
from tuopin.plan.models import ExitPlan
from tuopin.plan.queries import latest_timetables

TYPED = {
    "paper-plan_list": "时序表",
    "paper-review_opinion": "意见书",
    "paper-filing_receipt": "省备1号",
    "opinion": "同意",
}
HOUSEHOLDS = {f"households-{year}": "3" for year in range(YEAR, 2021)}


@dataclass
class Desk:
    """People at the timetable's pages, with two poor villages of one township."""

    world: World
    log_in: LogIn

    def draft(self, **typed: str) -> HttpResponse:
        sent = {
            f"village-{VILLAGE}": str(YEAR),
            f"village-{NEXT_VILLAGE}": str(YEAR + 1),
            "on": self.world.today.isoformat(),
            **HOUSEHOLDS,
            **TYPED,
            **typed,
        }
        done: HttpResponse = self.log_in("township").post(
            "/plans/timetables/draft/", sent
        )
        return done

    def latest(self) -> ExitPlan:
        with acting_as(self.world["county"]):
            (plan,) = latest_timetables()
            return plan

    def page(self, seat: str) -> HttpResponse:
        found: HttpResponse = self.log_in(seat).get(
            f"/plans/timetables/{self.latest().id}/"
        )
        return found

    def act(self, seat: str, **typed: str) -> HttpResponse:
        sent = {"on": self.world.today.isoformat(), **TYPED, **typed}
        done: HttpResponse = self.log_in(seat).post(
            f"/plans/timetables/{self.latest().id}/", sent
        )
        return done

    def file(self) -> None:
        assert self.draft().status_code == 302
        for seat, typed in (
            ("county", {"verdict": "accepted"}),
            ("city", {"verdict": "accepted"}),
            ("city", {}),
        ):
            assert self.act(seat, **typed).status_code == 302


@pytest.fixture
def desk(world: World, log_in: LogIn) -> Desk:
    for village in (VILLAGE, NEXT_VILLAGE):
        VillageWay(world, village).register()
    return Desk(world, log_in)


def test_a_timetable_walks_from_the_draft_to_the_receipt_in_the_browser(
    desk: Desk,
) -> None:
    desk.file()

    page = text_of(desk.page("county"))
    overview = text_of(desk.log_in("county").get("/plans/"))

    assert "省备1号" in page
    assert "贫困村退出时序" in overview
    assert f"{YEAR}年1个村、3户" in overview


def test_the_form_begins_with_the_years_of_the_last_version(desk: Desk) -> None:
    desk.draft()

    page = text_of(desk.log_in("township").get("/plans/timetables/draft/"))

    field = page.split(f'name="village-{NEXT_VILLAGE}"')[1].split("</select>")[0]
    assert f'value="{YEAR + 1}" selected' in field


def test_a_village_without_a_year_is_told_at_its_field(desk: Desk) -> None:
    page = desk.draft(**{f"village-{VILLAGE}": ""})

    assert page.status_code == 422
    assert "请填写" in text_of(page)


def test_a_timetable_sent_twice_is_one_version(desk: Desk) -> None:
    for _ in range(2):
        assert desk.draft().status_code == 302

    assert desk.latest().version == 1


def test_a_year_s_plan_says_beside_each_village_when_it_is_to_exit(desk: Desk) -> None:
    desk.file()

    page = text_of(desk.log_in("township").get("/plans/draft/"))

    now, later = (
        page.split(f'name="village" value="{code}"')[1].split("</section>")[0]
        for code in (VILLAGE, NEXT_VILLAGE)
    )
    assert "checked" in now.split(">")[0]
    assert "checked" not in later.split(">")[0]
    assert f"退出时序定于{YEAR + 1}年" in later


def test_a_village_of_another_year_is_refused_with_the_remedy(desk: Desk) -> None:
    desk.file()
    sent = {"village": NEXT_VILLAGE, "on": desk.world.today.isoformat(), **TYPED}

    page = desk.log_in("township").post("/plans/draft/", sent)

    assert page.status_code == 409
    assert "先修订退出时序" in text_of(page)


@pytest.mark.parametrize("seat", ["county", "city", "village", "province"])
def test_only_a_township_drafts_a_timetable(desk: Desk, seat: str) -> None:
    assert desk.log_in(seat).get("/plans/timetables/draft/").status_code == 403


def test_another_township_s_timetable_is_not_there(desk: Desk) -> None:
    desk.draft()
    plan = desk.latest().id

    for path in (f"/plans/timetables/{plan}/", f"/plans/{plan}/print/"):
        assert desk.log_in("other township").get(path).status_code == 404
        assert desk.log_in("county").get(path).status_code == 200
    assert desk.log_in("county").get(f"/plans/{plan}/").status_code == 404


def test_a_timetable_is_printed_and_sent_as_a_workbook(desk: Desk) -> None:
    desk.file()
    plan, county = desk.latest().id, desk.log_in("county")

    printed = county.get(f"/plans/{plan}/print/")
    workbook = county.get(f"/plans/{plan}/workbook/")

    assert printed.content.startswith(b"%PDF-")
    book = load_workbook(BytesIO(workbook.content))
    rows = list(book["贫困村"].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["退出年度", YEAR, YEAR + 1]
    assert county.get(f"/plans/{plan}/else/").status_code == 404


def test_whom_a_filed_plan_names_stands_on_the_list_until_the_exit(
    desk: Desk,
) -> None:
    world = desk.world
    household = world.register()
    way = VillageWay(world)
    desk.file()
    way.file_plan([household])
    way.list_in_plan()
    county = desk.log_in("county")

    page = text_of(county.get("/plans/unexited/"))
    households = text_of(county.get("/plans/unexited/?unit=household&sort=status"))
    book = load_workbook(BytesIO(county.get("/plans/unexited/?as=workbook").content))

    assert "1户、1个村没有退出" in page
    assert world.households[household] in page
    assert f'href="/villages/{VILLAGE}/"' in page
    assert "1户、0个村" in households
    assert len(list(book.active.iter_rows())) == 3  # type: ignore[union-attr]
    assert "2户" not in text_of(county.get("/plans/unexited/?year=1999&page=9"))


def test_who_has_exited_is_on_the_list_no_more(desk: Desk) -> None:
    VillageWay(desk.world).bring(to="file_with_province")

    page = text_of(desk.log_in("county").get("/plans/unexited/"))
    overview = text_of(desk.log_in("county").get("/plans/"))

    assert "0户、0个村没有退出" in page
    assert "另有1个村" in overview
