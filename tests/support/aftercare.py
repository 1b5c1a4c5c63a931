"""After-care of the invented county: pairings, helpers, calls."""

from __future__ import annotations

from datetime import date

from tests.support.world import VILLAGE, World
from tuopin.aftercare import operations as aftercare
from tuopin.aftercare import queries
from tuopin.aftercare.models import Pairing
from tuopin.aftercare.operations import Call
from tuopin.office.scope import acting_as


def pair(world: World, village: str = VILLAGE, *, by: str = "county") -> int:
    """Pair a village with a unit."""
    return aftercare.pair_village(
        village_code=village, unit="县水利局", actor=world[by], on=world.today
    )


def end(world: World, pairing: int, *, by: str = "county") -> None:
    """End a pairing."""
    aftercare.end_pairing(
        pairing_id=pairing, reason="单位撤并", actor=world[by], on=world.today
    )


def name(
    world: World,
    pairing: int,
    called: str,
    *,
    household: str = "",
    reason: str = "",
    by: str = "township",
) -> None:
    """Name who leads the team, or helps a household."""
    aftercare.name_helper(
        pairing_id=pairing,
        household_number=household,
        name=called,
        reason=reason,
        actor=world[by],
        on=world.today,
    )


def log(
    world: World,
    household: int,
    *,
    done_on: date | None = None,
    evidence: str = "回访记录",
    by: str = "village",
) -> int:
    """Log a call on a household."""
    call = Call(
        world.households[household],
        "甲队员",
        "收入稳定，住房安全",
        evidence,
        done_on or world.today,
    )
    return aftercare.log_visit(call=call, actor=world[by], on=world.today)


def pairing_of(world: World, village: str = VILLAGE) -> Pairing | None:
    """Return a village's pairing."""
    with acting_as(world["county"]):
        return queries.pairing_of(village)
