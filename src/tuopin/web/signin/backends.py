"""The second step as Django authenticates: so that failures count towards the lock."""

from __future__ import annotations

import time

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from tuopin.office.accounts import factors, operations
from tuopin.office.accounts.models import Account
from tuopin.office.accounts.queries import actor_for
from tuopin.office.clock.queries import today

RECOVERY_DIGITS = 8


class CodeBackend(BaseBackend):
    """Takes an app's code or a recovery code of somebody known by their password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        known: Account | None = None,
        code: str = "",
        **_credentials: object,
    ) -> Account | None:
        """Return the account if the code lets it in; the code is spent by that."""
        if known is None or not known.is_active:
            return None
        digits = "".join(code.split()).replace("-", "")
        if len(digits) == RECOVERY_DIGITS:
            return known if _took_recovery_code(known, digits) else None
        took = factors.spend_code(account_id=known.id, code=digits, at=int(time.time()))
        return known if took else None


def _took_recovery_code(account: Account, code: str) -> bool:
    """Take a recovery code; only from somebody in whose name it can be recorded."""
    actor = actor_for(account.person_id, on=today(), appointment_id=None)
    if actor is None:
        return False
    return operations.spend_recovery_code(
        account=account, code=code, actor=actor, on=today()
    )
