"""Browsers that are signed in: begun, seen, listed, and ended from anywhere.

A row stands for one session of one account. A session whose row is gone is signed out
at its next page, wherever it runs.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Now

from tuopin.office.accounts.models import SignIn

SEEN_EVERY = timedelta(minutes=1)
LONGEST_DEVICE = 200


def begin(*, account_id: int, session_key: str, device: str) -> int:
    """Note that an account is signed in with a session; returns the row's id.

    Rows whose sessions ran out, or were logged out of, go.
    """
    running = Session.objects.filter(expire_date__gt=Now()).values("session_key")
    SignIn.objects.filter(account_id=account_id).exclude(
        session_key__in=running
    ).delete()
    sign_in, _ = SignIn.objects.update_or_create(
        session_key=session_key,
        defaults={"account_id": account_id, "device": device[:LONGEST_DEVICE]},
    )
    return sign_in.id


def forget_expired() -> None:
    """Let sessions go that ran out, of whomever."""
    Session.objects.filter(expire_date__lt=Now()).delete()


def see(sign_in_id: int, *, account_id: int, session_key: str) -> bool:
    """Note that a browser was here; False when it was signed out from elsewhere.

    The session's key changes with the password; its row follows it.
    """
    is_due = ExpressionWrapper(
        Q(last_seen_at__lt=Now() - SEEN_EVERY) | ~Q(session_key=session_key),
        output_field=BooleanField(),
    )
    due = (
        SignIn.objects.filter(id=sign_in_id, account_id=account_id)
        .annotate(is_due=is_due)
        .values_list("is_due", flat=True)
    )
    found = list(due)
    if found == [True]:
        SignIn.objects.filter(id=sign_in_id).update(
            last_seen_at=Now(), session_key=session_key
        )
    return bool(found)


def of_account(account_id: int) -> QuerySet[SignIn]:
    """Return where an account is signed in now, the latest first."""
    running = Session.objects.filter(expire_date__gt=Now()).values("session_key")
    return SignIn.objects.filter(
        account_id=account_id, session_key__in=running
    ).order_by("-last_seen_at", "-id")


def end_of_person(person_id: int) -> int:
    """Sign a person out everywhere."""
    return end(SignIn.objects.filter(account__person_id=person_id))


def end(ended: QuerySet[SignIn]) -> int:
    """Sign these browsers out: the sessions go, and the rows that let them in."""
    keys = list(ended.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    SignIn.objects.filter(session_key__in=keys).delete()
    return len(keys)
