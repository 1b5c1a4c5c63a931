"""The survey form of a household (入户调查表, art. 3)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tuopin.office.accounts.domain import Refusal
from tuopin.register.access import HouseholdNotFound
from tuopin.survey.operations import SURVEYORS
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.visiting import keep_outcome, page_of, take_visit


@as_actor
def visit(request: ActorRequest, number: str) -> HttpResponse:
    """Show the survey form of a household; take in what was found there."""
    actor, on = request.actor, request.today
    if actor.position not in SURVEYORS:
        return refuse(request)
    asked = request.POST.dict() if request.method == "POST" else None
    try:
        page = page_of(actor, number, asked, on=on)
    except HouseholdNotFound as not_found:
        raise Http404 from not_found
    context: dict[str, object] = {"page": page}
    if asked is None:
        return render(request, "web/visit.html", context)
    if not page.form.is_valid():
        return render(request, "web/visit.html", context, status=422)
    found = page.form.visit_to(page.household.number)
    try:
        outcome = take_visit(found, page.household, actor=actor, on=on)
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "web/visit.html", context, status=409)
    keep_outcome(request.session, outcome)
    return redirect("web:household", number)
