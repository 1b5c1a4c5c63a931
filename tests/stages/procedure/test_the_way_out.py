"""A household's whole way out of the register, and every way it may stop (art. 6)."""

from __future__ import annotations

from tests.support.world import World
from tuopin.office.scope import acting_as
from tuopin.register.models import Household


def test_a_household_that_passes_every_gate_is_marked_as_lifted_out(
    world: World,
) -> None:
    household = world.register()

    world.bring([household], to="mark_lifted_out")

    with acting_as(world["county"]):
        assert Household.objects.get(id=household).registration_status == "lifted_out"
