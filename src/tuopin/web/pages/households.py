"""The register's list, a household's page, and the list as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right, may
from tuopin.register import operations as register
from tuopin.register.access import HouseholdNotFound, household_for
from tuopin.register.domain import WhyShown
from tuopin.register.exporting import export_register
from tuopin.register.queries import member_ids
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.aftercare.household import returns_shown
from tuopin.web.evidence import repeated_in
from tuopin.web.household_page import page_of
from tuopin.web.listing import listing_for, query_for
from tuopin.web.sending import WORKBOOK, saved
from tuopin.web.visiting import kept_outcome
from tuopin.web.worksheets.fields import is_row_number


@as_actor
def register_list(request: ActorRequest) -> HttpResponse:
    """Show the register of the actor's area, narrowed and sorted as asked."""
    actor = request.actor
    if not may(actor, Right.READ_REGISTER, in_division=actor.division_code):
        return refuse(request)
    listing = listing_for(actor, request.GET.dict(), request.session, on=request.today)
    may_export = may(actor, Right.EXPORT_REGISTER, in_division=actor.division_code)
    # Going back in the browser asks for the page whole.
    is_live = request.htmx and not request.htmx.history_restore_request
    template = "web/register_rows.html" if is_live else "web/register.html"
    return render(request, template, {"listing": listing, "may_export": may_export})


@require_POST
@as_actor
def search(request: ActorRequest) -> HttpResponse:
    """Keep what is searched for out of the address, and go to what was found."""
    actor = request.actor
    if not may(actor, Right.READ_REGISTER, in_division=actor.division_code):
        return refuse(request)
    query = query_for(actor, request.POST.dict(), request.session, on=request.today)
    return redirect(f"{reverse('web:register')}?{query}")


@as_actor
def household_page(request: ActorRequest, number: str) -> HttpResponse:
    """Show one household of the actor's area; any other is not there."""
    visited = kept_outcome(request.session, number)
    return show_household(request, number, {"visited": visited})


def show_household(
    request: ActorRequest, number: str, said: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Show a household's page with what there is to say of an act just tried."""
    try:
        page = page_of(request.actor, number, on=request.today)
    except HouseholdNotFound as not_found:
        raise Http404 from not_found
    context = {
        "page": page,
        "returns": returns_shown(page.household.id, request.actor),
        "reasons_to_look": list(WhyShown),
        "seen_before": repeated_in(request.session),
        **said,
    }
    return render(request, "web/household.html", context, status=status)


@require_POST
@as_actor
def show_id_number(request: ActorRequest, number: str) -> HttpResponse:
    """Show one member's whole identity number, once, to whoever says why."""
    asked, why = request.POST.get("member", ""), request.POST.get("why", "")
    if request.actor.position not in MAY[Right.READ_ID_NUMBER]:
        return refuse(request)
    if why not in set(WhyShown) or not is_row_number(asked):
        said = {"why_missing": asked}
        return show_household(request, number, said, status=422)
    try:
        household = household_for(request.actor, number, to=Right.READ_ID_NUMBER)
        if int(asked) not in member_ids(household.id):
            raise Http404
        shown = register.show_id_number(
            member_id=int(asked),
            why=WhyShown(why),
            actor=request.actor,
            on=request.today,
        )
    except HouseholdNotFound as not_found:
        raise Http404 from not_found
    return show_household(request, number, {"unmasked": asked, "id_number": shown})


@require_POST
@as_actor
def export(request: ActorRequest) -> HttpResponse:
    """Send the actor's part of the register as a workbook in the import's columns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        try:
            export_register(path=path, actor=request.actor, on=request.today)
        except Refusal:
            return refuse(request)
        name = _("register")
        response = HttpResponse(path.read_bytes(), content_type=WORKBOOK)
    return saved(response, f"{name}-{request.today}.xlsx")
