"""What a visit found of members decides; what it did not ask, the register knows."""

from __future__ import annotations

import pytest

from tests.support.questionnaires import assign, member, submission_for, submit
from tests.support.world import World
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as
from tuopin.register.queries import member_rows
from tuopin.rulebook.findings import Finding
from tuopin.standards.queries import judge_households


def found(
    world: World, *, registered: bool | None, by_sheet: bool = False, **answers: str
) -> Finding:
    """Return what comes of the insurance of a household of two."""
    household = world.register(insured=registered)
    visit_id = visited(world, household, by_sheet=by_sheet, **answers)
    with acting_as(world["county"]):
        (judged,) = judge_households(
            {household: visit_id},
            pack=pack_of(pack_in_force(world.today).id),
            year=world.today.year,
        )
    return next(one for one in judged.findings if one.criterion == "medical_enrollment")


def visited(
    world: World, household: int, *, by_sheet: bool, **answers: str
) -> int | None:
    """Have the household visited, by questionnaire or by a sheet."""
    if by_sheet:
        (recorded,) = world.visited([household], by="village")
        return recorded.id
    assign(world, household)
    with acting_as(world["county"]):
        family = member_rows([household])[household]
    said = [member(one.number, **answers) for one in family]
    receipt = submit(world, submission_for(world, household, members=said))
    return receipt.visit_id


@pytest.mark.parametrize("registered", [True, False, None])
@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"insured": "yes"}, "met"),
        ({"insured": "no", "other_insurance": "职工医保"}, "met"),
        ({"insured": "no", "other_insurance": "无"}, "not_met"),
        ({"insured": "no", "other_insurance": ""}, "not_met"),  # a blank names none
        ({"insured": ""}, "unknown"),
    ],
)
def test_the_visit_decides_whatever_the_register_has(
    world: World, registered: bool | None, answers: dict[str, str], outcome: str
) -> None:
    assert found(world, registered=registered, **answers).outcome.value == outcome


@pytest.mark.parametrize(
    ("registered", "outcome"), [(True, "met"), (False, "not_met"), (None, "unknown")]
)
def test_a_visit_by_sheet_asks_about_no_member_and_the_register_stands(
    world: World, registered: bool | None, outcome: str
) -> None:
    finding = found(world, registered=registered, by_sheet=True)

    assert finding.outcome.value == outcome
    assert "登记册不一致" not in finding.reason.zh


def test_the_reason_says_where_the_register_has_otherwise_and_of_which_day(
    world: World,
) -> None:
    differs = found(world, registered=False, insured="yes")
    agrees = found(world, registered=True, insured="yes")

    assert "2人的“参加新型农村合作医疗”与登记册不一致" in differs.reason.zh
    assert "2017-09-01入户调查为准" in differs.reason.zh
    assert "visit of 2017-09-01" in differs.reason.en
    assert "登记册不一致" not in agrees.reason.zh
