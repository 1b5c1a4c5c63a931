"""The rules that the office works under, and what may be changed in them (art. 16)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.policy.operations import (
    OTHERS_SINCE,
    UnableToAdopt,
    adopt_pack,
)
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.rules.packs import packs_page

FAULTY, REFUSED = 422, 409


def may_read(request: ActorRequest) -> bool:
    """Say whether the position works under the rules: everybody but administrators."""
    actor = request.actor
    return may(actor, Right.READ_REGISTER, in_division=actor.division_code)


@as_actor
def packs(request: ActorRequest) -> HttpResponse:
    """Show which versions were adopted and what a newer one changes; adopt it."""
    if not may_read(request):
        return refuse(request)
    if request.method == "POST":
        return _adopt(request)
    page = packs_page(request.actor, on=request.today)
    return render(request, "web/rules/packs.html", {"page": page})


def _adopt(request: ActorRequest) -> HttpResponse:
    page = packs_page(request.actor, on=request.today, asked=request.POST.dict())
    if not page.may_adopt:
        return refuse(request)
    asked = next((one for one in page.offers if one.form.is_bound), None)
    context: dict[str, object] = {"page": page}
    if asked is None:
        context["refusal"] = UnableToAdopt(OTHERS_SINCE)
        return render(request, "web/rules/packs.html", context, status=REFUSED)
    if not asked.form.is_valid():
        return render(request, "web/rules/packs.html", context, status=FAULTY)
    try:
        adopt_pack(
            pack_id=asked.offer.adopted.pack_id,
            actor=request.actor,
            on=request.today,
            from_on=asked.form.cleaned_data["from_on"],
            version=asked.offer.version,
        )
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "web/rules/packs.html", context, status=REFUSED)
    return redirect("web:rules")
