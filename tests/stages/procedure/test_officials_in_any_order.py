"""Officials do anything in any order on any day; the model says what may come of it.

The machine lets people attempt acts, lawful or not, and move the clock; an independent
model of article 6 predicts for each household whether the act is done. Whatever
happens, nobody is marked with one of the fifteen gates open (art. 15).
"""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.stages.procedure import model
from tests.stages.procedure.model import PERIODS, Case, Officer
from tests.stages.procedure.officials import PEOPLE, Officials, one_of_them, people
from tests.support.world import (
    COUNTY,
    VILLAGE,
    World,
    seat_beside,
)
from tuopin.notice.models import Objection
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.models import Person
from tuopin.office.accounts.operations import Seat
from tuopin.office.scope import acting_as
from tuopin.procedure import domain, queries
from tuopin.procedure.models import Hold
from tuopin.procedure.state import CaseState
from tuopin.rulebook.positions import Position as P


class Everybody(Officials):
    """The same officials, with all that stops a household or lets it go on."""

    @precondition(lambda self: self.hung)
    @rule(at=one_of_them, name=people, kind=st.sampled_from(sorted(PERIODS)))
    def somebody_objects(self, at: int, name: str, kind: str) -> None:
        case, who = self.cases[at], self.officer(name)
        posted = case.acts.get(PERIODS[kind][0])
        if posted is None:
            return
        taken: list[Objection] = []
        done = self.was_done(
            lambda: taken.append(
                self.world.object_to(self.ids[at], publicity=kind, by=name)
            )
        )
        receives = who.position in model.MAY_RECEIVE
        assert done == (receives and case.village.startswith(who.area))
        for objection in taken:
            self.objections.append((objection, case, who.person))
            case.holds[objection.id] = who.person

    @precondition(lambda self: self.objections)
    @rule(name=people, at=st.integers(0, 99), upheld=st.booleans())
    def somebody_answers(self, name: str, at: int, upheld: bool) -> None:
        objection, case, receiver = self.objections[at % len(self.objections)]
        who = self.officer(name)
        involved = {done.person for done in case.acts.values()} | {receiver}
        expected = (
            who.position in model.MAY_ANSWER
            and case.village.startswith(who.area)
            and who.person not in involved
            and objection.id in case.holds
        )
        done = self.was_done(
            lambda: self.world.decide(objection, upheld=upheld, by=name)
        )
        assert done == expected
        if not done:
            return
        del case.holds[objection.id]
        case.answers.setdefault(objection.notice_id, set()).add(upheld)
        _, close = PERIODS[self.kinds[objection.notice_id]]
        if upheld and close in case.acts and not case.is_marked:
            case.is_given_up = True

    @rule(at=one_of_them, name=people)
    def somebody_holds(self, at: int, name: str) -> None:
        case, who = self.cases[at], self.officer(name)
        placed: list[Hold] = []
        done = self.was_done(
            lambda: placed.append(self.world.hold(self.ids[at], by=name))
        )
        assert done == self.may_stop(case, who)
        for hold in placed:
            self.findings.append((hold, case, name))
            case.holds[f"finding {hold.id}"] = who.person

    def may_stop(self, case: Case, who: Officer) -> bool:
        return who.position in model.OFFICES and case.village.startswith(who.area)

    @precondition(lambda self: self.findings)
    @rule(name=people, at=st.integers(0, 99))
    def somebody_releases(self, name: str, at: int) -> None:
        hold, case, placed_by = self.findings[at % len(self.findings)]
        who, key = self.officer(name), f"finding {hold.id}"
        supervised = self.officer(placed_by).position == model.SUPERVISION
        expected = (
            self.may_stop(case, who)
            and (who.position == model.SUPERVISION or not supervised)
            and case.holds.get(key, -1) not in (who.person, -1)
        )
        done = self.was_done(lambda: self.world.release(hold, by=name))
        assert done == expected
        if done:
            del case.holds[key]

    @rule(at=one_of_them, name=people, likely=st.integers(0, 5))
    def somebody_withdraws(self, at: int, name: str, likely: int) -> None:
        if likely:
            return
        case = self.cases[at]
        expected = (
            self.may_stop(case, self.officer(name))
            and not case.is_given_up
            and not case.is_marked
        )
        done = self.was_done(lambda: self.world.withdraw(self.ids[at], by=name) or 1)
        assert done == expected
        case.is_given_up |= done

    @precondition(lambda self: any(c.is_over or c.has_void_facts for c in self.cases))
    @rule(at=one_of_them, name=st.sampled_from(("township", "county", "village")))
    def somebody_begins_again(self, at: int, name: str) -> None:
        case = self.cases[at]
        expected = (
            self.may_stop(case, self.officer(name))
            and not case.is_given_up
            and (
                case.is_over
                or case.has_void_facts
                or case.has_missed_a_twin(today=self.world.today)
            )
        )
        done = self.was_done(lambda: self.world.restart([self.ids[at]], by=name))
        assert done == expected
        if done:
            case.acts = {"list_in_plan": case.acts["list_in_plan"]}
            case.round += 1

    @rule(at=one_of_them, insured=st.sampled_from((True, True, False, None)))
    def a_fact_changes(self, at: int, insured: bool | None) -> None:
        self.world.change_member(self.households[at], insured=insured)
        self.cases[at].is_insured = insured

    @rule(
        at=one_of_them,
        name=st.sampled_from(("examiner", "team", "leading group")),
        likely=st.integers(0, 5),
    )
    def somebody_is_recused(self, at: int, name: str, likely: int) -> None:
        person = self.world[name].person_id
        if likely or person in self.cases[at].recused:
            return
        accounts.recuse(
            person=Person.objects.get(id=person),
            household_number=self.world.households[self.households[at]],
            reason="近亲属",
            actor=self.world["county"],
            on=self.world.today,
        )
        self.cases[at].recused.add(person)

    # What must always hold.

    @invariant()
    def the_record_agrees_and_nobody_is_marked_with_a_gate_open(self) -> None:
        with acting_as(self.world["county"]):
            states = [state for state, _ in queries.states(self.ids)]
            found = queries.cases_by_id(self.ids).values_list(
                "id", "status", "household__registration_status"
            )
            statuses = {case: (status, entry) for case, status, entry in found}
        for state, case in zip(states, self.cases, strict=True):
            status, entry = statuses[state.case_id]
            assert (entry == "lifted_out") == case.is_marked
            if entry == "lifted_out":
                assert case.open_gates(self.hung) == []
            self.agree(state, case, status)

    def agree(self, state: CaseState, case: Case, status: str) -> None:
        """Hold a case's record against the model's."""
        recorded = {act: done.verdict for act, done in case.acts.items()}
        assert state.performed == recorded
        assert state.round == case.round
        assert len(state.holds) == len(case.holds)
        assert (state.ending is not None) == case.is_given_up
        assert (status == "withdrawn") == case.is_given_up
        if not case.is_given_up:
            assert (status == "lifted_out") == case.is_marked
            assert (status == "on_hold") == (bool(case.holds) and not case.is_marked)


def expect_to_hold(world: World, *, at: int) -> type[Officials]:
    """Let officials do as they like, some times over, always the same way."""
    for name in ("village", "examiner", "county"):
        assert world[name]
    world.actors["village as team"] = seat_beside(
        "village", Seat(P.RESIDENT_WORK_TEAM, VILLAGE)
    )
    world.actors["examiner as group"] = seat_beside(
        "examiner", Seat(P.COUNTY_LEADING_GROUP, COUNTY)
    )
    world.newcomer("county", called="second county")
    for name in PEOPLE:
        assert world[name]
    machine = seed(at)(type("OfficialsHere", (Everybody,), {"world": world}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=40,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    return machine


@pytest.mark.parametrize("at", range(3))
def test_whatever_officials_do_nobody_is_marked_with_a_gate_open(
    world: World, at: int
) -> None:
    expect_to_hold(world, at=at)


def test_a_program_without_its_gates_is_found_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domain, "GATES", ())

    with pytest.raises((AssertionError, IntegrityError)):
        expect_to_hold(world, at=0)
