"""Several officers decide the same household at once: one decision stands (art. 12)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.db import connections

from tests.support.department_lists import bring, houses_of, register_people
from tests.support.workbooks import id_number
from tests.support.world import OTHER_VILLAGE, YEAR, World
from tuopin.notice.operations import UnableToClose, UnableToDecide
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.scope import acting_as
from tuopin.procedure.domain import Because
from tuopin.procedure.models import ActRecord
from tuopin.procedure.operations import Listed, UnableToRecord
from tuopin.procedure.queries import cases, states
from tuopin.procedure.recording import BatchResult, Result
from tuopin.survey.comparison.domain import Listing

Did = BatchResult | Refusal | None
Do = Callable[[str], Did]
ROUNDS = 25


def at_once(do: Do, officers: Sequence[str]) -> list[Did]:
    """Let officers do the same thing at the same moment, each on a connection."""
    barrier = threading.Barrier(len(officers))
    did: list[Did] = [None] * len(officers)
    failures: list[BaseException] = []

    def act(at: int) -> None:
        try:
            barrier.wait()
            did[at] = do(officers[at])
        except Refusal as refusal:
            did[at] = refusal
        except BaseException as failure:
            failures.append(failure)
            raise
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=act, args=[at], daemon=True)
        for at in range(len(officers))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    assert failures == []
    return did


@pytest.fixture
def world_of_many(own_database: str) -> World:
    """A county that commits, with three people in each seat that decides."""
    world = World()
    for seat in ("examiner", "township", "leading group", "county", "village"):
        for at in range(2, 4):
            world.newcomer(seat, called=f"{seat} {at}")
    for name in list(THREE):
        for one in THREE[name]:
            assert isinstance(world[one], Actor)
    return world


THREE = {
    seat: (seat, f"{seat} 2", f"{seat} 3")
    for seat in ("examiner", "township", "leading group", "county", "village")
}


def one_decision(did: Sequence[Did], world: World, case: int, act: str) -> str:
    """Return who decided, once it is sure that one did and the others were told."""
    batches = [one for one in did if isinstance(one, BatchResult)]
    assert len(batches) == len(did)
    assert sum(len(batch.done) for batch in batches) == 1
    with acting_as(world["province"]):
        record = ActRecord.objects.select_related("person").get(case_id=case, act=act)
    for batch in batches:
        (row,) = batch.rows
        if row.result is Result.DONE:
            continue
        assert row.refusal is not None
        assert row.refusal.because is Because.DONE_BEFORE
        assert record.person.name in row.refusal.text.zh
    return record.person.name


@pytest.mark.parametrize(
    ("before", "act", "seat", "do", "verdicts"),
    [
        (
            "report_to_township",
            "examine",
            "examiner",
            World.examine,
            ("passed", "failed"),
        ),
        (
            "close_first",
            "determine",
            "township",
            World.determine,
            ("determined", "not_determined"),
        ),
        (
            "close_second",
            "approve",
            "leading group",
            World.approve,
            ("approved", "not_approved"),
        ),
    ],
)
def test_of_several_decisions_at_once_one_stands_and_the_others_are_told_whose(
    world_of_many: World,
    before: str,
    act: str,
    seat: str,
    do: Callable[..., BatchResult],
    verdicts: tuple[str, str],
) -> None:
    world = world_of_many
    cases = world.bring([world.register() for _ in range(ROUNDS)], to=before)
    deciders = set()

    for at, case in enumerate(cases):
        officers = [*THREE[seat], *THREE[seat]][: 2 + at % 5]
        said = dict(zip(officers, [*verdicts] * 3, strict=False))
        did = at_once(
            lambda name, case=case, said=said: do(
                world, [case], verdict=said[name], by=name
            ),
            officers,
        )
        deciders.add(one_decision(did, world, case, act))

    assert deciders <= {world[name].person_name for name in THREE[seat]}


def test_a_notice_is_closed_once_however_many_close_it(world_of_many: World) -> None:
    world = world_of_many
    cases = world.bring([world.register() for _ in range(ROUNDS)], to="acknowledge")
    hung = []
    for case in cases:
        notice = world.post_first([case]).notice
        assert notice is not None
        hung.append(notice)
    world.move_to(max(notice.opens_on for notice in hung))

    for notice in hung:
        did = at_once(
            lambda name, notice=notice: world.close_first(notice, by=name),
            THREE["village"],
        )
        assert sum(isinstance(one, BatchResult) for one in did) == 1
        told = [one for one in did if isinstance(one, UnableToClose)]
        assert len(told) == 2
        assert all("甲village" in one.text.zh for one in told)


def test_an_objection_is_answered_once_however_many_answer_it(
    world_of_many: World,
) -> None:
    world = world_of_many
    cases = world.bring([world.register() for _ in range(ROUNDS)], to="post_first")

    for at, case in enumerate(cases):
        objection = world.object_to(case)
        upheld = dict(zip(THREE["county"], (True, False, at % 2 == 0), strict=True))
        did = at_once(
            lambda name, o=objection, u=upheld: world.decide(
                o, upheld=u[name], by=name
            ),
            THREE["county"],
        )
        assert did.count(None) == 1
        told = [one for one in did if isinstance(one, UnableToDecide)]
        assert len(told) == 2
        assert all("已由" in one.text.zh for one in told)


def test_a_hold_is_released_once_however_many_release_it(world_of_many: World) -> None:
    world = world_of_many
    cases = world.bring([world.register() for _ in range(ROUNDS)], to="appraise")

    for case in cases:
        hold = world.hold(case, by="township")
        did = at_once(
            lambda name, hold=hold: world.release(hold, by=name), THREE["county"]
        )
        assert did.count(None) == 1
        assert sum(isinstance(one, UnableToRecord) for one in did) == 2


def test_a_case_is_opened_once_however_many_open_it(world_of_many: World) -> None:
    world = world_of_many
    households = [world.register() for _ in range(ROUNDS)]
    world.file_plan(households)

    for household in households:
        did = at_once(
            lambda name, one=household: world.list_in_plan([one], by=name),
            THREE["township"],
        )
        assert sum(isinstance(one, Listed) for one in did) == 1
        assert sum(isinstance(one, UnableToRecord) for one in did) == 2


def test_batches_that_overlap_in_any_order_do_not_wait_in_a_circle(
    world_of_many: World,
) -> None:
    world = world_of_many
    cases = world.bring([world.register() for _ in range(30)], to="close_second")
    asked = dict(
        zip(
            THREE["leading group"],
            (cases, list(reversed(cases)), cases[10:] + cases[:10]),
            strict=True,
        )
    )

    did = at_once(
        lambda name: world.approve(asked[name], by=name), THREE["leading group"]
    )

    batches = [one for one in did if isinstance(one, BatchResult)]
    assert len(batches) == 3
    decided = [case for batch in batches for case in batch.done]
    assert sorted(decided) == cases
    assert [row.case_id for row in batches[1].rows] == asked["leading group 2"]


def test_offices_of_different_townships_do_not_wait_for_each_other(
    world_of_many: World,
) -> None:
    world = world_of_many
    here = world.bring([world.register()], to="report_to_township")
    there = world.bring(
        [world.register(village=OTHER_VILLAGE)], to="report_to_township"
    )
    asked = {"examiner": here, "other examiner": there}
    assert world["other examiner"]

    did = at_once(lambda name: world.examine(asked[name], by=name), list(asked))

    assert all(isinstance(one, BatchResult) and one.done for one in did)


def test_a_case_that_opens_while_a_list_asks_about_its_household_is_held(
    world_of_many: World,
) -> None:
    world = world_of_many
    for at in range(ROUNDS):
        head = id_number(date(1970, 5, 1), 201 + 2 * at)
        household = register_people(world, (head,))
        world.file_plan([household])
        listing = houses_of(world, head)
        number = f"城建〔{at}〕号"

        def do(
            name: str, one: int = household, of: Listing = listing, no: str = number
        ) -> Did:
            if name == "township":
                world.list_in_plan([one])
            else:
                bring(world, of, number=no)
            return None

        did = at_once(do, ["township", "housing department"])

        assert did == [None, None]
        with acting_as(world["county"]):
            mine = cases(year=YEAR).filter(household_id=household)
            ((state, _),) = states(list(mine.values_list("id", flat=True)))
        assert state.holds
