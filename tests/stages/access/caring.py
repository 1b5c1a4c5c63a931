"""How the acts after an exit are attempted, each in a household's own village."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.aftercare import pair as paired
from tuopin.aftercare import operations as aftercare
from tuopin.aftercare.operations import Call
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
        name="甲干部",
        reason="",
        actor=actor,
        on=place.world.today,
    )
    return True


def log(place: Place, actor: Actor) -> object:
    call = Call(place.number, "甲干部", "情况稳定", "记录", place.world.today)
    return aftercare.log_visit(call=call, actor=actor, on=place.world.today)
