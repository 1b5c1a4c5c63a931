"""Officials do anything in any order on any day; the model says what may come of it.

The machine lets people attempt acts, lawful or not, and move the clock; an independent
model of article 6 predicts for each household whether the act is done. Whatever
happens, nobody is marked with one of the fifteen gates open (art. 15).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.stages.procedure import model
from tests.stages.procedure.model import ACTS, PERIODS, Case, Done, Officer
from tests.support.world import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    STAFF,
    VILLAGE,
    World,
    seat_beside,
)
from tuopin.filing.domain import Recipient
from tuopin.notice.models import Objection, PublicityNotice
from tuopin.notice.operations import Posted
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.models import Person
from tuopin.office.accounts.operations import Seat
from tuopin.office.scope import acting_as
from tuopin.procedure import domain, queries
from tuopin.procedure.domain import CaseState
from tuopin.procedure.models import Hold
from tuopin.procedure.recording import BatchResult
from tuopin.rulebook.positions import Position as P

POSITIONS = {
    P.VILLAGE_COMMITTEES: model.VILLAGE,
    P.RESIDENT_WORK_TEAM: model.TEAM,
    P.TOWNSHIP_OFFICE: model.TOWNSHIP,
    P.TOWNSHIP_EXAMINER: model.EXAMINER,
    P.COUNTY_OFFICE: model.COUNTY,
    P.COUNTY_LEADING_GROUP: model.GROUP,
    P.SUPERVISION: model.SUPERVISION,
}
PEOPLE = (
    "village",
    "team",
    "next village",
    "next team",
    "other village",
    "other team",
    "township",
    "examiner",
    "other township",
    "other examiner",
    "county",
    "leading group",
    "supervision",
    "administrator",
    "village as team",
    "examiner as group",
    "second county",
)
VERDICTS = {
    "verify_committees": ("confirmed", "not_confirmed"),
    "verify_team": ("confirmed", "not_confirmed"),
    "acknowledge": ("agrees", "refuses", "asks_recount", "not_reached"),
    "examine": ("passed", "failed"),
    "determine": ("determined", "not_determined"),
    "approve": ("approved", "not_approved"),
}
CONTINUES = {
    **{act: verdicts[0] for act, verdicts in VERDICTS.items()},
    "survey": "surveyed",
    "report_to_township": "reported",
    "file_with_city": "filed",
    "file_with_province": "filed",
    "archive_village": "complete",
    "archive_township": "complete",
    "archive_county": "complete",
    "mark_lifted_out": "marked",
}
POSTS = {post: kind for kind, (post, _) in PERIODS.items()}
CLOSES = {close: kind for kind, (_, close) in PERIODS.items()}
VOTES = {(20, 4): "agreed", (12, 12): "not_agreed", (15, 4): None}
OTHER_ACTS = sorted(set(ACTS) - set(POSTS) - set(CLOSES) - {"survey", "appraise"})

days_back = st.sampled_from((0, 0, 0, 0, 1, 2, 4))
people = st.sampled_from(PEOPLE)
which = st.sets(st.integers(0, 2), min_size=1)
one_of_them = st.integers(0, 2)


class Officials(RuleBasedStateMachine):
    """Three households of three villages, and everybody who has a say."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        base = type(self).world
        self.world = World(actors=dict(base.actors))
        self.numbers = 0
        self.hung: dict[int, date] = {}
        self.kinds: dict[int, str] = {}
        self.objections: list[tuple[Objection, Case, int]] = []
        self.findings: list[tuple[Hold, Case, str]] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize()
    def found(self) -> None:
        """List one household of each village in its township's filed plan."""
        world = self.world
        villages = (VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE)
        self.households = [world.register(village=one) for one in villages]
        here, elsewhere = self.households[:2], self.households[2:]
        world.file_plan(here)
        world.file_plan(elsewhere, township="other township")
        self.ids = world.open_cases(here)
        self.ids += world.open_cases(elsewhere, township="other township")
        self.cases = [Case(village) for village in villages]
        for case in self.cases:
            clerk = self.officer(STAFF[case.village].township)
            case.acts["list_in_plan"] = Done("listed", world.today, clerk.person)

    def officer(self, name: str) -> Officer:
        """Return somebody as the model knows them."""
        actor = self.world[name]
        digits = {P.VILLAGE_COMMITTEES: 12, P.RESIDENT_WORK_TEAM: 12}
        digits |= {P.TOWNSHIP_OFFICE: 9, P.TOWNSHIP_EXAMINER: 9, P.ADMINISTRATOR: 2}
        area = actor.division_code[: digits.get(actor.position, 6)]
        position = POSITIONS.get(actor.position, model.OTHER)
        return Officer(name, actor.person_id, position, area)

    def attempt(
        self,
        act: str,
        name: str,
        at: Iterable[int],
        *,
        on: date,
        verdict: str,
        do: Callable[[], object],
        allowed: bool = True,
    ) -> set[int]:
        """Let somebody do an act, hold the result against the model, and note it."""
        who, today = self.officer(name), self.world.today
        expected = {
            one
            for one in at
            if allowed and self.cases[one].may(act, who, on=on, today=today)
        }
        done = self.done_by(do)
        assert done == expected, (act, name, on, today, self.cases)
        for one in done:
            self.cases[one].acts[act] = Done(verdict, on, who.person)
        return done

    def done_by(self, do: Callable[[], object]) -> set[int]:
        """Return for which households something was done."""
        try:
            result = do()
        except (Refusal, ObjectDoesNotExist):
            return set()
        if isinstance(result, Posted):
            result = result.result
        assert isinstance(result, BatchResult)
        return {self.ids.index(case) for case in result.done}

    def was_done(self, do: Callable[[], object]) -> bool:
        """Say whether something was done, for what has no rows."""
        try:
            return do() != 0
        except (Refusal, ObjectDoesNotExist):
            return False

    # The clock, and acts in their order.

    @rule(days=st.integers(0, 9))
    def time_passes(self, days: int) -> None:
        self.world.move(days=days)

    @rule(
        at=one_of_them,
        steps=st.sampled_from((1, 2, 4, 8, 23)),
        verdict=st.integers(0, 9),
    )
    def things_go_their_way(self, at: int, steps: int, verdict: int) -> None:
        """Let the right people do the next acts of one household, on their days.

        The last of them may decide against it.
        """
        for left in range(steps, 0, -1):
            case = self.cases[at]
            act = next((a for a in ACTS if not case.went_on(a)), None)
            if act in CLOSES:
                notice = case.acts.get(PERIODS[CLOSES[act]][0])
                if notice is not None:
                    opens = model.opens(self.hung[notice.notice])
                    self.world.move_to(opens)
            if act is None or case.is_over:
                return
            self.lawfully(act, at, 0 if left > 1 else max(0, verdict - 6))

    def lawfully(self, act: str, at: int, verdict: int) -> None:
        staff = STAFF[self.cases[at].village]
        named = {
            model.VILLAGE: staff.village,
            model.TEAM: staff.team,
            model.TOWNSHIP: staff.township,
            model.EXAMINER: staff.examiner,
            model.COUNTY: "county",
            model.GROUP: "leading group",
        }
        name = named[ACTS[act][0][0]]
        if act == "survey":
            self.surveys(at, name, 0)
        elif act == "appraise":
            self.meets({at}, name, (12, 12) if verdict else (20, 4), 0)
        elif act in POSTS:
            self.posts(act, at, name, 0)
        elif act in CLOSES:
            self.closes(act, at, name)
        else:
            among = VERDICTS.get(act, (CONTINUES.get(act, ""),))
            self.acts_on(act, {at}, name, among[verdict % len(among)], 0)

    # Acts in any order.

    @rule(at=one_of_them, name=people, back=days_back)
    def surveys(self, at: int, name: str, back: int) -> None:
        on = max(self.world.today - timedelta(days=back), date(2017, 9, 1))
        household = [self.households[at]]
        self.attempt(
            "survey",
            name,
            {at},
            on=on,
            verdict="surveyed",
            do=lambda: self.world.visit(household, by=name, on=on),
        )

    @rule(
        at=which,
        name=people,
        votes=st.sampled_from(sorted(VOTES)),
        back=days_back,
    )
    def meets(self, at: set[int], name: str, votes: tuple[int, int], back: int) -> None:
        on = self.world.today - timedelta(days=back)
        verdict = VOTES[votes]
        self.attempt(
            "appraise",
            name,
            at,
            on=on,
            verdict=verdict or "",
            allowed=verdict is not None,
            do=lambda: self.world.appraise(
                self.of(at), by=name, on=on, agree=votes[0], against=votes[1]
            ),
        )

    def of(self, at: Iterable[int]) -> list[int]:
        return [self.ids[one] for one in sorted(at)]

    @rule(
        act=st.sampled_from(OTHER_ACTS),
        at=which,
        name=people,
        verdict=st.integers(0, 3),
        back=days_back,
    )
    def somebody_acts(
        self, act: str, at: set[int], name: str, verdict: int, back: int
    ) -> None:
        among = VERDICTS.get(act, (CONTINUES.get(act, ""),))
        self.acts_on(act, at, name, among[verdict % len(among)], back)

    def acts_on(
        self, act: str, at: set[int], name: str, verdict: str, back: int
    ) -> None:
        on = self.world.today - timedelta(days=back)
        if act.startswith(("file", "archive", "mark", "assess")):
            on = self.world.today
        allowed = not act.startswith("file") or all(
            self.cases[one].went_on("approve") and not self.cases[one].is_given_up
            for one in at
        )
        done = self.attempt(
            act,
            name,
            at,
            on=on,
            verdict=verdict,
            allowed=allowed,
            do=lambda: self.doing(act, self.of(at), name, verdict, on),
        )
        for one in done if act == "assess" else ():
            case = self.cases[one]
            found = {True: "met", False: "not_met", None: "unknown"}[case.is_insured]
            case.acts[act].verdict = found
            case.insured_when_assessed = case.is_insured

    def doing(
        self, act: str, cases: list[int], name: str, verdict: str, on: date
    ) -> object:
        world = self.world
        if act.startswith("archive"):
            return world.archive(cases, act.removeprefix("archive_"), by=name)
        if act.startswith("file"):
            return world.file(cases, Recipient(act.removeprefix("file_with_")), by=name)
        if act == "assess":
            return world.assess(cases, by=name)
        if act == "mark_lifted_out":
            return world.mark(cases, by=name)
        if act == "report_to_township":
            return world.report(cases, by=name, on=on)
        do: Callable[..., object] = getattr(world, act)
        return do(cases, verdict=verdict, by=name, on=on)

    @rule(
        act=st.sampled_from(sorted(POSTS)), at=one_of_them, name=people, back=days_back
    )
    def posts(self, act: str, at: int, name: str, back: int) -> None:
        on = self.world.today - timedelta(days=back)
        hung: list[PublicityNotice] = []

        def do() -> Posted:
            post = getattr(self.world, act)
            where = {} if act == "post_first" else {"village": self.cases[at].village}
            posted: Posted = post([self.ids[at]], by=name, on=on, **where)
            if posted.notice is not None:
                hung.append(posted.notice)
            return posted

        for one in self.attempt(act, name, {at}, on=on, verdict="posted", do=do):
            (notice,) = hung
            self.cases[one].acts[act].notice = notice.id
            self.hung[notice.id] = on
            self.kinds[notice.id] = POSTS[act]
            assert notice.opens_on == model.opens(on)

    @rule(act=st.sampled_from(sorted(CLOSES)), at=one_of_them, name=people)
    def somebody_closes(self, act: str, at: int, name: str) -> None:
        self.closes(act, at, name)

    def closes(self, act: str, at: int, name: str) -> None:
        case, today = self.cases[at], self.world.today
        posted = case.acts.get(PERIODS[CLOSES[act]][0])
        if posted is None:
            return
        answers = case.answers.get(posted.notice, set())
        verdict = "no_objection"
        if answers:
            verdict = "objection_upheld" if True in answers else "objection_dismissed"
        for one in self.attempt(
            act,
            name,
            {at},
            on=today,
            verdict=verdict,
            allowed=today >= model.opens(self.hung[posted.notice]),
            do=lambda: getattr(self.world, act)(
                PublicityNotice(id=posted.notice), by=name
            ),
        ):
            self.cases[one].acts[act].notice = posted.notice

    @precondition(lambda self: self.hung)
    @rule(name=people, at=st.integers(0, 99))
    def somebody_closes_an_old_notice(self, name: str, at: int) -> None:
        """Try the notice of a round that is void: it closes nothing."""
        notice = sorted(self.hung)[at % len(self.hung)]
        act = PERIODS[self.kinds[notice]][1]
        post = PERIODS[self.kinds[notice]][0]
        present = {case.acts[post].notice for case in self.cases if post in case.acts}
        if notice in present:
            return
        close: Callable[..., object] = getattr(self.world, act)
        standing = PublicityNotice(id=notice)
        assert not self.done_by(lambda: close(standing, by=name))

    # What stops a household, and what lets it go.

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
        hold, case, _ = self.findings[at % len(self.findings)]
        who, key = self.officer(name), f"finding {hold.id}"
        expected = self.may_stop(case, who) and case.holds.get(key, -1) not in (
            who.person,
            -1,
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


def run(world: World, *, at: int) -> None:
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
    machine = seed(at)(type("OfficialsHere", (Officials,), {"world": world}))
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


@pytest.mark.parametrize("at", range(3))
def test_whatever_officials_do_nobody_is_marked_with_a_gate_open(
    world: World, at: int
) -> None:
    run(world, at=at)


def test_a_program_without_its_gates_is_found_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domain, "GATES", ())

    with pytest.raises((AssertionError, IntegrityError)):
        run(world, at=0)
