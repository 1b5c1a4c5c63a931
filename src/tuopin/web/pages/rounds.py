"""Giving a case up, or beginning its next round, from the page that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.workload import latest_case
from tuopin.register import access
from tuopin.register.access import HouseholdNotFound
from tuopin.rulebook.text import Text
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.household_page import FRESH_ROUND
from tuopin.web.pages.households import show_household
from tuopin.web.pages.villages import show_board

if TYPE_CHECKING:
    from datetime import date

    from tuopin.procedure.models import ExitCase

LONGEST_REASON = 200
FAULTY, REFUSED = 422, 409


@require_POST
@as_actor
def of_household(request: ActorRequest, number: str) -> HttpResponse:
    """Give a household's case up, or begin its next round."""
    if request.actor.position not in MAY[Right.PLACE_HOLD]:
        return refuse(request)
    try:
        case = latest_case(access.household_for(request.actor, number).id)
    except HouseholdNotFound as not_there:
        raise Http404 from not_there
    refusal = _changed(request, case)
    if refusal is not None:
        return show_household(request, number, {"refusal": refusal}, status=REFUSED)
    return redirect("web:household", number)


@require_POST
@as_actor
def of_village(request: ActorRequest, code: str) -> HttpResponse:
    """Give a village's case up, or begin its next round."""
    if request.actor.position not in MAY[Right.PLACE_HOLD]:
        return refuse(request)
    refusal = _changed(request, cases.latest_of_village(code))
    if refusal is not None:
        return show_board(request, code, refusal=refusal, status=REFUSED)
    return redirect("web:village", code)


def _changed(request: ActorRequest, case: ExitCase | None) -> Refusal | None:
    """Change a case's round; return why it was not changed."""
    if case is None:
        raise Http404
    what = request.POST.get("what", "")
    reason = request.POST.get("reason", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        text = _("Say in at most 200 characters why.")
        return Refusal(Text(text, text))
    try:
        _change(case, what, reason, request.actor, request.today)
    except Refusal as refusal:
        return refusal
    return None


def _change(case: ExitCase, what: str, reason: str, actor: Actor, on: date) -> None:
    if what != FRESH_ROUND:
        procedure.withdraw(
            case_id=case.id,
            ending=_ending(case, what),
            reason=reason,
            actor=actor,
            on=on,
        )
    elif not procedure.restart(case_ids=[case.id], reason=reason, actor=actor, on=on):
        raise Refusal(
            Text(
                "本轮没有终止，关键情况也没有变化，不能重新一轮。",
                "This round has not ended, and no decisive fact has changed.",
            )
        )


def _ending(case: ExitCase, what: str) -> str:
    """Return an ending that the case's procedure has; raises Http404 for another."""
    ((_state, pack),) = cases.states([case.id])
    endings = {one.id for one in cases.procedure_of(pack, case.unit).endings}
    if what not in endings:
        raise Http404
    return what
