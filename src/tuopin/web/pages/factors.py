"""One's second factors: adding an app or a passkey, codes on paper, removing one."""

from __future__ import annotations

import time

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.office.accounts import operations
from tuopin.office.accounts.factors import Kind, kept_of_app, step_of
from tuopin.web.acting import ActorRequest, as_actor
from tuopin.web.signin import passkeys
from tuopin.web.signin.account_page import factors_shown
from tuopin.web.signin.asking import said, say, sure
from tuopin.web.signin.forms import CodeForm
from tuopin.web.signin.gate import FACTORS
from tuopin.web.worksheets.fields import is_row_number

SECRET = "app_secret"


@as_actor
def factors(request: ActorRequest) -> HttpResponse:
    """Show which second factors one has, and how to add one."""
    context = {
        "factors": factors_shown(request.user),
        "takes_passkeys": passkeys.are_possible(request),
        "comes_first": request.page_before_work == FACTORS,
        "said": said(request),
    }
    return render(request, "web/signin/factors.html", context)


@as_actor
@sure
def app(request: ActorRequest) -> HttpResponse:
    """Show a QR code to an authenticator app, and take the app's first code."""
    adapter = get_adapter()
    if SECRET not in request.session:
        request.session[SECRET] = adapter.encrypt(generate_totp_secret())
    secret = adapter.decrypt(request.session[SECRET])
    is_wrong = request.method == "POST"
    written = "".join(request.POST.get("code", "").split())
    step = step_of(secret, written, at=int(time.time())) if is_wrong else None
    if step is not None:
        kept = kept_of_app(request.session.pop(SECRET), step=step)
        return _added(request, Kind.TOTP, kept)
    address = adapter.build_totp_url(request.user, secret)
    context = {
        "form": CodeForm(),
        "is_wrong": is_wrong,
        "qr": segno.make(address, error="m").svg_inline(border=2, omitsize=True),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "factors": factors_shown(request.user),
    }
    return render(request, "web/signin/app.html", context)


@as_actor
@sure
def passkey(request: ActorRequest) -> HttpResponse:
    """Have a browser make a passkey, and take it."""
    is_wrong = request.method == "POST"
    name = request.POST.get("name", "").strip() or _("passkey")
    if is_wrong:
        written = request.POST.get("credential", "")
        try:
            kept = passkeys.read_new(request, written, name=name)
        except passkeys.NotAccepted:
            pass
        else:
            return _added(request, Kind.WEBAUTHN, kept)
    is_possible = passkeys.are_possible(request)
    context = {
        "is_wrong": is_wrong,
        "is_possible": is_possible,
        "passkey_options": passkeys.ask_for_new(request.user) if is_possible else "",
        "longest_name": passkeys.LONGEST_NAME,
    }
    return render(request, "web/signin/passkey.html", context)


def _added(
    request: ActorRequest, kind: Authenticator.Type, kept: dict[str, object]
) -> HttpResponse:
    """Add a factor, and show the recovery codes that come with the first."""
    codes = operations.add_factor(
        account=request.user,
        kind=kind,
        kept=kept,
        here=str(request.session.session_key),
        actor=request.actor,
        on=request.today,
    )
    if codes:
        return _codes_to_print(request, codes)
    say(request, _("Added. Other browsers are signed out."))
    return redirect("web:factors")


def _codes_to_print(request: ActorRequest, codes: list[str]) -> HttpResponse:
    written = [f"{code[:4]} {code[4:]}" for code in codes]
    # Whoever had to enrol is free to go on.
    request.page_before_work = None
    return render(request, "web/signin/recovery_codes.html", {"codes": written})


@require_POST
@as_actor
@sure
def recovery_codes(request: ActorRequest) -> HttpResponse:
    """Make new recovery codes and show them once."""
    codes = operations.renew_recovery_codes(
        account=request.user, actor=request.actor, on=request.today
    )
    if not codes:
        return redirect("web:factors")
    return _codes_to_print(request, codes)


@require_POST
@as_actor
@sure
def remove_factor(request: ActorRequest) -> HttpResponse:
    """Remove one of one's factors."""
    asked = request.POST.get("factor", "")
    if not is_row_number(asked):
        raise Http404
    try:
        operations.remove_factor(
            account=request.user,
            factor_id=int(asked),
            actor=request.actor,
            on=request.today,
        )
    except Authenticator.DoesNotExist as missing:
        raise Http404 from missing
    say(request, _("Removed."))
    return redirect("web:factors")
