"""The only way from a request to a household or a member of one."""

from __future__ import annotations

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.scope import acting_as
from tuopin.register import queries
from tuopin.register.models import HouseholdMember
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.text import Text


class HouseholdNotFound(Refusal):
    """There is no such household for this actor, whether or not there is one at all."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "您辖区的登记册里没有这一户。请核对户编号。",
                "There is no such household in your part of the register. "
                "Check its number.",
            ),
            cite="art-02",
        )


def household_for(
    actor: Actor, number: str, *, to: Right = Right.READ_REGISTER
) -> HouseholdRow:
    """Return the household if the actor may do this; otherwise say it is not there."""
    with acting_as(actor):
        household = queries.find_household(number)
    # Missing and forbidden sound the same, so that nobody learns who is registered
    # elsewhere.
    if household is None or not may(actor, to, in_division=household.village_id):
        raise HouseholdNotFound
    return household


def member_for(actor: Actor, member_id: int, *, to: Right) -> HouseholdMember:
    """Return the member if the actor may do this; otherwise say it is not there."""
    with acting_as(actor):
        member = HouseholdMember.objects.filter(id=member_id).order_by("id").first()
    if member is None or not may(actor, to, in_division=member.village_code):
        raise HouseholdNotFound
    return member
