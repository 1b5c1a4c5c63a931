"""The archive: what each level keeps, what is missing, and the list of it on paper."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tuopin.filing.domain import Level
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.domain import DivisionLevel, level_of
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.archive.page import (
    NoSuchPlace,
    VillagePage,
    missing_list,
    own_acts,
    village_page,
    villages_archived,
)
from tuopin.web.sending import as_paper


@require_GET
@as_actor
def archive(request: ActorRequest) -> HttpResponse:
    """Show the area's villages with what each level keeps; a village its own."""
    if not _may_read(request):
        return refuse(request)
    code = request.actor.division_code
    if level_of(code) is DivisionLevel.VILLAGE:
        return _village(request, _found(request, code))
    context = {
        "villages": villages_archived(request.actor, year=request.today.year),
        "year": request.today.year,
        "levels": list(Level),
        "acts": own_acts(request.actor, pack_of(pack_in_force(request.today).id)),
    }
    return render(request, "web/archive/villages.html", context)


@require_GET
@as_actor
def of_village(request: ActorRequest, code: str) -> HttpResponse:
    """Show a village's households: what is there, what is missing, who keeps it."""
    if not _may_read(request):
        return refuse(request)
    return _village(request, _found(request, code))


@require_GET
@as_actor
def missing(request: ActorRequest, code: str) -> HttpResponse:
    """Send the list of what is missing in a village, to be printed."""
    if not _may_read(request):
        return refuse(request)
    data = missing_list(_found(request, code), on=request.today)
    return as_paper(request, "listing", data, f"archive-{code}", place=code)


def _village(request: ActorRequest, page: VillagePage) -> HttpResponse:
    context = {
        "page": page,
        "levels": list(Level),
        "acts": own_acts(request.actor, pack_of(pack_in_force(request.today).id)),
    }
    return render(request, "web/archive/village.html", context)


def _found(request: ActorRequest, code: str) -> VillagePage:
    try:
        return village_page(request.actor, code, year=request.today.year)
    except NoSuchPlace as none:
        raise Http404 from none


def _may_read(request: ActorRequest) -> bool:
    actor = request.actor
    return may(actor, Right.READ_REGISTER, in_division=actor.division_code)
