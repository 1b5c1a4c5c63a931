"""What somebody has to do before any work: a password of their own, a second step."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.factors import has_factor
from tuopin.office.accounts.models import Account
from tuopin.office.accounts.rights import WITH_SECOND_FACTOR
from tuopin.office.clock.queries import is_demo

ALWAYS_OPEN = frozenset(
    {"web:logout", "web:set_language", "web:choose_appointment", "web:healthz"}
)
PASSWORD = "web:password"
FACTORS = "web:factors"
CONFIRM = "web:confirm"
ENROLMENT = frozenset({FACTORS, "web:app", "web:passkey"})


def page_before_work(account: Account, held: Sequence[Actor]) -> str | None:
    """Return the page that comes first for an account, if there is one.

    In a demonstration everybody comes in with the password that its login page names.
    """
    if account.must_change_password:
        return None if is_demo() else PASSWORD
    if needs_factor(held) and not has_factor(account.id) and not is_demo():
        return FACTORS
    return None


def needs_factor(held: Sequence[Actor]) -> bool:
    """Say whether any position held is not entered with a password alone."""
    return any(actor.position in WITH_SECOND_FACTOR for actor in held)


def lets_through(page: str, *, name: str) -> bool:
    """Say whether an address is open while a page comes first."""
    if name in ALWAYS_OPEN or name in (page, CONFIRM):
        return True
    return page == FACTORS and name in ENROLMENT
