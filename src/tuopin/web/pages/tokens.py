"""One's access tokens: issued and shown once, listed, revoked."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.office.accounts import operations
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.models import AccessToken
from tuopin.office.accounts.operations import LONGEST_TOKEN_NAME
from tuopin.web.acting import ActorRequest, as_actor
from tuopin.web.signin.account_page import tokens_shown
from tuopin.web.signin.asking import said, say, sure
from tuopin.web.worksheets.fields import is_row_number

ACT = "act"
REFUSED = 409


@as_actor
@sure
def tokens(request: ActorRequest) -> HttpResponse:
    """Show one's access tokens; issue one and show it, this once."""
    name, scope = request.POST.get("name", ""), request.POST.get("scope", "")
    issued, refusal = "", None
    if request.method == "POST":
        try:
            issued = operations.issue_token(
                account=request.user,
                name=name,
                may_act=scope == ACT,
                actor=request.actor,
                on=request.today,
            )
        except Refusal as refused:
            refusal = refused
    context = {
        "tokens": tokens_shown(request.user),
        "issued": issued,
        "refusal": refusal,
        "name": "" if issued else name,
        "may_act": scope == ACT and not issued,
        "longest": LONGEST_TOKEN_NAME,
        "said": said(request),
    }
    status = REFUSED if refusal else 200
    return render(request, "web/signin/tokens.html", context, status=status)


@require_POST
@as_actor
def revoke(request: ActorRequest) -> HttpResponse:
    """Revoke one of one's tokens: a program that shows it is let in no more."""
    asked = request.POST.get("token", "")
    if not is_row_number(asked):
        raise Http404
    try:
        operations.revoke_token(
            account=request.user,
            token_id=int(asked),
            actor=request.actor,
            on=request.today,
        )
    except AccessToken.DoesNotExist as missing:
        raise Http404 from missing
    say(request, _("Revoked. No program is let in by it any more."))
    return redirect("web:tokens")
