"""Whatever is tried, in whatever order: a draw stays the one of its frame and seed.

A machine lets supervision and offices attempt acts, lawful or not; an independent model
says which are done. At every moment what was drawn is what the recipe gives, whoever is
irregular and not corrected is held, and nobody was replaced silently.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import ClassVar

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support import inspections
from tests.support.inspections import SETUP
from tests.support.world import World
from tuopin.office.accounts.domain import Refusal
from tuopin.office.scope import acting_as
from tuopin.oversight import queries
from tuopin.oversight.domain import Design, Frame, OrderState, Verdict
from tuopin.oversight.drawing import Plan
from tuopin.oversight.queries import DrawnStanding
from tuopin.procedure.queries import cases_by_id, open_holds

HOUSEHOLDS, DRAWN, SEED = 6, 2, "5 0 7"
at = st.integers(0, HOUSEHOLDS - 1)


@dataclass
class Expected:
    """What the model knows of a drawn household."""

    verdict: Verdict | None = None
    is_replaced: bool = False
    order: OrderState | None = None

    @property
    def is_settled(self) -> bool:
        return self.is_replaced or self.verdict not in (None, Verdict.CANNOT_BE_TOLD)


class Life(RuleBasedStateMachine):
    """One inspection of households whose exits are under way."""

    reached: ClassVar[Counter[str]] = Counter()
    """What the lives that were led came to, so that none is led in vain."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.world = World()
        households = [self.world.register() for _ in range(HOUSEHOLDS)]
        self.cases = dict(
            zip(
                households, self.world.bring(households, to="list_in_plan"), strict=True
            )
        )
        self.number: int | None = None
        self.is_drawn = False
        self.expected: dict[int, Expected] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)

    def was_done(self, act: object) -> bool:
        assert callable(act)
        try:
            with transaction.atomic():
                act()
        except Refusal:
            return False
        return True

    @property
    def has_orders(self) -> bool:
        return any(one.order for one in self.expected.values())

    @property
    def standing(self) -> list[DrawnStanding]:
        assert self.number is not None
        return inspections.drawn(self.world, self.number)

    def by_hand(self) -> list[int]:
        """Work the order out from the roster alone, as the sheet says."""
        return sorted(
            range(1, HOUSEHOLDS + 1),
            key=lambda line: hashlib.sha256(f"{SEED}|{line}".encode()).hexdigest(),
        )

    @precondition(lambda self: self.number is None)
    @rule(by=st.sampled_from(["supervision", "county", "township"]))
    def somebody_freezes(self, by: str) -> None:
        setup = replace(
            SETUP,
            frame=Frame.IN_PROCEDURE,
            plan=Plan(Design.SIMPLE, take_number=DRAWN),
        )
        made: list[int] = []
        done = self.was_done(
            lambda: made.append(inspections.freeze(self.world, setup, by=by))
        )
        assert done == (by == "supervision")
        self.number = made[0] if made else None

    @precondition(lambda self: self.number is not None)
    @rule(waits=st.sampled_from([True, True, False]))
    def somebody_draws(self, waits: bool) -> None:
        assert self.number is not None
        number, day = self.number, inspections.inspection(self.world, self.number)
        if waits:
            self.world.move()
        done = self.was_done(
            lambda: inspections.oversight.draw_sample(
                inspection_id=number,
                seed=inspections.seed_of(self.world, SEED),
                actor=self.world["supervision"],
                on=self.world.today,
            )
        )
        assert done == (not self.is_drawn and self.world.today > day.entered_on)
        if done:
            self.is_drawn = True
            self.reached["drawn"] += 1
            self.expected = {one.drawn.id: Expected() for one in self.standing}

    @precondition(lambda self: self.is_drawn)
    @rule(which=at, verdict=st.sampled_from([*Verdict, Verdict.WRONG_EXIT]))
    def an_inspector_checks(self, which: int, verdict: Verdict) -> None:
        found = self.standing[which % len(self.expected)]
        known = self.expected[found.drawn.id]
        done = self.was_done(lambda: inspections.check(self.world, found, verdict))
        assert done == (not known.is_settled and verdict is not Verdict.MISSED)
        if done:
            known.verdict = verdict
            known.order = OrderState.WAITS if verdict.is_irregular else None

    @precondition(lambda self: self.is_drawn)
    @rule(which=at, reason=st.sampled_from(["moved_away", "not_reached", "rain"]))
    def an_inspector_replaces(self, which: int, reason: str) -> None:
        found = self.standing[which % len(self.expected)]
        known = self.expected[found.drawn.id]
        done = self.was_done(lambda: inspections.replaced(self.world, found, reason))
        is_left = len(self.expected) < HOUSEHOLDS
        assert done == (not known.is_settled and reason == "moved_away" and is_left)
        if done:
            known.is_replaced = True
            self.reached["replaced"] += 1
            fresh = {one.drawn.id for one in self.standing} - self.expected.keys()
            assert len(fresh) == 1
            self.expected[fresh.pop()] = Expected()

    def ordered(self, which: int) -> tuple[Expected, int]:
        """Return what is expected of a household with an order, and the order."""
        found = [one for one in self.standing if one.order]
        one = found[which % len(found)]
        assert one.order is not None
        return self.expected[one.drawn.id], one.order.order.id

    @precondition(lambda self: self.has_orders)
    @rule(which=at, by=st.sampled_from(["township", "county", "supervision"]))
    def an_office_answers(self, which: int, by: str) -> None:
        known, order = self.ordered(which)
        done = self.was_done(lambda: inspections.answer(self.world, order, by=by))
        waits = known.order in (OrderState.WAITS, OrderState.SENT_BACK)
        assert done == (waits and by == "township")
        if done:
            known.order = OrderState.ANSWERED

    @precondition(lambda self: self.has_orders)
    @rule(
        which=at,
        accepts=st.booleans(),
        by=st.sampled_from(["supervision", "city supervision", "township"]),
    )
    def somebody_judges(self, which: int, accepts: bool, by: str) -> None:
        known, order = self.ordered(which)
        done = self.was_done(
            lambda: inspections.decide(self.world, order, accepts=accepts, by=by)
        )
        assert done == (known.order is OrderState.ANSWERED and by != "township")
        if done:
            known.order = OrderState.ACCEPTED if accepts else OrderState.SENT_BACK
            self.reached["judged"] += 1

    @precondition(lambda self: self.is_drawn)
    @invariant()
    def what_is_drawn_is_the_recipe_s(self) -> None:
        drawn = [one.drawn.line.list_number for one in self.standing]

        assert drawn == self.by_hand()[: len(self.expected)]
        replaced = [one for one in self.standing if one.replaced_by]
        assert len(drawn) == DRAWN + len(replaced)
        assert all(one.replaced_by and one.replaced_by.evidence for one in replaced)

    @precondition(lambda self: self.is_drawn)
    @invariant()
    def an_open_finding_holds(self) -> None:
        for one in self.standing:
            known = self.expected[one.drawn.id]
            case = self.cases[one.drawn.line.household_id]
            with acting_as(self.world["county"]):
                holds = open_holds(cases_by_id([case]).order_by("id")[0])
            is_open = known.order is not None and known.order.is_open
            assert bool(holds) == is_open
            assert one.verdict is known.verdict
            assert (one.order.state if one.order else None) is known.order

    @precondition(lambda self: self.number is not None)
    @invariant()
    def the_frame_is_as_it_was_frozen(self) -> None:
        assert self.number is not None
        made = inspections.inspection(self.world, self.number)
        with acting_as(self.world["supervision"]):
            assert queries.is_as_frozen(made)


def test_a_draw_s_whole_life(db: None) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15,
            stateful_step_count=24,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )

    assert Life.reached.keys() >= {"drawn", "replaced", "judged"}
