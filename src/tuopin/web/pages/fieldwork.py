"""The visits of the year: the board, a village's assignments, what was put aside."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.divisions.queries import villages_of
from tuopin.rulebook.text import Text
from tuopin.survey.operations import UnableToAssign, assign, decide_submission
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.fieldwork.board import (
    board_of,
    dues_of_village,
    surveyors_for,
)
from tuopin.web.fieldwork.comparing import PutAside, put_aside_page
from tuopin.web.surveying import serve_exit
from tuopin.web.worksheets.fields import is_row_number

REFUSED = 409
TOLD = "fieldwork_told"


@as_actor
def board(request: ActorRequest) -> HttpResponse:
    """Show one's own visits, and how far those of the area are."""
    if request.actor.position not in MAY[Right.FOLLOW_SURVEYS]:
        return refuse(request)
    page = board_of(request.actor, on=request.today)
    may_assign = request.actor.position in MAY[Right.ASSIGN_SURVEY]
    context = {"page": page, "may_assign": may_assign}
    return render(request, "web/fieldwork/board.html", context)


@as_actor
def village(request: ActorRequest, code: str) -> HttpResponse:
    """Show a village's households to visit; send somebody to those that are ticked."""
    actor = request.actor
    if actor.position not in MAY[Right.FOLLOW_SURVEYS]:
        return refuse(request)
    name = villages_of(actor.division_code).get(code)
    if name is None:
        raise Http404
    context: dict[str, object] = {
        "code": code,
        "name": name,
        "may_assign": actor.position in MAY[Right.ASSIGN_SURVEY],
        "may_substitute": actor.position in MAY[Right.SUBSTITUTE_SURVEYOR],
    }
    status = 200
    if request.method == "POST":
        context["typed"] = request.POST
        try:
            count = _assign(request)
        except Refusal as refusal:
            context["refusal"] = refusal
            status = REFUSED
        else:
            request.session[TOLD] = count
            return redirect("web:fieldwork_village", code)
    context["told"] = request.session.pop(TOLD, None)
    context["dues"] = dues_of_village(actor, code, on=request.today)
    context["surveyors"] = surveyors_for(actor, code, on=request.today)
    return render(request, "web/fieldwork/village.html", context, status=status)


def _assign(request: ActorRequest) -> int:
    chosen = request.POST.get("surveyor", "")
    try:
        due_on = date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError as odd:
        raise UnableToAssign(_NO_DAY) from odd
    numbers = request.POST.getlist("household")
    if not numbers or not is_row_number(chosen):
        raise UnableToAssign(_NOBODY)
    return assign(
        household_numbers=numbers,
        surveyor=int(chosen),
        due_on=due_on,
        reason=request.POST.get("reason", "")[:200],
        actor=request.actor,
        on=request.today,
    )


@as_actor
def put_aside(request: ActorRequest, number: int) -> HttpResponse:
    """Show what was put aside beside what stands; decide on it."""
    actor = request.actor
    if actor.position not in MAY[Right.FOLLOW_SURVEYS]:
        return refuse(request)
    page = put_aside_page(actor, number, on=request.today)
    if page is None:
        raise Http404
    context: dict[str, object] = {"page": page}
    if request.method == "POST":
        try:
            return _decide(request, page)
        except Refusal as refusal:
            context["refusal"] = refusal
            return _compared(request, context, REFUSED)
    return _compared(request, context)


def _decide(request: ActorRequest, page: PutAside) -> HttpResponse:
    """Decide, or have what was taken serve the household's exit."""
    number = page.submission.id
    if "serve" in request.POST and page.may_serve and page.decision:
        serve_exit(page.decision.visit_id, actor=request.actor, on=request.today)
        return redirect("web:household", page.household.number)
    decide_submission(
        number=number,
        is_taken="take" in request.POST,
        reason=request.POST.get("reason", "")[:200],
        actor=request.actor,
        on=request.today,
    )
    return redirect("web:put_aside", number)


def _compared(
    request: ActorRequest, context: dict[str, object], status: int = 200
) -> HttpResponse:
    context["title"] = _("Put aside")
    return render(request, "web/fieldwork/put_aside.html", context, status=status)


_NO_DAY = Text(
    "请写明完成日期，如 2000-01-31。", "Say by which day, such as 2000-01-31."
)
_NOBODY = Text("请勾选户，并选择调查人。", "Tick households, and choose who is to go.")
