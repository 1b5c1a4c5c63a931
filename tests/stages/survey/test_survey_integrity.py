"""What is odd about surveys is asked of who made them, answered and concluded on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from tests.support.questionnaires import assign, submission_for, submit
from tests.support.world import YEAR, World
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.scope import acting_as
from tuopin.survey import operations as surveys
from tuopin.survey.examining import questionnaire_on
from tuopin.survey.integrity.domain import Conclusion
from tuopin.survey.integrity.queries import AskedAbout, asked_about, asked_of
from tuopin.survey.integrity.reading import surveys_seen
from tuopin.survey.operations import UnableToAsk

NOON = datetime.fromisoformat("2017-09-01T12:00:00+08:00")


def hurried(world: World, count: int = 5, **answers: Any) -> list[int]:
    """Let the secretary fill in questionnaires at noon, each within three minutes."""
    households = [world.register() for _ in range(count)]
    for at, household in enumerate(households):
        began = NOON + timedelta(minutes=20 * at)
        assign(world, household)
        times = {
            "began_at": began.isoformat(),
            "ended_at": (began + timedelta(minutes=3)).isoformat(),
        }
        wages = {"wages_work_away": str(9001 + 17 * at), "place": "42.3 124.1 0 5"}
        submit(
            world,
            submission_for(world, household, envelope=times, **{**wages, **answers}),
        )
    return households


def ask(world: World, by: str = "supervision") -> int:
    return surveys.ask_about_surveys(year=YEAR, actor=world[by], on=world.today)


def found(world: World) -> dict[str, AskedAbout]:
    with acting_as(world["county"]):
        return {one.question.kind: one for one in asked_about(YEAR)}


def answer(
    world: World, number: int, text: str = "先在家问好，回来补录", **by: str
) -> None:
    surveys.answer_about_surveys(
        number=number,
        text=text,
        actor=world[by.get("by", "village")],
        on=world.today,
    )


def conclude(world: World, number: int, *, by: str = "supervision") -> None:
    surveys.conclude_on_surveys(
        number=number,
        conclusion=Conclusion.SURVEY_AGAIN,
        text="说明与轨迹不符",
        actor=world[by],
        on=world.today,
    )


def test_a_submission_is_read_with_its_amounts_place_and_times(world: World) -> None:
    hurried(world, 1)
    with acting_as(world["county"]):
        pack, form = questionnaire_on(world.today)
        assert pack.integrity is not None
        (seen,) = surveys_seen(form, pack, pack.integrity, year=YEAR)

    assert seen.began == NOON.replace(tzinfo=None)
    assert seen.place == ("42.3", "124.1")
    assert str(seen.per_capita) == "6250.50"
    first = seen.amounts[0]
    assert (first.item, str(first.amount), first.is_cost) == (
        "wages_work_away",
        "9001",
        False,
    )
    assert {a.item for a in seen.amounts if a.is_cost} == {"costs_crops"}
    assert seen.pictures


def test_odd_surveys_are_asked_about_once_and_of_who_made_them(world: World) -> None:
    households = hurried(world)

    first, again = ask(world), ask(world, "county")

    asked = found(world)["too_fast"]
    numbers = [world.households[one] for one in households]
    assert (first > 0, again) == (True, 0)
    assert asked.question.households == numbers
    assert asked.question.measured == {"odd": "5", "total": "5"}
    assert asked.question.asked_of.person.name == world["village"].person_name
    with acting_as(world["village"]):
        assert asked.question.id in {o.question.id for o in asked_of(world["village"])}


def test_what_was_asked_is_answered_and_concluded_on_by_another(world: World) -> None:
    hurried(world)
    ask(world)
    number = found(world)["too_fast"].question.id

    with pytest.raises(UnableToAsk, match="由甲village答复"):
        answer(world, number, by="team")
    with pytest.raises(NotYourPosition):
        conclude(world, number, by="township")
    answer(world, number)
    conclude(world, number)
    with pytest.raises(UnableToAsk, match="已有结论"):
        answer(world, number, "还要说")

    told = found(world)["too_fast"]
    assert told.conclusion is Conclusion.SURVEY_AGAIN
    assert [one.text for one in told.answers] == [
        "先在家问好，回来补录",
        "说明与轨迹不符",
    ]


def test_no_household_is_stopped_by_a_question_about_its_survey(world: World) -> None:
    (household,) = hurried(world, 1)
    world.file_plan([household])
    (case,) = world.open_cases([household])
    hurried(world)

    ask(world)

    world.move()
    assert world.visit([household])
    assert world.assess([case]).done == (case,)


@pytest.mark.parametrize("text", ["", " ", "长" * 401])
def test_an_answer_without_words_or_too_long_is_refused(
    world: World, text: str
) -> None:
    hurried(world)
    ask(world)
    number = found(world)["too_fast"].question.id

    with pytest.raises(UnableToAsk, match="400字"):
        answer(world, number, text)

    assert found(world)["too_fast"].answers == ()


def test_the_application_s_role_cannot_answer_for_another_or_change_a_question(
    world: World,
) -> None:
    hurried(world)
    ask(world)
    said = (
        "INSERT INTO survey_integrityanswer (question_id, division_code, text,"
        " conclusion, answered_by_id, entered_on, recorded_at) SELECT id,"
        " division_code, 'x', '{}', {}, now(), now() FROM survey_integrityquestion"
    )
    seats = {name: world[name].appointment_id for name in ("team", "village", "county")}
    for statement in (
        "UPDATE survey_integrityquestion SET households = '[]'",
        "DELETE FROM survey_integrityquestion",
        said.format("", seats["team"]),
        said.format("explained", seats["village"]),
        said.format("", seats["county"]),
    ):
        with (
            acting_as(world["county"]),
            connections["default"].cursor() as cursor,
            pytest.raises(DatabaseError),
            transaction.atomic(),
        ):
            cursor.execute(statement)

    assert found(world)["too_fast"].answers == ()
