"""The only way from a request to an account or appointment, one's own or another's."""

from __future__ import annotations

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.models import Account, Appointment
from tuopin.office.accounts.rights import Right, may
from tuopin.rulebook.text import Text


class PersonNotFound(Refusal):
    """There is nobody here for this administrator, whether or not there is at all."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "您管理的人员里没有这一位。",
                "There is no such person among those whom you look after.",
            ),
            cite="art-12",
        )


def account_for(actor: Actor, account_id: int) -> Account:
    """Return an account that the actor keeps; otherwise say it is not there."""
    found = (
        Account.objects.filter(id=account_id)
        .select_related("person")
        .order_by("id")
        .first()
    )
    if found is None or not _keeps(actor, found.person_id):
        raise PersonNotFound
    return found


def appointment_for(actor: Actor, appointment_id: int) -> Appointment:
    """Return an appointment in the actor's care; otherwise say it is not there."""
    found = Appointment.objects.filter(id=appointment_id).order_by("id").first()
    if found is None or not may(actor, Right.HAND_OVER, in_division=found.division_id):
        raise PersonNotFound
    return found


def _keeps(actor: Actor, person_id: int) -> bool:
    held = Appointment.objects.filter(person_id=person_id, until_on=None)
    places = [appointment.division_id for appointment in held]
    return all(
        may(actor, Right.KEEP_ACCOUNTS, in_division=at)
        for at in places or [actor.division_code]
    )


class NotYourAccount(Refusal):
    """The account belongs to somebody else."""


def require_own(account: Account, actor: Actor) -> None:
    """Refuse whoever the account does not belong to."""
    if account.person_id != actor.person_id:
        raise NotYourAccount(
            Text(
                "这是别人的账号，只有本人可以更改。",
                "This account is somebody else's; only they can change it.",
            )
        )
