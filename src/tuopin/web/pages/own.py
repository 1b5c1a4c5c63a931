"""A household's own view at the office, and the slip for the portal (art. 14)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from tuopin.explanation import operations as explanation
from tuopin.explanation.queries import case_at_the_office, is_code_of
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.register.access import HouseholdNotFound, household_for
from tuopin.register.queries import HouseholdRow
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.papers.explained import own_paper, slip_paper
from tuopin.web.sending import as_paper
from tuopin.web.slips import SlipForm, WithdrawalForm, slip_page

FAULTY, REFUSED = 422, 409


@require_GET
@as_actor
def own(request: ActorRequest, number: str) -> HttpResponse:
    """Show a household its own case: the screen is turned towards it."""
    household = _household(request, number, Right.READ_REGISTER)
    shown = case_at_the_office(household.id, on=request.today)
    context = {"household": household, "shown": shown}
    return render(request, "web/own/case.html", context)


@require_GET
@as_actor
def own_print(request: ActorRequest, number: str) -> HttpResponse:
    """Print for a household how its case stands."""
    household = _household(request, number, Right.READ_REGISTER)
    shown = case_at_the_office(household.id, on=request.today)
    says = own_paper(shown, address=_portal(request, "portal"), on=request.today)
    place = household.village_id
    return as_paper(request, "plain", says, f"own-{number}", place=place)


@as_actor
@sensitive_post_parameters()
def slip(request: ActorRequest, number: str) -> HttpResponse:
    """Give a household the slip for the portal, or take it back."""
    if request.actor.position not in MAY[Right.GIVE_SLIP]:
        return refuse(request)
    household = _household(request, number, Right.GIVE_SLIP)
    if request.method == "POST" and "withdraw" in request.POST:
        return _withdraw(request, household)
    if request.method == "POST":
        return _give(request, household)
    return _slip_shown(request, household, {})


def _give(request: ActorRequest, household: HouseholdRow) -> HttpResponse:
    page = slip_page(household, on=request.today)
    form = SlipForm(request.POST.dict(), members=page.members)
    if not form.is_valid():
        return _slip_shown(request, household, {"form": form}, status=FAULTY)
    try:
        given = explanation.give_slip(
            handing=form.handing(household.number),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        said = {"form": form, "refusal": refusal}
        return _slip_shown(request, household, said, status=REFUSED)
    return _slip_shown(request, household, {"given": given})


def _withdraw(request: ActorRequest, household: HouseholdRow) -> HttpResponse:
    form = WithdrawalForm(request.POST.dict())
    if not form.is_valid():
        return _slip_shown(request, household, {"withdrawal": form}, status=FAULTY)
    try:
        explanation.withdraw_slip(
            household_number=household.number,
            why=form.reason,
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return _slip_shown(request, household, {"refusal": refusal}, status=REFUSED)
    return _slip_shown(request, household, {"is_withdrawn": True})


def _slip_shown(
    request: ActorRequest,
    household: HouseholdRow,
    said: dict[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    page = slip_page(household, on=request.today)
    context = {
        "household": household,
        "page": page,
        "form": SlipForm(members=page.members),
        "withdrawal": WithdrawalForm(),
        "address": _portal(request, "portal_own"),
        **said,
    }
    return render(request, "web/own/slip.html", context, status=status)


@require_POST
@as_actor
@sensitive_post_parameters()
def slip_print(request: ActorRequest, number: str) -> HttpResponse:
    """Print the slip that was just given; its code comes with the request."""
    if request.actor.position not in MAY[Right.GIVE_SLIP]:
        return refuse(request)
    household = _household(request, number, Right.GIVE_SLIP)
    code = request.POST.get("code", "")
    held = slip_page(household, on=request.today).held
    if held is None or not is_code_of(held, code):
        raise Http404
    says = slip_paper(
        household,
        code,
        valid_until=held.valid_until,
        address=_portal(request, "portal_own"),
        on=request.today,
    )
    return as_paper(request, "slip", says, "slip", place=household.village_id)


def _household(request: ActorRequest, number: str, right: Right) -> HouseholdRow:
    try:
        return household_for(request.actor, number, to=right)
    except HouseholdNotFound as not_found:
        raise Http404 from not_found


def _portal(request: ActorRequest, name: str) -> str:
    return request.build_absolute_uri(reverse(f"web:{name}"))
