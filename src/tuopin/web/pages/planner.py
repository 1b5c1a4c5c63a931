"""The page that says how late each village may still begin (最迟开始)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tuopin.office.accounts.rights import Right, may
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.planner import NoSuchVillage, planner_of


@as_actor
def planner(request: ActorRequest) -> HttpResponse:
    """Show the latest days of the actor's area, or of one village act by act."""
    actor = request.actor
    if not may(actor, Right.READ_REGISTER, in_division=actor.division_code):
        return refuse(request)
    asked = request.GET.get("page", "")
    try:
        page = planner_of(
            actor,
            place=request.GET.get("place", ""),
            page=int(asked[:6]) if asked.isdecimal() else 1,
            on=request.today,
        )
    except NoSuchVillage as not_found:
        raise Http404 from not_found
    shown = "web/planner_village.html" if page.place else "web/planner.html"
    return render(request, shown, {"page": page})
