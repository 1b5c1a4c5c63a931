"""What an administrator does to accounts: opening, passwords, lost factors."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator

from tuopin.office.accounts import sign_ins, tokens
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.models import Account, Appointment, FactorReset, Person
from tuopin.office.accounts.operations.recording import record_of_account
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as
from tuopin.rulebook.text import Text


class UnableToKeep(Refusal):
    """An account that cannot be opened, or changed by this administrator."""


def open_account(
    *, username: str, person: Person, password: str, must_change: bool = False
) -> Account:
    """Let a person log in; what they may do comes from appointments alone."""
    account = Account(
        username=username, person=person, must_change_password=must_change
    )
    account.set_password(password)
    account.save()
    return account


def admit(
    *, name: str, username: str, password: str, actor: Actor, on: date
) -> Account:
    """Open an account for somebody new, with a password to be changed at once."""
    require(actor, Right.KEEP_ACCOUNTS, places=[actor.division_code])
    with acting_as(actor):
        if Account.objects.filter(username__iexact=username).exists():
            raise UnableToKeep(
                Text(
                    f"账号“{username}”已经有人使用，请换一个。",
                    f"The account {username!r} is taken: choose another name.",
                )
            )
        account = open_account(
            username=username,
            person=Person.objects.create(name=name),
            password=password,
            must_change=True,
        )
        record_of_account(account, "accounts.account.opened", {}, actor, on)
        return account


def give_password(*, account: Account, password: str, actor: Actor, on: date) -> None:
    """Give somebody a new password, to be changed at once; signs them out."""
    _require_keeper(account, actor)
    with acting_as(actor):
        account.set_password(password)
        Account.objects.filter(id=account.id).update(
            password=account.password, must_change_password=True
        )
        sign_ins.end_of_person(account.person_id)
        tokens.end_of_person(account.person_id, on=on)
        record_of_account(account, "accounts.password.given", {}, actor, on)


def reset_factors(*, account: Account, reason: str, actor: Actor, on: date) -> None:
    """Take a person's second factors away for a reason told; signs them out.

    Raises UnableToKeep without a reason.
    """
    _require_keeper(account, actor)
    if not reason.strip():
        raise UnableToKeep(
            Text(
                "请写明为什么重置，例如手机遗失。",
                "Say why the second step is reset: a lost phone, for example.",
            )
        )
    with acting_as(actor):
        Authenticator.objects.filter(user=account).delete()
        sign_ins.end_of_person(account.person_id)
        tokens.end_of_person(account.person_id, on=on)
        reset = FactorReset.objects.create(
            account=account,
            reason=reason.strip(),
            recorded_on=on,
            recorded_by_id=actor.appointment_id,
        )
        record_of_account(
            account,
            "accounts.factor.reset",
            {},
            actor,
            on,
            audit_rows.digests("accounts_factorreset", [reset.id]),
        )


def _require_keeper(account: Account, actor: Actor) -> None:
    """Refuse who keeps no accounts where the person acts, and one's own."""
    held = Appointment.objects.filter(person_id=account.person_id, until_on=None)
    places = [appointment.division_id for appointment in held]
    require(actor, Right.KEEP_ACCOUNTS, places=places or [actor.division_code])
    if account.person_id == actor.person_id:
        raise UnableToKeep(
            Text(
                "不能这样处理自己的账号，请由另一位系统管理员办理。",
                "Not for one's own account: ask another administrator.",
            )
        )
