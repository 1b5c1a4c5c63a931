"""The way from a right password to a session: half in, in, and sure again."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.contrib import auth
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tuopin.office.accounts import sign_ins
from tuopin.office.accounts.models import Account
from tuopin.office.accounts.queries import account_by_id

PENDING, SURE = "second_step", "sure_since"
PENDING_FOR = SURE_FOR = 10 * 60
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Pending:
    """Somebody whose password was right, and whose second step is awaited."""

    account: Account
    next: str


def await_second_step(request: HttpRequest, account: Account, *, to: str) -> None:
    """Remember who gave the right password; nobody is signed in by it."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "account": account.id,
        "since": time.time(),
        # A password changed meanwhile, or an account closed, ends the wait.
        "password": account.get_session_auth_hash(),
        "next": to,
    }


def pending(request: HttpRequest) -> Pending | None:
    """Return whose second step is awaited in this browser, for ten minutes."""
    kept = request.session.get(PENDING)
    if kept is None or time.time() - kept["since"] > PENDING_FOR:
        return None
    account = account_by_id(kept["account"])
    if account is None or account.get_session_auth_hash() != kept["password"]:
        return None
    return Pending(account, kept["next"])


def enter(request: HttpRequest, account: Account) -> None:
    """Sign an account in, in a session of its own."""
    sign_ins.forget_expired()
    request.session.pop(PENDING, None)
    auth.login(request, account, backend=BACKEND)
    make_sure(request)


def make_sure(request: HttpRequest) -> None:
    """Note that whoever sits here has just proved who they are."""
    request.session[SURE] = time.time()


def is_sure(request: HttpRequest) -> bool:
    """Say whether that was within the last ten minutes."""
    return time.time() - float(request.session.get(SURE, 0)) < SURE_FOR


def safe_next(request: HttpRequest, address: str, *, default: str) -> str:
    """Return an address of this program to go on to."""
    is_ours = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else default
