"""One's own account: password, where it is signed in, proving again who one is."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tuopin.office.accounts import operations
from tuopin.office.accounts.rights import MAY, Right
from tuopin.web.acting import ActorRequest, as_actor
from tuopin.web.passwords import SHORTEST_PASSWORD
from tuopin.web.signin.account_page import (
    devices_shown,
    factors_shown,
    sign_ins_shown,
)
from tuopin.web.signin.asking import said, say, sure
from tuopin.web.signin.entering import make_sure, safe_next
from tuopin.web.signin.forms import CodeForm, ConfirmForm, PasswordForm
from tuopin.web.signin.gate import PASSWORD
from tuopin.web.signin.proving import (
    proved_by_factor,
    proved_by_password,
    second_step_asked,
)
from tuopin.web.worksheets.fields import is_row_number


@as_actor
def account(request: ActorRequest) -> HttpResponse:
    """Show one's account: how one signs in, and where one is signed in now."""
    context = {
        "factors": factors_shown(request.user),
        "devices": devices_shown(request.actor.person_id),
        "may_carry": request.actor.position in MAY[Right.CARRY_DEVICE],
        "sign_ins": sign_ins_shown(request.user, here=request.session.session_key),
        "said": said(request),
    }
    return render(request, "web/signin/account.html", context)


@as_actor
def confirm(request: ActorRequest) -> HttpResponse:
    """Ask for the password or a factor again before the account is changed."""
    to = request.POST.get("next") or request.GET.get("next", "")
    to = safe_next(request, to, default=reverse("web:account"))
    is_wrong = request.method == "POST"
    by_password = "password" in request.POST
    proved = proved_by_password if by_password else proved_by_factor
    if is_wrong and proved(request, request.user):
        make_sure(request)
        return redirect(to)
    context = {
        "password_form": ConfirmForm(),
        "form": CodeForm(),
        "next": to,
        "is_wrong": is_wrong,
        **second_step_asked(request, request.user),
    }
    return render(request, "web/signin/confirm.html", context)


@as_actor
@sure
def password(request: ActorRequest) -> HttpResponse:
    """Change one's password; every other browser is signed out by it."""
    is_sent = request.method == "POST"
    form = PasswordForm(request.POST if is_sent else None, account=request.user)
    if is_sent and form.is_valid():
        operations.change_password(
            account=request.user,
            password=form.cleaned_data["new"],
            here=str(request.session.session_key),
            actor=request.actor,
            on=request.today,
        )
        update_session_auth_hash(request, request.user)
        say(request, _("Your password is changed. Other browsers are signed out."))
        return redirect("web:account")
    context = {
        "form": form,
        "shortest": SHORTEST_PASSWORD,
        "must_change": request.page_before_work == PASSWORD,
    }
    return render(request, "web/signin/password.html", context)


@require_POST
@as_actor
def end_sign_ins(request: ActorRequest) -> HttpResponse:
    """Sign out one other browser, or all of them."""
    only = request.POST.get("only", "")
    if only and not is_row_number(only):
        raise Http404
    ended = operations.end_sign_ins(
        account=request.user,
        here=str(request.session.session_key),
        only=int(only) if only else None,
        actor=request.actor,
        on=request.today,
    )
    words = ngettext("%(n)s browser signed out.", "%(n)s browsers signed out.", ended)
    say(request, words % {"n": ended})
    return redirect("web:account")
