"""One's own account: factors, phones, where it is signed in, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator

from tuopin.office.accounts import devices, factors, sign_ins, tokens
from tuopin.office.accounts.devices import DeviceKind
from tuopin.office.accounts.models import Account
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.web.signin.devices import device_in_words

APP = Text("手机验证器", "authenticator app")


@dataclass(frozen=True)
class FactorShown:
    """A factor as its owner knows it."""

    id: int
    kind: Text
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """All that an account has for the second step."""

    held: Sequence[FactorShown]
    codes_left: int
    has_app: bool
    has_passkey: bool


@dataclass(frozen=True)
class SignInShown:
    """A browser in which the account is signed in."""

    id: int
    device: Text
    began_at: datetime
    last_seen_at: datetime
    is_here: bool


@dataclass(frozen=True)
class TokenShown:
    """An access token as its owner knows it; the token itself nobody knows."""

    id: int
    name: str
    may_act: bool
    position: Text
    place: str
    issued_on: date
    last_used_on: date | None


def tokens_shown(account: Account) -> list[TokenShown]:
    """Return an account's tokens that were not revoked, the latest first."""
    return [
        TokenShown(
            id=one.id,
            name=one.name,
            may_act=one.may_act,
            position=Position(one.appointment.position).label,
            place=one.appointment.division.short_name,
            issued_on=one.issued_on,
            last_used_on=one.last_used_on,
        )
        for one in tokens.of_account(account.id)
    ]


@dataclass(frozen=True)
class DeviceShown:
    """A phone with a credential, as its owner knows it."""

    name: str
    kind: Text
    login: str
    made_on: date
    revoked_on: date | None


def devices_shown(person_id: int) -> list[DeviceShown]:
    """Return a person's phones, those in use first."""
    shown = [
        DeviceShown(
            name=one.name,
            kind=DeviceKind(one.kind).label,
            login=one.login,
            made_on=one.made_on,
            revoked_on=devices.revoked_on(one),
        )
        for one in devices.devices_of(person_id)
    ]
    return sorted(shown, key=lambda one: one.revoked_on is not None)


def factors_shown(account: Account) -> Factors:
    """Return an account's factors for its page."""
    held = list(factors.factors_of(account.id))
    return Factors(
        held=[_shown(factor) for factor in held],
        codes_left=factors.recovery_codes_left(account.id),
        has_app=any(factor.type == factors.Kind.TOTP for factor in held),
        has_passkey=any(factor.type == factors.Kind.WEBAUTHN for factor in held),
    )


def _shown(factor: Authenticator) -> FactorShown:
    is_app = factor.type == factors.Kind.TOTP
    return FactorShown(
        id=factor.id,
        kind=APP if is_app else Text("通行密钥", "passkey"),
        name="" if is_app else str(factor.data["name"]),
        added_at=factor.created_at,
        last_used_at=factor.last_used_at,
    )


def sign_ins_shown(account: Account, *, here: str | None) -> list[SignInShown]:
    """Return where an account is signed in, this browser first."""
    shown = [
        SignInShown(
            id=one.id,
            device=device_in_words(one.device),
            began_at=one.began_at,
            last_seen_at=one.last_seen_at,
            is_here=one.session_key == here,
        )
        for one in sign_ins.of_account(account.id)
    ]
    return sorted(shown, key=lambda one: not one.is_here)
