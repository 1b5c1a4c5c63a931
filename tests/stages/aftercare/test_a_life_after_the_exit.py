"""Whatever is tried, in whatever order: nobody falls back unseen or without a document.

A machine lets offices attempt acts, lawful or not, on two households after their exit;
an independent model says which are done. At every moment a household stands as the
model says, one risk at most is open, and the file of its exit is what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
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

from tests.support import aftercare
from tests.support.world import World
from tuopin.aftercare import queries
from tuopin.office.accounts.domain import Refusal
from tuopin.office.scope import acting_as
from tuopin.procedure.models import ActRecord
from tuopin.register.domain import RegistrationStatus
from tuopin.register.queries import households_by_id

which = st.integers(0, 1)
TEAM = ("village", "team")


@dataclass
class Expected:
    """What the model knows of a household after its exit."""

    is_back: bool = False
    is_planned: bool = False
    risk: int | None = None
    owner: str = ""
    calls: set[object] = field(default_factory=set)
    measures: list[int] = field(default_factory=list)


class Life(RuleBasedStateMachine):
    """Two households that were marked as lifted out."""

    reached: ClassVar[Counter[str]] = Counter()
    """What the lives that were led came to, so that none is led in vain."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.world = World()
        self.households = [self.world.register() for _ in range(2)]
        self.world.bring(self.households, to="mark_lifted_out")
        self.world.move()
        self.expected = {one: Expected() for one in self.households}
        self.acts = self.recorded()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)

    def recorded(self) -> int:
        with acting_as(self.world["county"]):
            return int(ActRecord.objects.count())

    def was_done(self, act: Callable[[], object]) -> bool:
        try:
            with transaction.atomic():
                act()
        except Refusal:
            return False
        return True

    def of(self, at: int) -> tuple[int, Expected]:
        household = self.households[at]
        return household, self.expected[household]

    @rule(at=which, by=st.sampled_from(["village", "team", "township", "county"]))
    def somebody_calls(self, at: int, by: str) -> None:
        household, known = self.of(at)
        done = self.was_done(lambda: aftercare.log(self.world, household, by=by))
        is_fresh = self.world.today not in known.calls
        assert done == (by in TEAM and not known.is_back and is_fresh)
        if done:
            known.calls.add(self.world.today)
            self.reached["called"] += 1

    @rule(at=which, by=st.sampled_from(["team", "township", "leading group"]))
    def somebody_plans(self, at: int, by: str) -> None:
        household, known = self.of(at)
        done = self.was_done(lambda: aftercare.plan(self.world, [household], by=by))
        assert done == (by != "leading group" and not known.is_back)
        known.is_planned = known.is_planned or done

    @rule(at=which, by=st.sampled_from(["township", "county"]))
    def somebody_helps(self, at: int, by: str) -> None:
        household, known = self.of(at)
        made: list[int] = []
        done = self.was_done(
            lambda: made.append(aftercare.begin(self.world, household, by=by))
        )
        assert done == (by == "township" and not known.is_back)
        known.measures += made

    @rule(at=which, reason=st.sampled_from(["已就业", " "]))
    def somebody_ends_help(self, at: int, reason: str) -> None:
        _, known = self.of(at)
        if known.measures:
            measure = known.measures[0]
            done = self.was_done(
                lambda: aftercare.end_help(self.world, measure, reason)
            )
            assert done == bool(reason.strip())
            known.measures = known.measures[done:]

    @rule(at=which, by=st.sampled_from(["village", "township", "supervision"]))
    def somebody_records_a_risk(self, at: int, by: str) -> None:
        household, known = self.of(at)
        made: list[int] = []
        done = self.was_done(
            lambda: made.append(
                aftercare.open_risk(
                    self.world, household, owner="township", seen="住院", by=by
                )
            )
        )
        assert done == (
            by != "supervision" and not known.is_back and known.risk is None
        )
        if done:
            known.risk, known.owner = made[0], "township"

    @property
    def at_risk(self) -> list[Expected]:
        return [one for one in self.expected.values() if one.risk is not None]

    @precondition(lambda self: self.at_risk)
    @rule(by=st.sampled_from(["county", "leading group", "township"]))
    def somebody_decides(self, by: str) -> None:
        known = self.at_risk[0]
        risk = known.risk
        assert risk is not None
        settled = self.was_done(lambda: aftercare.settle(self.world, risk, by=by))
        assert settled == (by == "county")
        put_back = self.was_done(lambda: aftercare.put_back(self.world, risk, by=by))
        assert put_back == (by == "leading group")
        if settled or put_back:
            known.is_back, known.risk = put_back, None
            self.reached["put back" if put_back else "settled"] += 1

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.world.move(days=days)

    @invariant()
    def everybody_stands_as_expected(self) -> None:
        with acting_as(self.world["county"]):
            found = {one.id: one for one in households_by_id(self.households)}
            risks = queries.open_risks(self.households)
            plans = queries.plans_in_force(self.households)
        for household, known in self.expected.items():
            status = found[household].registration_status
            returned = status is RegistrationStatus.RETURNED
            assert returned == known.is_back
            assert (household in risks) == (known.risk is not None)
            assert (household in plans) == known.is_planned
            assert (aftercare.cared(self.world, household) is None) == known.is_back

    @invariant()
    def the_file_of_the_exit_is_what_it_was(self) -> None:
        assert self.recorded() == self.acts


def test_whatever_is_tried_nobody_falls_back_without_a_document(db: None) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=20,
            stateful_step_count=24,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Life.reached.keys() >= {"called", "put back"}
