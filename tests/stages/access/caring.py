"""How the acts after an exit are attempted, each in a household's own village."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stages.access.inspecting import tomorrow
from tests.support.aftercare import DOCUMENT, begin, help_for, open_risk
from tests.support.aftercare import pair as paired
from tuopin.aftercare import operations as aftercare
from tuopin.aftercare.domain import IncomeChange
from tuopin.aftercare.operations import Call, CallFound, Calling, Owned, Successor
from tuopin.office.accounts.domain import Actor

if TYPE_CHECKING:
    from tests.stages.access.every_operation import Place


def pair(place: Place, actor: Actor) -> object:
    return aftercare.pair_village(
        village_code=place.village, unit="水利局", actor=actor, on=place.world.today
    )


def end(place: Place, actor: Actor) -> object:
    aftercare.end_pairing(
        pairing_id=paired(place.world, place.village),
        reason="撤并",
        actor=actor,
        on=place.world.today,
    )
    return True


def name(place: Place, actor: Actor) -> object:
    aftercare.name_helper(
        pairing_id=paired(place.world, place.village),
        household_number=place.number,
        who=Successor("甲干部"),
        actor=actor,
        on=place.world.today,
    )
    return True


def plan(place: Place, actor: Actor) -> object:
    return aftercare.plan_calls(
        household_numbers=[place.number],
        calling=Calling(4, "甲干部"),
        actor=actor,
        on=place.world.today,
    )


def help_begun(place: Place, actor: Actor) -> object:
    return aftercare.begin_measure(
        household_number=place.number,
        help_given=help_for(place.world),
        actor=actor,
        on=place.world.today,
    )


def help_renewed(place: Place, actor: Actor) -> object:
    return aftercare.renew_measure(
        measure_id=begin(place.world, place.household, by=place.staff.township),
        help_given=help_for(place.world, days=300),
        actor=actor,
        on=place.world.today,
    )


def help_ended(place: Place, actor: Actor) -> object:
    aftercare.end_measure(
        measure_id=begin(place.world, place.household, by=place.staff.township),
        reason="已经就业",
        actor=actor,
        on=place.world.today,
    )
    return True


def risk(place: Place, actor: Actor) -> object:
    return aftercare.open_risk(
        household_number=place.number,
        owned=Owned(
            place.world[place.staff.township].appointment_id,
            place.world.today,
            "户主患病",
        ),
        actor=actor,
        on=place.world.today,
    )


def risk_settled(place: Place, actor: Actor) -> object:
    aftercare.settle_risk(
        risk_id=at_risk(place),
        text="已找到工作",
        evidence="合同",
        actor=actor,
        on=place.world.today,
    )
    return True


def at_risk(place: Place) -> int:
    return open_risk(
        place.world,
        place.household,
        owner=place.staff.village,
        by=place.staff.township,
        seen="户主患病",
    )


def put_back(place: Place, actor: Actor) -> object:
    number = at_risk(place)
    with tomorrow(place):
        return aftercare.return_to_poverty(
            risk_id=number, document=DOCUMENT, actor=actor, on=place.world.today
        )


def false_exit_undone(place: Place, actor: Actor) -> object:
    with tomorrow(place):
        return aftercare.undo_false_exit(
            household_number=place.number,
            subject="order:1",
            document=DOCUMENT,
            actor=actor,
            on=place.world.today,
        )


def log(place: Place, actor: Actor) -> object:
    found = CallFound("户主", IncomeChange.SAME)
    call = Call(place.number, "甲干部", "情况稳定", "记录", place.world.today, found)
    return aftercare.log_visit(call=call, actor=actor, on=place.world.today)
