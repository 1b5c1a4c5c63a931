"""An exit needs every criterion met, computed from the survey (art. 3; G3)."""

from __future__ import annotations

import pytest

from tests.support.world import ADEQUATE, World
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because
from tuopin.procedure.models import ExitCase
from tuopin.standards.queries import latest_assessment


def surveyed(world: World, *, without: tuple[str, ...] = (), **answers: str) -> int:
    household = world.register()
    world.file_plan([household])
    (case,) = world.open_cases([household])
    world.visit([household], without=without, **answers)
    return case


# The line of 2017 is 2952 yuan a head; the household has two persons, so 5904 yuan.
@pytest.mark.parametrize(
    ("wages", "verdict"),
    [
        ("9000.00", "met"),
        ("2404.01", "met"),
        ("2404.00", "not_met"),
        ("2403.99", "not_met"),
        (None, "unknown"),
    ],
)
def test_income_is_above_the_line_or_the_household_stays(
    world: World, wages: str | None, verdict: str
) -> None:
    answers = {"wage_income": wages} if wages else {}
    case = surveyed(world, without=() if wages else ("wage_income",), **answers)

    result = world.assess([case])

    assert result.done == (case,)
    assert result.rows[0].verdict == verdict


@pytest.mark.parametrize(
    ("fact", "answer", "criterion"),
    [
        ("food_and_clothing", "no", "food_and_clothing"),
        ("dwelling_grade", "C", "safe_housing"),
        ("water_access", "unsafe", "safe_drinking_water"),
    ],
)
def test_one_criterion_not_met_keeps_the_household(
    world: World, fact: str, answer: str, criterion: str
) -> None:
    case = surveyed(world, **{fact: answer})

    world.assess([case])

    with acting_as(world["county"]):
        household = ExitCase.objects.get(id=case).household_id
        assessment = latest_assessment(household, year=2017)
        assert assessment is not None
        failing = [
            (one.criterion, one.outcome, one.cite.split()[0])
            for one in assessment.findings.all()
            if one.outcome != "met"
        ]
    assert failing == [(criterion, "not_met", "art-03")]


def test_a_household_that_does_not_meet_the_standard_is_not_put_to_the_meeting(
    world: World,
) -> None:
    case = surveyed(world, food_and_clothing="no")
    world.assess([case])

    refusal = world.appraise([case]).rows[0].refusal

    assert refusal is not None
    assert refusal.because is Because.ENDED


def test_an_unknown_fact_is_not_passed(world: World) -> None:
    case = surveyed(world, without=("dwelling_grade",))
    world.assess([case])

    refusal = world.appraise([case]).rows[0].refusal

    assert refusal is not None
    assert refusal.because is Because.REQUIREMENT_MISSING


def test_what_was_unknown_is_assessed_again_once_it_is_known(world: World) -> None:
    household = world.register(insured=None)
    world.file_plan([household])
    (case,) = world.open_cases([household])
    world.visit([household])
    assert world.assess([case]).rows[0].verdict == "unknown"
    world.move()
    world.change_member(household, insured=True)

    # The other member's insurance is still unknown: the assessment says so anew.
    again = world.assess([case])

    assert again.done == (case,)


def without_a_grade(world: World) -> tuple[int, int]:
    household = world.register()
    world.file_plan([household])
    (case,) = world.open_cases([household])
    world.visit([household], without=("dwelling_grade",))
    return household, case


@pytest.mark.parametrize("days_late", [0, 15, 16, 40])
def test_a_missing_answer_counts_once_a_visit_in_time_is_taken_as_the_survey(
    world: World, days_late: int
) -> None:
    household, case = without_a_grade(world)
    assert world.assess([case]).rows[0].verdict == "unknown"
    visited_on = world.move()
    world.move(days=days_late)
    later = world.visited([household], by="village", on=visited_on)

    at_once = world.assess([case]).rows[0]
    world.restart([case])
    surveyed = procedure.survey(visits=later, actor=world["village"], on=world.today)
    afterwards = world.assess([case]).rows[0]

    assert at_once.refusal is not None
    assert at_once.refusal.because is Because.FACTS_CHANGED
    assert at_once.refusal.cite == "art-03 ¶2"
    if days_late <= 15:
        assert afterwards.verdict == "met"
        assert afterwards.refusal is None
        return
    assert surveyed.rows[0].refusal is not None
    assert surveyed.rows[0].refusal.because is Because.ENTERED_TOO_LATE
    assert afterwards.refusal is not None
    assert afterwards.refusal.because is Because.REQUIREMENT_MISSING


def test_the_assessment_rests_on_the_visit_of_the_survey_alone(world: World) -> None:
    household, case = without_a_grade(world)
    world.move()
    world.visit_again(household)

    result = world.assess([case])

    assert result.rows[0].verdict == "unknown"


@pytest.mark.parametrize("days_late", [0, 15, 16, 40])
@pytest.mark.parametrize(
    ("food", "because"), [("yes", None), ("no", Because.FACTS_CHANGED)]
)
def test_a_later_visit_speaks_against_a_household_however_late_it_was_entered(
    world: World, days_late: int, food: str, because: Because | None
) -> None:
    household = world.register()
    (case,) = world.bring([household], to="assess")
    visited_on = world.move()
    world.move(days=days_late)
    answers = {**ADEQUATE, "food_and_clothing": food}
    world.visited([household], by="team", answers=answers, on=visited_on)

    (row,) = world.appraise([case]).rows

    assert (row.refusal.because if row.refusal else None) is because


def test_what_a_visit_found_is_not_silenced_by_the_next_visit(world: World) -> None:
    household = world.register()
    (case,) = world.bring([household], to="assess")
    world.move()
    world.visit_again(household, food_and_clothing="no")
    world.visit_again(household, food_and_clothing="yes")

    (row,) = world.appraise([case]).rows

    assert row.refusal is not None
    assert row.refusal.because is Because.FACTS_CHANGED


@pytest.mark.parametrize("insured", [True, False, None])
def test_a_fact_changed_after_the_assessment_voids_what_rests_on_it(
    world: World, insured: bool | None
) -> None:
    household = world.register()
    cases = world.bring([household], to="acknowledge")
    world.move()
    world.change_member(household, insured=insured)

    result = world.post_first(cases).result

    (row,) = result.rows
    if insured is True:
        assert row.refusal is None
        return
    assert row.refusal is not None
    assert row.refusal.because is Because.FACTS_CHANGED


def test_after_the_approval_a_changed_fact_is_a_matter_of_continued_support(
    world: World,
) -> None:
    household = world.register()
    cases = world.bring([household], to="approve")
    world.change_member(household, insured=False)

    assert world.announce(cases).result.done == tuple(cases)
    assert (
        procedure.restart(
            case_ids=cases, reason="情况变化", actor=world["township"], on=world.today
        )
        == 0
    )


def test_a_fresh_round_begins_at_the_survey_and_keeps_the_plan(world: World) -> None:
    household = world.register()
    cases = world.bring([household], to="acknowledge")
    world.move()
    world.change_member(household, insured=False)

    procedure.restart(
        case_ids=cases, reason="情况变化", actor=world["township"], on=world.today
    )

    with acting_as(world["county"]):
        case = ExitCase.objects.get(id=cases[0])
    assert (case.round, case.status) == (2, "awaiting_survey")
    refusal = world.post_first(cases).result.rows[0].refusal
    assert refusal is not None
    assert refusal.because is Because.REQUIREMENT_MISSING


def test_a_round_in_good_order_is_not_begun_again(world: World) -> None:
    cases = world.bring([world.register()], to="acknowledge")

    restarted = procedure.restart(
        case_ids=cases, reason="无", actor=world["township"], on=world.today
    )

    assert restarted == 0
