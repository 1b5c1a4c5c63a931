"""Article 5 in the browser: a plan by name is drafted, reviewed, filed, and begun."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.http import HttpResponse

from tests.stages.web.conftest import LogIn
from tests.stages.web.pages import text_of
from tests.support.villages import VillageWay
from tests.support.world import OTHER_VILLAGE, VILLAGE, YEAR, World
from tuopin.office.policy.reader import read_pack
from tuopin.office.scope import acting_as
from tuopin.plan.models import ExitPlan
from tuopin.plan.queries import latest_plans
from tuopin.procedure.counts import standing_of_planned
from tuopin.procedure.models import ExitCase
from tuopin.web.pages import plans, villages

TYPED = {
    "paper-plan_list": "名单",
    "paper-review_opinion": "意见书",
    "paper-filing_receipt": "省备1号",
    "opinion": "同意",
}


@dataclass
class Desk:
    """People at the plan's pages, with two households and a poor village."""

    world: World
    log_in: LogIn
    households: list[int]

    @property
    def numbers(self) -> list[str]:
        return [self.world.households[one] for one in self.households]

    def draft(
        self, *numbers: str, village: str = VILLAGE, **typed: str
    ) -> HttpResponse:
        sent = {
            "household": list(numbers),
            "village": [village] if village else [],
            "on": self.world.today.isoformat(),
            **TYPED,
            **typed,
        }
        done: HttpResponse = self.log_in("township").post("/plans/draft/", sent)
        return done

    def plan(self) -> ExitPlan:
        with acting_as(self.world["county"]):
            (plan,) = latest_plans(year=YEAR)
            return plan

    def act(self, seat: str, **typed: str) -> HttpResponse:
        sent = {"on": self.world.today.isoformat(), **TYPED, **typed}
        done: HttpResponse = self.log_in(seat).post(f"/plans/{self.plan().id}/", sent)
        return done


@pytest.fixture
def desk(world: World, log_in: LogIn) -> Desk:
    way = VillageWay(world)
    way.register()
    way.file_timetable()
    return Desk(world, log_in, [world.register(), world.register()])


def filed(desk: Desk) -> None:
    assert desk.draft(*desk.numbers).status_code == 302
    for seat, typed in (
        ("county", {"verdict": "accepted"}),
        ("city", {"verdict": "accepted"}),
        ("city", {}),
    ):
        assert desk.act(seat, **typed).status_code == 302


def test_a_plan_walks_from_the_draft_to_the_first_cases_in_the_browser(
    desk: Desk,
) -> None:
    filed(desk)
    page = text_of(desk.log_in("township").get(f"/plans/{desk.plan().id}/"))
    assert "其中2户、1个村尚未列入" in page

    assert desk.act("township", act="list_in_plan").status_code == 302

    with acting_as(desk.world["county"]):
        cases = list(ExitCase.objects.values_list("household_id", "village_id"))
    assert sorted(cases, key=str) == sorted(
        [*((one, VILLAGE) for one in desk.households), (None, VILLAGE)], key=str
    )
    overview = text_of(desk.log_in("county").get("/plans/"))
    assert "已备案" in overview


def test_the_draft_has_the_standard_s_findings_beside_each_name(desk: Desk) -> None:
    desk.world.visited(desk.households[:1], by="village")

    page = text_of(desk.log_in("township").get("/plans/draft/"))

    met, unknown = (
        page.split(f'value="{number}"')[1].split("</tr>")[0] for number in desk.numbers
    )
    assert "checked" in met.split(">")[0]
    assert "达标" in met
    assert "checked" not in unknown.split(">")[0]
    assert "情况不明" in unknown
    assert "本年度未入户" in unknown


def test_an_empty_plan_is_no_plan(desk: Desk) -> None:
    page = desk.draft(village="")

    assert page.status_code == 409
    assert "不能只报数" in text_of(page)


def test_another_township_s_household_is_none_of_its_own(desk: Desk) -> None:
    stranger = desk.world.register(village=OTHER_VILLAGE)

    page = desk.draft(desk.world.households[stranger])

    assert page.status_code == 409
    assert "不在本乡镇登记册内" in text_of(page)


def test_the_next_version_begins_with_the_names_of_the_last(desk: Desk) -> None:
    desk.draft(desk.numbers[0])

    page = text_of(desk.log_in("township").get("/plans/draft/"))

    first, second = (
        page.split(f'value="{number}"')[1].split(">")[0] for number in desk.numbers
    )
    assert "checked" in first
    assert "checked" not in second


def test_a_draft_sent_twice_is_one_version(desk: Desk) -> None:
    for _ in range(2):
        desk.draft(*desk.numbers)

    assert desk.plan().version == 1


def test_another_draft_is_another_version_and_the_old_one_takes_no_act(
    desk: Desk,
) -> None:
    desk.draft(*desk.numbers)
    old = desk.plan()
    desk.draft(desk.numbers[0])

    sent = {"on": desk.world.today.isoformat(), "verdict": "accepted", **TYPED}
    done = desk.log_in("county").post(f"/plans/{old.id}/", sent)

    assert desk.plan().version == 2
    assert done.status_code == 409


@pytest.mark.parametrize("seat", ["county", "city", "village", "province"])
def test_only_a_township_drafts(desk: Desk, seat: str) -> None:
    assert desk.log_in(seat).get("/plans/draft/").status_code == 403


def test_the_city_waits_for_the_county(desk: Desk) -> None:
    desk.draft(*desk.numbers)

    page = desk.act("city", verdict="accepted")

    assert page.status_code == 409
    assert "不由您办理" in text_of(page)


def test_a_plan_that_was_sent_back_waits_for_another_version(desk: Desk) -> None:
    desk.draft(*desk.numbers)
    desk.act("county", verdict="sent_back", opinion="漏列两户")

    page = text_of(desk.log_in("township").get(f"/plans/{desk.plan().id}/"))

    assert "县退回修改" in page
    assert "漏列两户" in page
    assert desk.act("city", verdict="accepted").status_code == 409


def test_an_opinion_without_its_paper_is_told_at_the_field(desk: Desk) -> None:
    desk.draft(*desk.numbers)

    page = desk.act("county", verdict="accepted", **{"paper-review_opinion": ""})

    assert page.status_code == 422
    assert "请填写" in text_of(page)


def test_another_township_s_plan_is_not_there(desk: Desk) -> None:
    desk.draft(*desk.numbers)
    plan = desk.plan().id

    assert desk.log_in("other township").get(f"/plans/{plan}/").status_code == 404
    assert desk.log_in("county").get(f"/plans/{plan}/").status_code == 200


@pytest.mark.parametrize("page", ["/plans/", "/villages/", f"/villages/{VILLAGE}/"])
def test_rules_without_such_a_procedure_say_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    pack = read_pack(settings.PACKS / "monitoring-2021")
    for pages in (plans, villages):
        monkeypatch.setattr(pages, "pack_of", lambda _: pack)

    shown = desk.log_in("county").get(page)

    assert shown.status_code == 404
    assert "现行政策包没有" in text_of(shown)


def test_an_amended_plan_counts_the_cases_that_its_households_have(
    desk: Desk,
) -> None:
    filed(desk)
    desk.act("township", act="list_in_plan")
    desk.draft(*desk.numbers, village="")
    (amended,) = (plan for plan in [desk.plan()] if plan.version == 2)
    for seat, typed in (
        ("county", {"verdict": "accepted"}),
        ("city", {"verdict": "accepted"}),
        ("city", {}),
    ):
        desk.act(seat, **typed)

    with acting_as(desk.world["county"]):
        standing = standing_of_planned([amended.id])

    assert sum(standing[amended.id].values()) == len(desk.households)
