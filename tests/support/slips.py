"""Slips given to households of the tests' county, and taken back."""

from __future__ import annotations

from tests.support.world import World
from tuopin.explanation import operations as explanation
from tuopin.explanation.domain import Proof, WhyWithdrawn
from tuopin.explanation.operations import Given, Handing
from tuopin.office.scope import acting_as
from tuopin.register.queries import MemberRow, members_as_at


def members_of(world: World, household: int) -> tuple[MemberRow, ...]:
    """Return the members of a household today, the head first."""
    with acting_as(world["province"]):
        return members_as_at(household, world.today)


def give(
    world: World,
    household: int,
    *,
    by: str = "county",
    member: int | None = None,
    proof: Proof = Proof.ID_CARD,
) -> Given:
    """Give a household its slip, into the head's hands if nobody else is named."""
    if member is None:
        member = members_of(world, household)[0].id
    return explanation.give_slip(
        handing=Handing(world.households[household], member, proof),
        actor=world[by],
        on=world.today,
    )


def withdraw(
    world: World,
    household: int,
    *,
    by: str = "county",
    why: WhyWithdrawn = WhyWithdrawn.LOST,
) -> None:
    """Take a household's slip back."""
    explanation.withdraw_slip(
        household_number=world.households[household],
        why=why,
        actor=world[by],
        on=world.today,
    )
