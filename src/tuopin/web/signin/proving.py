"""Whether somebody is who they say: by password, by a code, by a passkey."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth import authenticate
from django.http import HttpRequest

from tuopin.office.accounts.models import Account
from tuopin.web.signin import passkeys
from tuopin.web.signin.account_page import factors_shown


def second_step_asked(request: HttpRequest, account: Account) -> Mapping[str, object]:
    """Return what a page needs to ask for an account's factors."""
    shown = factors_shown(account)
    takes_passkey = shown.has_passkey and passkeys.are_possible(request)
    return {
        "factors": shown,
        "passkey_options": passkeys.ask_for_known(account) if takes_passkey else "",
    }


def proved_by_password(request: HttpRequest, account: Account) -> bool:
    """Say whether the password sent is the account's; failures lock it."""
    password = request.POST.get("password", "")
    proved = authenticate(request, username=account.username, password=password)
    return proved == account


def proved_by_factor(request: HttpRequest, account: Account) -> bool:
    """Say whether the code or passkey sent is the account's; wrong codes lock it."""
    if written := request.POST.get("credential", ""):
        try:
            passkeys.read_known(request, written, account=account)
        except passkeys.NotAccepted:
            return False
        return True
    proved = authenticate(
        request,
        username=account.username,
        known=account,
        code=request.POST.get("code", ""),
    )
    return proved == account
