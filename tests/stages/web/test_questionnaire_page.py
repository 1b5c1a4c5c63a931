"""The questionnaire on the page: step by step, without a script, and nothing lost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.stages.web.conftest import LogIn
from tests.support.pictures import uploaded
from tests.support.questionnaires import INCOME, assign
from tests.support.world import World
from tuopin.office.scope import acting_as
from tuopin.survey.models import (
    SurveyDraft,
    SurveyedMember,
    SurveySubmission,
    SurveyVisit,
)

MEMBER = {
    "membership": "stays",
    "insured": "yes",
    "labor": "ordinary",
    "health": "healthy",
}
STEPS: dict[str, dict[str, Any]] = {
    "visit": {"surveyed_on": "2017-09-01", "respondent": "head"},
    "family-1": MEMBER,
    "family-2": MEMBER,
    "family-rest": {"newcomers": "0"},
    "livelihood": {"income_agreed": "yes", "stable_income_source": "务工"},
    "food": {"food_and_clothing": "yes"},
    "dwelling": {
        "dwelling_grade": "B",
        "dwelling_report": "鉴15",
        "dwelling_graded_on": "2017-05-04",
    },
    "water": {
        "water_quality": "safe",
        "water_quantity": "safe",
        "water_access": "safe",
        "water_reliability": "safe",
    },
    "closing": {"read_back": "OK", "signer": "head"},
}
GROUPS = ("wages", "business", "property", "transfers", "costs")


class Surveyor:
    """Somebody with a phone, at one household."""

    def __init__(self, world: World, browser: Client, household: int) -> None:
        self.number = world.households[household]
        self.browser = browser

    def address(self, part: str = "") -> str:
        return f"/visits/{self.number}/{part}"

    def begin(self) -> None:
        self.browser.post(self.address())

    def send(self, key: str, go: str = "next", **answers: Any) -> HttpResponse:
        form = {f"q-{name}": value for name, value in answers.items()}
        answer: HttpResponse = self.browser.post(
            self.address(f"step/{key}/"), {**form, "go": go}
        )
        return answer

    def fill(self, **changed: dict[str, Any]) -> None:
        """Answer the whole, twice where a first answer brings more questions."""
        for key, answers in STEPS.items():
            for _ in range(2):
                said = {**answers, **changed.get(key, {})}
                if key == "closing":
                    said["signature"] = uploaded(name="签字.jpg")
                self.send(key, **said)
        for group in GROUPS:
            said = {n: v for n, v in INCOME.items() if n.startswith(f"{group}_")}
            said[f"{group}_kinds"] = said[f"{group}_kinds"].split()  # type: ignore[assignment]
            for _ in range(2):
                self.send(group, **said)

    def page(self, part: str) -> str:
        answer = self.browser.get(self.address(part))
        assert answer.status_code == 200, answer.headers
        return html.unescape(answer.content.decode())


@pytest.fixture
def surveyor(world: World, log_in: LogIn) -> Surveyor:
    household = world.register()
    world.bring([household], to="list_in_plan")
    assign(world, household)
    found = Surveyor(world, log_in("village"), household)
    found.begin()
    return found


def drafts(world: World) -> list[SurveyDraft]:
    with acting_as(world["village"]):
        return list(SurveyDraft.objects.order_by("id"))


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_whole_visit_is_sent_and_is_the_survey_of_the_year(
    world: World, surveyor: Surveyor
) -> None:
    surveyor.fill()

    assert "还不能上报" not in surveyor.page("review/")
    answer = surveyor.browser.post(surveyor.address("review/"), follow=True)

    assert "已作为该户本年度的入户调查" in answer.content.decode()
    with acting_as(world["village"]):
        (visit,) = SurveyVisit.objects.all()
        (kept,) = SurveySubmission.objects.all()
        assert visit.answers["wage_income"] == "9000"
        assert visit.answers["dwelling_grade"] == "B"
        assert "signed_survey_form" in visit.evidence
        assert kept.channel == "page"
        assert SurveyedMember.objects.filter(visit=visit).count() == 2
    assert drafts(world) == []


def test_what_was_entered_stays_though_it_is_wrong(
    world: World, surveyor: Surveyor
) -> None:
    answer = surveyor.send("visit", surveyed_on="2017-09-02", respondent="head")

    assert answer.status_code == 422
    assert "不能晚于今天" in answer.content.decode()
    (draft,) = drafts(world)
    assert draft.answers["surveyed_on"] == "2017-09-02"
    assert 'value="2017-09-02"' in surveyor.page("step/visit/")


def test_an_answer_that_asks_for_more_shows_the_same_step_with_it(
    surveyor: Surveyor,
) -> None:
    first = surveyor.send("food", food_and_clothing="no")
    page = surveyor.page("step/food/?more=1")
    again = surveyor.send("food", food_and_clothing="no")
    then = surveyor.send("food", food_and_clothing="no", food_note="缺被子")

    assert first.status_code == 302
    assert first.headers["Location"].endswith("step/food/?more=1#q-food_note")
    assert "下面还有要问的" in page
    assert "缺什么" in page
    assert again.status_code == 422
    assert then.headers["Location"].endswith("step/dwelling/")


def test_totals_are_worked_out_on_the_step_and_unknown_stays_unknown(
    surveyor: Surveyor,
) -> None:
    surveyor.send("wages", wages_kinds=["work_away", "village_post"])
    surveyor.send(
        "wages", wages_kinds=["work_away", "village_post"], wages_work_away="９,000"
    )

    assert "工资性收入合计 还不知道" in text_of(surveyor.page("step/wages/"))

    surveyor.send(
        "wages",
        wages_kinds=["work_away", "village_post"],
        wages_work_away="9000",
        wages_village_post="600.50",
    )
    assert "工资性收入合计 9600.5" in text_of(surveyor.page("step/wages/"))


def test_going_back_or_leaving_is_never_held_up(
    world: World, surveyor: Surveyor
) -> None:
    left = surveyor.send("family-1", go="leave", membership="died")
    back = surveyor.send("family-1", go="back", membership="died")

    assert left.headers["Location"] == surveyor.address()
    assert back.headers["Location"].endswith("step/visit/")
    assert drafts(world)[0].answers["members"][0]["membership"] == "died"
    assert "接着填" in surveyor.page("")


def test_what_is_not_asked_any_more_is_not_sent(
    world: World, surveyor: Surveyor
) -> None:
    surveyor.send("food", food_and_clothing="no")
    surveyor.send("food", food_and_clothing="no", food_note="缺被子")
    surveyor.fill()

    surveyor.browser.post(surveyor.address("review/"))

    with acting_as(world["village"]):
        (kept,) = SurveySubmission.objects.all()
    assert "food_note" not in kept.body["answers"]


def test_nothing_is_sent_that_is_not_whole(world: World, surveyor: Surveyor) -> None:
    page = surveyor.page("review/")
    answer = surveyor.browser.post(surveyor.address("review/"))

    assert "签字，或手印照片" in page
    assert "因此不清楚" in page
    assert answer.status_code == 422
    with acting_as(world["village"]):
        assert SurveySubmission.objects.count() == 0


def test_a_register_that_changed_is_taken_in_before_sending(
    world: World, surveyor: Surveyor
) -> None:
    surveyor.fill()
    (household,) = world.households
    world.move()
    world.change_member(household, insured=None)

    page = surveyor.page("review/")
    held = surveyor.browser.post(surveyor.address("review/"))
    surveyor.browser.post(surveyor.address("review/"), {"renew": "1"})
    sent = surveyor.browser.post(surveyor.address("review/"), follow=True)

    assert "有变化" in page
    assert held.status_code == 422
    assert "这次入户已录入" in sent.content.decode()


def test_nobody_else_sees_or_sends_a_draft(
    world: World, surveyor: Surveyor, log_in: LogIn
) -> None:
    surveyor.fill()
    team = log_in("team")

    page = html.unescape(team.get(surveyor.address()).content.decode())
    step = team.get(surveyor.address("step/visit/"))
    begun = team.post(surveyor.address())

    assert "由甲village入户调查" in text_of(page).replace(" ", "")
    assert step.status_code == 302
    assert begun.status_code == 302
    assert len(drafts(world)) == 1


def test_whoever_takes_a_household_that_nobody_has_may_begin(
    world: World, log_in: LogIn
) -> None:
    household = world.register()
    taker = Surveyor(world, log_in("team"), household)

    before = taker.page("")
    taker.browser.post(taker.address(), {"assign": "1"})
    after = taker.page("")

    assert "今年还没有分派" in before
    assert "开始入户调查" in after


def test_a_file_that_is_no_picture_is_named_and_the_rest_kept(
    world: World, surveyor: Surveyor
) -> None:
    answer = surveyor.send(
        "closing",
        read_back="OK",
        signer="head",
        signature=uploaded(b"MZ program", "a.exe"),
    )

    assert answer.status_code == 422
    assert drafts(world)[0].answers["signer"] == "head"
