"""What counts as a household's survey: a visit of the year, by a named person (G2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.world import OTHER_VILLAGE, World
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because
from tuopin.procedure.recording import Result
from tuopin.survey import operations as surveys
from tuopin.survey.models import SurveyVisit
from tuopin.survey.operations import RecordedVisit, UnableToRecordVisit, Visit

FORM = {"signed_survey_form": "调查表"}


def visited(
    world: World,
    household: int,
    *,
    on: date | None = None,
    by: str = "village",
    surveyor: str = "丙访问",
    organization: str = "村委会",
    evidence: Mapping[str, str] = FORM,
) -> tuple[RecordedVisit, ...]:
    visit = Visit(
        household_number=world.households[household],
        surveyed_on=on or world.today,
        surveyor=surveyor,
        organization=organization,
        answers={},
        evidence=evidence,
    )
    return surveys.record_visits(visits=[visit], actor=world[by], on=world.today)


def listed(world: World) -> tuple[int, int]:
    household = world.register()
    world.file_plan([household])
    return household, world.open_cases([household])[0]


@pytest.mark.parametrize(
    ("days_later", "result"),
    [
        (0, Result.DONE),
        (14, Result.DONE),
        (15, Result.DONE),
        (16, Result.REFUSED),
        (40, Result.REFUSED),
    ],
)
def test_a_visit_is_entered_within_fifteen_days(
    world: World, days_later: int, result: Result
) -> None:
    household, _ = listed(world)
    day = world.today
    world.move(days=days_later)
    recorded = visited(world, household, on=day)

    done = procedure.survey(visits=recorded, actor=world["village"], on=world.today)

    (row,) = done.rows
    assert row.result is result
    if row.refusal is not None:
        assert row.refusal.because is Because.ENTERED_TOO_LATE
        assert "15天" in row.refusal.text.zh


def test_a_visit_of_another_year_is_no_survey_of_this_year_s_case(world: World) -> None:
    household, case = listed(world)
    world.move_to(date(2018, 1, 3))
    recorded = visited(world, household)

    done = procedure.survey(visits=recorded, actor=world["village"], on=world.today)

    assert done.done == ()
    assert world.assess([case]).rows[0].refusal is not None


def test_a_visit_names_who_asked_and_for_whom(world: World) -> None:
    household, _ = listed(world)

    visited(world, household)
    with pytest.raises(UnableToRecordVisit, match="调查人") as refusal:
        visited(world, household, surveyor=" ")
    with pytest.raises(UnableToRecordVisit, match="调查单位"):
        visited(world, household, organization="")

    assert refusal.value.cite == "art-12"


def test_a_visit_to_come_is_no_visit(world: World) -> None:
    household, _ = listed(world)

    with pytest.raises(UnableToRecordVisit, match="晚于今天"):
        visited(world, household, on=world.today + timedelta(days=1))


def test_nobody_visits_another_village_s_household(world: World) -> None:
    elsewhere = world.register(village=OTHER_VILLAGE)

    with pytest.raises(UnableToRecordVisit, match="不在您辖区"):
        visited(world, elsewhere)

    with acting_as(world["province"]):
        assert SurveyVisit.objects.count() == 0


def test_one_impossible_visit_stops_the_whole_batch(world: World) -> None:
    household, _ = listed(world)
    elsewhere = world.register(village=OTHER_VILLAGE)
    visits = [
        Visit(world.households[one], world.today, "丙", "村委会", {}, {})
        for one in (household, elsewhere)
    ]

    with pytest.raises(UnableToRecordVisit):
        surveys.record_visits(visits=visits, actor=world["village"], on=world.today)

    with acting_as(world["province"]):
        assert SurveyVisit.objects.count() == 0


def test_the_township_does_not_survey(world: World) -> None:
    household, _ = listed(world)

    with pytest.raises(NotYourPosition, match="村"):
        visited(world, household, by="township")


def test_a_survey_without_the_signed_form_is_refused(world: World) -> None:
    household, _ = listed(world)
    bare = visited(world, household, evidence={})

    done = procedure.survey(visits=bare, actor=world["village"], on=world.today)

    assert done.rows[0].refusal is not None
    assert done.rows[0].refusal.because is Because.EVIDENCE_MISSING
    assert "调查表" in done.rows[0].refusal.text.zh


@pytest.mark.parametrize("by", ["village", "team"])
def test_whoever_entered_a_visit_takes_it_as_the_survey(world: World, by: str) -> None:
    household, case = listed(world)
    recorded = visited(world, household)

    done = procedure.survey(visits=recorded, actor=world[by], on=world.today)

    if by == "village":
        assert done.done == (case,)
        return
    assert done.rows[0].refusal is not None
    assert done.rows[0].refusal.because is Because.SPECIFIC
    assert done.rows[0].refusal.cite == "art-12"
    assert "他人录入" in done.rows[0].refusal.text.zh


def test_a_survey_is_dated_and_papered_as_the_visit_was_recorded(world: World) -> None:
    household, _ = listed(world)
    day = world.today
    world.move(days=16)
    (late,) = visited(world, household, on=day)
    embellished = replace(late, visit=replace(late.visit, surveyed_on=world.today))

    done = procedure.survey(visits=[embellished], actor=world["village"], on=day)

    assert done.rows[0].refusal is not None
    assert done.rows[0].refusal.because is Because.ENTERED_TOO_LATE


def test_a_fresh_round_needs_a_fresh_visit(world: World) -> None:
    household, case = listed(world)
    first = visited(world, household)
    procedure.survey(visits=first, actor=world["village"], on=world.today)
    assert world.assess([case]).rows[0].verdict == "unknown"
    world.visit_again(household, food_and_clothing="no")
    assert procedure.restart(
        case_ids=[case], reason="重新调查", actor=world["township"], on=world.today
    )

    stale = procedure.survey(visits=first, actor=world["village"], on=world.today)
    fresh = procedure.survey(
        visits=visited(world, household), actor=world["village"], on=world.today
    )

    assert stale.rows[0].refusal is not None
    assert "上一轮" in stale.rows[0].refusal.text.zh
    assert fresh.done == (case,)
