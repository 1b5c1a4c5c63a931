"""The household procedure as a table: forks, joins, rounds and statuses (art. 6)."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import (
    Consequence,
    Procedure,
    Strength,
    has_ended,
    missing_requirements,
    open_acts,
    status,
)

GATES = [f"G{number}" for number in range(1, 16)]


def continuing(procedure: Procedure, act: str) -> str:
    return next(
        verdict.id
        for verdict in procedure.acts[act].verdicts
        if verdict.consequence is Consequence.CONTINUES
    )


def test_every_gate_is_served_by_an_act(tieling: PolicyPack) -> None:
    acts = tieling.procedure("household_exit").acts.values()

    assert sorted({gate for act in acts for gate in act.gates}, key=GATES.index) == (
        GATES
    )


@given(order=st.randoms(use_true_random=False))
def test_in_any_order_of_open_acts_the_mark_comes_last(
    tieling: PolicyPack, order: Random
) -> None:
    procedure = tieling.procedure("household_exit")
    performed: dict[str, str] = {}

    while ready := open_acts(procedure, performed):
        act = order.choice(ready)
        performed[act] = continuing(procedure, act)

    assert list(performed)[-1] == "mark_lifted_out"
    assert set(performed) == set(procedure.acts)
    assert status(procedure, performed, held=False).id == "lifted_out"


@given(drawn=st.data())
def test_no_mark_with_any_required_act_undone(
    tieling: PolicyPack, drawn: st.DataObject
) -> None:
    procedure = tieling.procedure("household_exit")
    before = [act for act in procedure.acts if act != "mark_lifted_out"]
    left_out = drawn.draw(st.sets(st.sampled_from(before), min_size=1))

    performed: dict[str, str] = {}
    for act in before:
        lacking = missing_requirements(procedure, act, performed)
        if act not in left_out and not lacking:
            performed[act] = continuing(procedure, act)

    assert missing_requirements(procedure, "mark_lifted_out", performed)


@given(drawn=st.data())
def test_a_verdict_that_ends_the_round_opens_nothing(
    tieling: PolicyPack, drawn: st.DataObject
) -> None:
    procedure = tieling.procedure("household_exit")
    ending = [
        (act.id, verdict.id)
        for act in procedure.acts.values()
        for verdict in act.verdicts
        if verdict.consequence is Consequence.ENDS
    ]
    act, verdict = drawn.draw(st.sampled_from(ending))

    performed = {act: verdict}

    assert has_ended(procedure, performed)
    assert open_acts(procedure, performed) == ()
    assert status(procedure, performed, held=False).id != "not_listed"


def test_nobody_holds_two_of_surveyor_examiner_and_approver(
    tieling: PolicyPack,
) -> None:
    acts = tieling.procedure("household_exit").acts

    assert "survey" in acts["examine"].different_person_from
    assert {"survey", "examine"} <= set(acts["approve"].different_person_from)
    assert acts["verify_team"].different_person_from == ("verify_committees",)


def test_administrators_and_supervisors_decide_nothing(tieling: PolicyPack) -> None:
    for procedure in tieling.procedures.values():
        for act in procedure.acts.values():
            assert Position.ADMINISTRATOR not in act.performed_by
            assert Position.SUPERVISION not in act.performed_by


def test_the_year_end_binds_the_meeting_and_warns_the_rest(
    tieling: PolicyPack,
) -> None:
    procedure = tieling.procedure("household_exit")

    bound = {
        act: deadline.strength
        for deadline in procedure.deadlines
        for act in deadline.acts
    }

    assert bound["appraise"] is Strength.REFUSES
    assert bound["approve"] is Strength.WARNS
    assert {(d.month, d.day) for d in procedure.deadlines} == {(12, 31)}


def test_decisions_in_the_program_are_entered_the_day_they_are_taken(
    tieling: PolicyPack,
) -> None:
    acts = tieling.procedure("household_exit").acts

    for act in ("assess", "examine", "determine", "approve", "mark_lifted_out"):
        assert acts[act].entry_within_days == 0
    assert acts["survey"].entry_within_days == 15


def test_a_village_waits_for_the_years_household_approvals(
    tieling: PolicyPack,
) -> None:
    village = tieling.procedure("village_exit")

    assert village.acts["determine"].waits_for_households == ("approve",)
    assert village.acts["approve"].performed_by == (Position.CITY_OFFICE,)


def test_a_new_round_keeps_the_plan_and_begins_with_the_survey(
    tieling: PolicyPack,
) -> None:
    procedure = tieling.procedure("household_exit")

    kept = {act: continuing(procedure, act) for act in procedure.carried_over}

    assert open_acts(procedure, kept) == (procedure.restart_at,)
