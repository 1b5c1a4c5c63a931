"""An area at a glance: the page, its workbook, its printed brief (arts 6, 7, 12)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.queries import unit_named
from tuopin.procedure.standing import Kind
from tuopin.register.domain import RegistrationStatus
from tuopin.rulebook.findings import Outcome
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.glance.figures import glance_of
from tuopin.web.glance.sheets import brief, write_workbook
from tuopin.web.sending import as_paper, as_workbook


def _may_read(request: ActorRequest) -> bool:
    actor = request.actor
    return may(actor, Right.READ_REGISTER, in_division=actor.division_code)


@require_GET
@as_actor
def glance(request: ActorRequest) -> HttpResponse:
    """Show the figures of the reader's area, each leading to the list behind it."""
    if not _may_read(request):
        return refuse(request)
    context = {
        "glance": glance_of(request.actor, on=request.today),
        "statuses": list(RegistrationStatus),
        "kinds": list(Kind),
        # A tile says beside it how many were lifted out, the end of every act.
        "tile_kinds": [Kind.OPEN, Kind.WAITS, Kind.ENDS],
        "outcomes": list(Outcome),
    }
    return render(request, "web/glance/page.html", context)


@require_GET
@as_actor
def workbook(request: ActorRequest) -> HttpResponse:
    """Send the page's tables as a workbook."""
    if not _may_read(request):
        return refuse(request)
    found = glance_of(request.actor, on=request.today)
    name = _("At a glance")
    return as_workbook(
        lambda path: write_workbook(path, found), f"{name}-{request.today}.xlsx"
    )


@require_GET
@as_actor
def brief_paper(request: ActorRequest) -> HttpResponse:
    """Print the figures on one page, for the leading group's meeting."""
    if not _may_read(request):
        return refuse(request)
    place = unit_named(request.actor.division_code)
    found = glance_of(request.actor, on=request.today)
    return as_paper(request, "brief", brief(found, place), f"brief-{request.today}")
