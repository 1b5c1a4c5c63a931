"""What belongs to an account is changed by whose it is: password, factors, sign-ins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from tuopin.office.accounts import factors, sign_ins, tokens
from tuopin.office.accounts.access import require_own
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Account, SignIn
from tuopin.office.accounts.operations.recording import record_of_account
from tuopin.office.scope import acting_as


def change_password(
    *, account: Account, password: str, here: str, actor: Actor, on: date
) -> None:
    """Change one's password; every browser but the one here is signed out.

    So is every program: its tokens are revoked.
    """
    require_own(account, actor)
    with acting_as(actor):
        account.set_password(password)
        Account.objects.filter(id=account.id).update(
            password=account.password, must_change_password=False
        )
        _end_others(account, here, on)
        record_of_account(account, "accounts.password.changed", {}, actor, on)


def add_factor(
    *,
    account: Account,
    kind: Authenticator.Type,
    kept: Mapping[str, object],
    here: str,
    actor: Actor,
    on: date,
) -> list[str]:
    """Add a second factor; returns recovery codes to print with the first one.

    An account has one authenticator app: another takes its place. What signed in
    before, with less, is signed out, programs too.
    """
    require_own(account, actor)
    with acting_as(actor):
        Account.objects.select_for_update().get(id=account.id)
        if kind is factors.Kind.TOTP:
            Authenticator.objects.filter(user=account, type=kind).delete()
        Authenticator.objects.create(user=account, type=kind, data=dict(kept))
        codes = _fresh_codes(account) if not _has_codes(account) else []
        _end_others(account, here, on)
        record_of_account(
            account, "accounts.factor.added", {"kind": kind.value}, actor, on
        )
        return codes


def remove_factor(*, account: Account, factor_id: int, actor: Actor, on: date) -> None:
    """Remove one of one's factors; recovery codes go with the last.

    Raises Authenticator.DoesNotExist for a factor of another's.
    """
    require_own(account, actor)
    with acting_as(actor):
        Account.objects.select_for_update().get(id=account.id)
        factor = factors.factors_of(account.id).get(id=factor_id)
        kind = str(factor.type)
        Authenticator.objects.filter(id=factor.id).delete()
        if not factors.has_factor(account.id):
            Authenticator.objects.filter(user=account).delete()
        record_of_account(account, "accounts.factor.removed", {"kind": kind}, actor, on)


def renew_recovery_codes(*, account: Account, actor: Actor, on: date) -> list[str]:
    """Return new recovery codes to print; the ones before no longer let anybody in.

    Without a factor there is nothing to recover, and no codes come back.
    """
    require_own(account, actor)
    with acting_as(actor):
        Account.objects.select_for_update().get(id=account.id)
        if not factors.has_factor(account.id):
            return []
        codes = _fresh_codes(account)
        record_of_account(account, "accounts.recovery_codes.renewed", {}, actor, on)
        return codes


def spend_recovery_code(*, account: Account, code: str, actor: Actor, on: date) -> bool:
    """Take a recovery code in place of a factor, once; says whether it was one."""
    require_own(account, actor)
    with acting_as(actor):
        kept = Authenticator.objects.filter(
            user=account, type=factors.Kind.RECOVERY_CODES
        )
        if not any(one.wrap().validate_code(code) for one in kept.order_by("id")):
            return False
        record_of_account(account, "accounts.recovery_code.used", {}, actor, on)
        return True


def end_sign_ins(
    *, account: Account, here: str, only: int | None, actor: Actor, on: date
) -> int:
    """Sign out one browser or all others; returns how many. The one here stays."""
    require_own(account, actor)
    with acting_as(actor):
        chosen = SignIn.objects.filter(account=account).exclude(session_key=here)
        ended = sign_ins.end(chosen if only is None else chosen.filter(id=only))
        if ended:
            record_of_account(
                account, "accounts.sign_in.ended", {"count": ended}, actor, on
            )
        return ended


def _end_others(account: Account, here: str, on: date) -> None:
    tokens.end_of_person(account.person_id, on=on)
    sign_ins.end(SignIn.objects.filter(account=account).exclude(session_key=here))


def _has_codes(account: Account) -> bool:
    kept = Authenticator.objects.filter(user=account, type=factors.Kind.RECOVERY_CODES)
    return bool(kept.exists())


def _fresh_codes(account: Account) -> list[str]:
    Authenticator.objects.filter(
        user=account, type=factors.Kind.RECOVERY_CODES
    ).delete()
    codes: list[str] = RecoveryCodes.activate(account).get_unused_codes()
    return codes
