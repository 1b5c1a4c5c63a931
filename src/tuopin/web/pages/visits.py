"""A survey form that was filled in on paper, into the record (入户调查表, art. 3)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tuopin.office.accounts.domain import Refusal
from tuopin.register.access import HouseholdNotFound
from tuopin.survey.operations import SURVEYORS
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.burden.counting import entered
from tuopin.web.visiting import keep_outcome, page_of, take_visit


@as_actor
def paper(request: ActorRequest, number: str) -> HttpResponse:
    """Show the survey form of a household; take in what its paper says."""
    actor, on = request.actor, request.today
    if actor.position not in SURVEYORS:
        return refuse(request)
    sent = evidence.sent_with(request)
    try:
        page = page_of(actor, number, sent, on=on)
    except HouseholdNotFound as not_found:
        raise Http404 from not_found
    context: dict[str, object] = {"page": page}
    if sent is None:
        return render(request, "web/visit.html", context)
    if page.form.is_faulty:
        return render(request, "web/visit.html", context, status=422)
    found = page.form.visit_to(page.household.number)
    try:
        outcome = take_visit(found, page.household, actor=actor, on=on)
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "web/visit.html", context, status=409)
    keep_outcome(request.session, outcome)
    rows = 0 if outcome.is_repeated else 1
    entered(request, "visit", rows=rows, place=page.household.village_id)
    evidence.note_repeated(request.session, page.brought)
    return redirect("web:household", number)
