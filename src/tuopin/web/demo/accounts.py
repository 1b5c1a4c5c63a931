"""The accounts that a demo's login page names; nothing of this is in a real office."""

from __future__ import annotations

from dataclasses import dataclass

from tuopin.office.accounts.models import Appointment
from tuopin.rulebook.positions import Position
from tuopin.web.demo.people import NAMED


@dataclass(frozen=True)
class AccountToTry:
    """An account of the demo, and whose it is."""

    username: str
    person_name: str
    position: Position
    place: str


def accounts_to_try() -> list[AccountToTry]:
    """Return the named accounts that this demo has, in the order of the offices."""
    found = {
        appointment.person.account.username: appointment
        for appointment in Appointment.objects.filter(
            person__account__username__in=NAMED
        ).select_related("person__account", "division")
    }
    return [
        AccountToTry(
            username=username,
            person_name=found[username].person.name,
            position=Position(found[username].position),
            place=found[username].division.short_name,
        )
        for username in NAMED
        if username in found
    ]
