"""Calls are planned at the approval; help has an end that somebody settles (art. 9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.aftercare import (
    begin,
    cared,
    end_help,
    help_for,
    log,
    name,
    pair,
    plan,
    rules_of,
)
from tests.support.world import OTHER_VILLAGE, World
from tuopin.aftercare import caring, queries
from tuopin.aftercare import operations as aftercare
from tuopin.aftercare.caring import Show, Sort
from tuopin.aftercare.domain import Called, InForce, Secured, called_in, in_force
from tuopin.aftercare.operations import UnableToCare
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.documents.models import DocumentUse
from tuopin.office.scope import acting_as


def test_calls_are_planned_from_the_approval_to_the_pack_s_end(world: World) -> None:
    first, second = world.register(), world.register()
    world.bring([first, second], to="approve")

    assert plan(world, [first, second]) == 2

    with acting_as(world["county"]):
        plans = queries.plans_in_force([first, second])
    found = cared(world, first)
    assert found is not None
    assert not found.is_marked
    assert {(one.from_on, one.until_on, one.caller) for one in plans.values()} == {
        (found.since, rules_of(world).paired_until, "甲队员")
    }
    assert plan(world, [first, second]) == 0


def test_nobody_s_calls_are_planned_before_the_approval(world: World) -> None:
    household = world.register()
    world.bring([household], to="determine")

    with pytest.raises(UnableToCare, match="没有脱贫退出"):
        plan(world, [household])


def test_whoever_helps_a_household_calls_on_it(world: World) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")
    with pytest.raises(UnableToCare, match="写明由谁回访"):
        plan(world, [household], caller="")
    name(world, pair(world), "甲干部", household=world.households[household])

    plan(world, [household], caller="")

    found = cared(world, household)
    assert found is not None
    assert (found.helper, found.caller) == ("甲干部", "甲干部")


@pytest.mark.parametrize(
    ("each_year", "is_planned"),
    [(1, False), (3, False), (4, True), (6, True), (5, False)],
)
def test_calls_are_planned_no_less_often_than_the_pack_says(
    world: World, each_year: int, is_planned: bool
) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")

    if is_planned:
        assert plan(world, [household], each_year=each_year) == 1
        return
    with pytest.raises(UnableToCare, match="不得少于4次"):
        plan(world, [household], each_year=each_year)


def test_another_plan_follows_for_a_reason_and_the_first_stays(world: World) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")
    plan(world, [household])

    with pytest.raises(UnableToCare, match="改动请写明理由"):
        plan(world, [household], caller="乙队员")
    plan(world, [household], caller="乙队员", reason="换人")

    with acting_as(world["county"]):
        standing = queries.plans_in_force([household])[household]
        assert standing.follows is not None
        assert (standing.follows.caller, standing.caller) == ("甲队员", "乙队员")


def test_a_term_is_done_planned_or_missed(world: World) -> None:
    rules = rules_of(world)
    first, second, third = rules.terms_between(
        world.today, world.today + timedelta(days=190)
    )[:3]
    calls = (first.last_day,)

    assert [
        called_in(one, calls, on=third.first_day) for one in (first, second, third)
    ] == [Called.DONE, Called.MISSED, Called.PLANNED]


def test_who_lacks_what_is_listed(world: World) -> None:
    planned, missed = world.register(), world.register()
    world.bring([planned, missed], to="mark_lifted_out")
    plan(world, [planned])
    log(world, planned)
    begin(world, planned, days=10)

    assert listed(world, Show.NO_PLAN) == [missed]
    assert listed(world, Show.TO_CALL) == [missed]
    assert listed(world, Show.NO_HELPER) == [planned, missed]
    assert listed(world, Show.LAPSING) == [planned]
    assert listed(world, Show.MISSED) == []
    world.move(days=100)
    assert listed(world, Show.MISSED) == [missed]
    assert listed(world, Show.RESURVEY) == [planned, missed]
    with acting_as(world["county"]):
        (counts,) = caring.counts_by_village(
            world["county"].division_code, rules_of(world), on=world.today
        ).values()
    assert (counts.households, counts.left[Show.NO_PLAN]) == (2, 1)


def listed(world: World, show: Show) -> list[int]:
    with acting_as(world["county"]):
        page = caring.cared_for(
            world["county"].division_code,
            rules_of(world),
            on=world.today,
            show=show,
            sort=Sort.PLACE,
        )
    assert page.total == len(page.rows)
    return [one.id for one in page.rows]


def test_a_file_of_a_call_is_kept_and_bound_to_it(world: World) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")
    document = world.document()

    number = log(world, household, evidence=document.reference.written)

    with acting_as(world["county"]):
        (use,) = DocumentUse.objects.filter(document=document)
        assert use.occasion == f"aftercare_aftercarevisit:{number}"
        assert use.household == world.households[household]
    world.move()
    elsewhere = world.photo(OTHER_VILLAGE)
    with pytest.raises(UnableToCare, match="不在您辖区内"):
        log(world, household, evidence=elsewhere)


def test_what_was_not_seen_is_not_known(world: World) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")

    log(world, household, seen={"water": Secured.NOT_SEEN, "housing": Secured.NO})

    with acting_as(world["county"]):
        finding = queries.calls_on(household)[0].finding
    assert (finding.water, finding.housing, finding.food) == ("not_seen", "no", "yes")


def test_help_is_renewed_or_ended_with_a_reason(world: World) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")
    first = begin(world, household, days=20)

    with pytest.raises(UnableToCare, match="续期须晚于"):
        renew(world, first, days=20)
    second = renew(world, first, days=300)
    with pytest.raises(UnableToCare, match="已经续期或终止"):
        renew(world, first, days=400)
    with pytest.raises(UnableToCare, match="终止的理由"):
        end_help(world, second, " ")
    end_help(world, second, "已经就业")
    with pytest.raises(UnableToCare, match="已经续期或终止"):
        end_help(world, second, "已经就业")
    with pytest.raises(UnableToCare, match="截止日"):
        begin(world, household, days=-1)
    with pytest.raises(NotYourPosition):
        begin(world, household, by="county")
    with pytest.raises(UnableToCare, match="没有这户"):
        begin(world, household, by="other village")


def test_a_measure_of_another_township_is_not_to_be_settled(world: World) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")
    number = begin(world, household)

    with pytest.raises((UnableToCare, NotYourJurisdiction)):
        end_help(world, number, "x", by="other township")


def renew(world: World, measure: int, *, days: int) -> int:
    return aftercare.renew_measure(
        measure_id=measure,
        help_given=help_for(world, days=days),
        actor=world["township"],
        on=world.today,
    )


@pytest.mark.parametrize(
    ("days_left", "stands"),
    [
        (31, InForce.RUNS),
        (30, InForce.LAPSES),
        (1, InForce.LAPSES),
        (0, InForce.LAPSES),
        (-1, InForce.LAPSED),
    ],
)
def test_somebody_is_told_before_help_ends(
    world: World, days_left: int, stands: InForce
) -> None:
    rules = rules_of(world)
    begun = world.today - timedelta(days=90)

    found = in_force(
        begun, world.today + timedelta(days=days_left), on=world.today, rules=rules
    )

    assert found is stands
