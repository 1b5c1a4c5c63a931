"""Phones that speak for a surveyor: their kinds, their keys, finding them.

What is kept of a credential is the digest by which HTTP's two ways of logging in can be
checked (RFC 7617, RFC 7616), sealed with the office's keys; the secret itself is shown
once and kept nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from tuopin.office.accounts.models import Device
from tuopin.office.encryption import Purpose, key_ring
from tuopin.rulebook.text import Text

REALM = "tuopin"
LONGEST_NAME = 60
# Without what is mistaken for something else when it is typed.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
SECRET_LETTERS, LOGIN_LETTERS = 24, 8
KEPT_ASIDE = timedelta(days=30)
"""So long what a revoked phone still has is put aside; later it is a stranger."""


class DeviceKind(StrEnum):
    """What speaks on a phone."""

    COLLECT = "collect"  # ODK Collect
    PAGE = "page"  # 离线页面

    @property
    def label(self) -> Text:
        """The kind in words."""
        return _KINDS[self]


_KINDS = {
    DeviceKind.COLLECT: Text("ODK Collect 采集应用", "ODK Collect"),
    DeviceKind.PAGE: Text("离线调查页面", "survey page off line"),
}


def fresh_login(kind: DeviceKind) -> str:
    """Return a login that says nothing of whose it is."""
    return f"{kind.value}-{_letters(LOGIN_LETTERS)}"


def fresh_secret() -> str:
    """Return a secret that nobody guesses: 118 bits."""
    return _letters(SECRET_LETTERS)


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))


def key_from(login: str, secret: str) -> str:
    """Return what RFC 7616 calls H(A1); it serves the plain way too."""
    said = f"{login}:{REALM}:{secret}".encode("utf-8", "surrogatepass")
    return hashlib.md5(said, usedforsecurity=False).hexdigest()


def sealed(key: str) -> bytes:
    """Return a key as it is kept."""
    return key_ring().seal(Purpose.DEVICE_KEY.value, key.encode())


def key_of(device: Device) -> str:
    """Return a phone's key."""
    kept = bytes(device.sealed_key)
    return key_ring().unseal(Purpose.DEVICE_KEY.value, kept).decode()


def half_of(login: str) -> bytes:
    """Return the office's half of the key to what a phone keeps; always the same."""
    return key_ring().secret_of(Purpose.DEVICE_HALF, login)


def is_key(device: Device, key: str) -> bool:
    """Say whether a key is a phone's, in the same time for every wrong one."""
    return hmac.compare_digest(key_of(device).encode(), key.encode())


def find_device(login: str) -> Device | None:
    """Return the phone of that login, revoked or not, with whose it is."""
    return _told().filter(login=login).order_by("id").first()


def devices_of(person_id: int) -> list[Device]:
    """Return a person's phones, the latest first."""
    return list(
        _told().filter(appointment__person_id=person_id).order_by("-made_on", "-id")
    )


def revoked_on(device: Device) -> date | None:
    """Return since when a phone speaks for nobody, None while it still does."""
    revocation = getattr(device, "revocation", None)
    return revocation.revoked_on if revocation else None


def revoked_among(logins: Iterable[str]) -> set[str]:
    """Return those of some logins that are phones which speak for nobody."""
    found = Device.objects.filter(login__in=set(logins), revocation__isnull=False)
    return set(found.values_list("login", flat=True))


def _told() -> QuerySet[Device]:
    return Device.objects.select_related("appointment__person__account", "revocation")
