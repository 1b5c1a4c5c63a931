"""Second factors of an account: authenticator apps, passkeys, recovery codes.

They are kept by django-allauth; a code is compared here, because it has to be spent in
the database: a memory of one process would let it in once per process.
"""

from __future__ import annotations

from hmac import compare_digest

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

Kind = Authenticator.Type
FACTORS = (Kind.TOTP, Kind.WEBAUTHN)
"""What lets somebody in; recovery codes only stand in for one of them."""

MOST_MISSES = 50
"""The lock is by account and address; this one stops guesses from many addresses."""


def factors_of(account_id: int) -> QuerySet[Authenticator]:
    """Return an account's factors in the order in which they were added."""
    held: QuerySet[Authenticator] = Authenticator.objects.filter(
        user_id=account_id, type__in=FACTORS
    )
    return held.order_by("id")


def kept_of_app(sealed: str, *, step: int) -> dict[str, object]:
    """Return what is kept of an app whose first code was that of a step."""
    return {"secret": sealed, "spent": step, "misses": 0}


def has_factor(account_id: int) -> bool:
    """Say whether an account has a second factor."""
    return factors_of(account_id).exists()


def recovery_codes_left(account_id: int) -> int:
    """Return how many recovery codes an account has not used."""
    kept = Authenticator.objects.filter(user_id=account_id, type=Kind.RECOVERY_CODES)
    return sum(len(one.wrap().get_unused_codes()) for one in kept.order_by("id"))


def step_of(secret: str, code: str, *, at: int) -> int | None:
    """Return in which step of the clock an app shows this code, if in one near.

    `at` is in seconds since 1970; a phone may be a step behind or ahead.
    """
    now = at // app_settings.TOTP_PERIOD
    tolerance = app_settings.TOTP_TOLERANCE
    for step in range(now - tolerance, now + tolerance + 1):
        shown = format_hotp_value(hotp_value(secret, step))
        if compare_digest(shown.encode(), code.encode()):
            return step
    return None


def spend_code(*, account_id: int, code: str, at: int) -> bool:
    """Take an app's code, which lets nobody in a second time, nor an older one.

    After MOST_MISSES wrong codes in a row, from wherever, the app lets nobody in.
    """
    with transaction.atomic():
        app = (
            Authenticator.objects.select_for_update()
            .filter(user_id=account_id, type=Kind.TOTP)
            .order_by("id")
            .first()
        )
        if app is None or app.data["misses"] >= MOST_MISSES:
            return False
        step = step_of(decrypt(app.data["secret"]), code, at=at)
        if step is None or step <= app.data["spent"]:
            app.data["misses"] += 1
            Authenticator.objects.filter(id=app.id).update(data=app.data)
            return False
        app.data |= {"spent": step, "misses": 0}
        Authenticator.objects.filter(id=app.id).update(
            data=app.data, last_used_at=Now()
        )
        return True


def spend_signature(*, factor_id: int, count: int) -> bool:
    """Take a passkey's signature; refuse one whose count shows a copy of the key.

    A passkey that counts nothing always says 0.
    """
    with transaction.atomic():
        key = Authenticator.objects.select_for_update().get(id=factor_id)
        last = key.data["count"]
        if (count or last) and count <= last:
            return False
        key.data["count"] = count
        Authenticator.objects.filter(id=key.id).update(
            data=key.data, last_used_at=Now()
        )
        return True
