"""The page that shows how the register stands against the standard."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tuopin.office.accounts.rights import Right, may
from tuopin.rulebook.parameters import MissingFigure
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.standing_page import page_of


@as_actor
def standing(request: ActorRequest) -> HttpResponse:
    """Show how many households of the actor's area meet the standard today."""
    actor = request.actor
    if not may(actor, Right.READ_REGISTER, in_division=actor.division_code):
        return refuse(request)
    try:
        page = page_of(actor, request.GET, on=request.today)
    except MissingFigure as missing:
        context = {"reason": missing.message}
        return render(request, "web/stopped.html", context, status=503)
    return render(request, "web/standing.html", {"page": page})
