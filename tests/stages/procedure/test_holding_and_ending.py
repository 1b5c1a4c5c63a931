"""Stopping a household, letting it go on, giving its case up (arts 6, 15)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.world import World
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because
from tuopin.procedure.models import ExitCase, Hold
from tuopin.procedure.operations import UnableToRecord
from tuopin.register.models import Household


def held(world: World, case: int, *, by: str = "supervision") -> Hold:
    return procedure.hold(
        case_id=case,
        cause="finding",
        subject="finding:1",
        reason="收入依据不足",
        actor=world[by],
        on=world.today,
    )


def released(world: World, hold: Hold, *, by: str = "city supervision") -> None:
    procedure.release(hold=hold, reason="已整改", actor=world[by], on=world.today)


def given_up(world: World, case: int, ending: str = "withdrawn") -> None:
    procedure.withdraw(
        case_id=case,
        ending=ending,
        reason="户要求撤回",
        actor=world["township"],
        on=world.today,
    )


def status_of(world: World, case: int) -> str:
    with acting_as(world["county"]):
        return ExitCase.objects.get(id=case).status


def test_a_finding_stops_a_household_until_another_person_releases_it(
    world: World,
) -> None:
    (case,) = world.bring([world.register()], to="appraise")
    hold = held(world, case)
    stopped = world.verify_team([case])

    with pytest.raises(UnableToRecord, match="另一人") as refusal:
        released(world, hold, by="supervision")
    released(world, hold)

    assert refusal.value.cite == "art-15"
    assert stopped.rows[0].refusal is not None
    assert stopped.rows[0].refusal.because is Because.HELD
    assert world.verify_team([case]).done == (case,)


def test_a_hold_is_released_once(world: World) -> None:
    (case,) = world.bring([world.register()], to="appraise")
    hold = held(world, case)
    released(world, hold)

    with pytest.raises(UnableToRecord, match="甲city supervision"):
        released(world, hold)


@pytest.mark.parametrize("by", ["city supervision", "township", "county"])
def test_what_supervision_stopped_only_supervision_lets_go_on(
    world: World, by: str
) -> None:
    (case,) = world.bring([world.register()], to="appraise")
    hold = held(world, case, by="supervision")

    if by == "city supervision":
        released(world, hold, by=by)
        assert world.verify_team([case]).done == (case,)
        return
    with pytest.raises(NotYourPosition, match="督查人员"):
        released(world, hold, by=by)

    refusal = world.verify_team([case]).rows[0].refusal
    assert refusal is not None
    assert refusal.because is Because.HELD


@pytest.mark.parametrize("by", ["township", "supervision"])
def test_what_an_office_stopped_another_person_lets_go_on(
    world: World, by: str
) -> None:
    (case,) = world.bring([world.register()], to="appraise")
    hold = held(world, case, by="county")

    released(world, hold, by=by)

    assert world.verify_team([case]).done == (case,)


def test_a_household_is_not_held_twice_for_one_matter(world: World) -> None:
    (case,) = world.bring([world.register()], to="appraise")
    held(world, case)

    with pytest.raises(UnableToRecord, match="已"):
        held(world, case, by="county")


@pytest.mark.parametrize("by", ["village", "team", "leading group", "city"])
def test_a_finding_is_not_everybody_s_to_enter(world: World, by: str) -> None:
    (case,) = world.bring([world.register()], to="appraise")

    with pytest.raises(NotYourPosition):
        held(world, case, by=by)


@pytest.mark.parametrize("ending", ["withdrawn", "deregistered"])
def test_taking_a_household_off_the_list_is_always_possible(
    world: World, ending: str
) -> None:
    (case,) = world.bring([world.register()], to="approve")

    given_up(world, case, ending)

    assert status_of(world, case) == ending
    refusal = world.announce([case]).result.rows[0].refusal
    assert refusal is not None
    assert refusal.because is Because.ENDED


def test_a_case_is_given_up_once(world: World) -> None:
    (case,) = world.bring([world.register()], to="appraise")
    given_up(world, case)

    with pytest.raises(UnableToRecord, match="撤回"):
        given_up(world, case, "deregistered")


def test_a_household_that_was_marked_is_not_taken_back_in_silence(world: World) -> None:
    household = world.register()
    (case,) = world.bring([household], to="mark_lifted_out")

    with pytest.raises(UnableToRecord, match="已标注") as refusal:
        given_up(world, case)

    assert refusal.value.cite == "art-15"
    assert status_of(world, case) == "lifted_out"
    with acting_as(world["county"]):
        assert Household.objects.get(id=household).registration_status == "lifted_out"


def test_a_marked_household_s_case_is_not_begun_again(world: World) -> None:
    household = world.register()
    cases = world.bring([household], to="mark_lifted_out")
    world.change_member(household, insured=False)

    restarted = procedure.restart(
        case_ids=cases, reason="情况变化", actor=world["county"], on=world.today
    )

    assert restarted == 0
    assert status_of(world, cases[0]) == "lifted_out"


def test_a_case_given_up_is_not_begun_again(world: World) -> None:
    cases = world.bring([world.register()], to="appraise")
    given_up(world, cases[0])

    assert not procedure.restart(
        case_ids=cases, reason="无", actor=world["county"], on=world.today
    )


def test_a_round_that_ended_begins_again_and_the_hold_stays(world: World) -> None:
    household = world.register()
    (case,) = world.bring([household], to="verify_team")
    world.acknowledge([case], verdict="refuses")
    held(world, case)

    procedure.restart(
        case_ids=[case], reason="户改变意见", actor=world["township"], on=world.today
    )

    assert status_of(world, case) == "on_hold"
    refusal = world.visit([household]).rows[0].refusal
    assert refusal is not None
    assert refusal.because is Because.HELD


def test_releasing_does_not_revive_a_case_given_up(world: World) -> None:
    (case,) = world.bring([world.register()], to="appraise")
    hold = held(world, case)
    given_up(world, case)

    released(world, hold)

    assert status_of(world, case) == "withdrawn"


@pytest.mark.parametrize("shift", [-1, 1])
def test_nothing_here_is_dated_otherwise_than_the_day_it_is_done(
    world: World, shift: int
) -> None:
    (case,) = world.bring([world.register()], to="appraise")
    hold = held(world, case)
    world.move(days=2)
    other_day = world.today + timedelta(days=shift)

    with pytest.raises(UnableToRecord, match="今天"):
        procedure.release(
            hold=hold,
            reason="已整改",
            actor=world["city supervision"],
            on=other_day,
        )
    with pytest.raises(UnableToRecord, match="今天"):
        procedure.withdraw(
            case_id=case,
            ending="withdrawn",
            reason="撤回",
            actor=world["township"],
            on=other_day,
        )
    with pytest.raises(UnableToRecord, match="今天"):
        procedure.hold(
            case_id=case,
            cause="finding",
            subject="finding:2",
            reason="再查",
            actor=world["supervision"],
            on=other_day,
        )


def test_a_report_that_was_missed_leaves_a_fresh_round_as_the_lawful_way(
    world: World,
) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    world.move(days=1)
    too_early = begun_again(world, case)
    world.move(days=1)
    refused = world.report([case])

    afterwards = begun_again(world, case)

    assert too_early == 0
    assert refused.refused[0].refusal is not None
    assert refused.refused[0].refusal.because is Because.NOT_TOGETHER
    assert afterwards == 1


def begun_again(world: World, case: int) -> int:
    return procedure.restart(
        case_ids=[case],
        reason="未与公示同时上报",
        actor=world["township"],
        on=world.today,
    )
