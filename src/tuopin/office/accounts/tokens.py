"""Access tokens: drawn, known by their digest, ended; a program's way to act.

A token has 256 random bits, so a plain digest of it cannot be guessed backwards, and
guessing a token needs no lock.
"""

from __future__ import annotations

import secrets
from datetime import date
from hashlib import sha256

from django.db.models import QuerySet

from tuopin.office.accounts.factors import has_factor
from tuopin.office.accounts.models import AccessToken
from tuopin.office.accounts.rights import WITH_SECOND_FACTOR
from tuopin.rulebook.positions import Position

PREFIX = "tuopin_"
"""By what a token is recognised where it should not lie, such as in a log."""
RANDOM_BYTES = 32


def draw() -> str:
    """Draw a token, to be shown once."""
    return PREFIX + secrets.token_urlsafe(RANDOM_BYTES)


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def of_account(account_id: int) -> QuerySet[AccessToken]:
    """Return an account's tokens that were not revoked, the latest first."""
    found = AccessToken.objects.filter(account_id=account_id, revoked_on__isnull=True)
    return found.select_related("appointment__division").order_by("-id")


def lacks_factor(account_id: int, position: Position) -> bool:
    """Say whether a position asks for a second factor that an account has not."""
    return position in WITH_SECOND_FACTOR and not has_factor(account_id)


def token_shown(written: str, *, on: date) -> AccessToken | None:
    """Return the token that a program shows, if it lets anybody in on a day.

    A factor that was removed since takes the token's power with it.
    """
    found = (
        AccessToken.objects.filter(
            digest=digest_of(written), revoked_on__isnull=True, account__is_active=True
        )
        .select_related("account__person", "appointment")
        .order_by("id")
        .first()
    )
    if found is None:
        return None
    if lacks_factor(found.account_id, Position(found.appointment.position)):
        return None
    if found.last_used_on != on:
        AccessToken.objects.filter(id=found.id).update(last_used_on=on)
    return found


def end_of_person(person_id: int, *, on: date) -> None:
    """Revoke every token of a person."""
    AccessToken.objects.filter(
        account__person_id=person_id, revoked_on__isnull=True
    ).update(revoked_on=on)
