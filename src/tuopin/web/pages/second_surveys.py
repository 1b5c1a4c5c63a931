"""Second surveys of a drawn share: list, draw, who goes, what agrees (art. 12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.rulebook.text import Text
from tuopin.survey.operations import (
    Spoken,
    UnableToSurveyAgain,
    assign_second_surveys,
    draw_second_surveys,
    freeze_second_surveys,
)
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.burden.ordering import cost_before
from tuopin.web.second_surveys.board import board_of
from tuopin.web.second_surveys.listing import draw_sheet, list_page
from tuopin.web.second_surveys.pair import pair_page
from tuopin.web.second_surveys.workbook import write_workbook
from tuopin.web.sending import as_paper, as_workbook
from tuopin.web.worksheets.fields import is_row_number

REFUSED = 409
TOLD = "second_surveys_told"
LONGEST_SHARE = 12


def _may_follow(request: ActorRequest) -> bool:
    return request.actor.position in MAY[Right.FOLLOW_SECOND_SURVEYS]


@as_actor
def board(request: ActorRequest) -> HttpResponse:
    """Show the year's second surveys; close a list, send somebody to what is drawn."""
    if not _may_follow(request):
        return refuse(request)
    if request.method == "POST":
        try:
            return _do(request)
        except Refusal as refusal:
            said = {
                "refusal": refusal,
                "typed": request.POST,
                "ticked": request.POST.getlist("household"),
            }
            return _board(request, said, status=REFUSED)
    return _board(request, {"told": request.session.pop(TOLD, None)})


def _board(
    request: ActorRequest, said: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    page = board_of(request.actor, at=request.GET.get("page", ""), on=request.today)
    context = {"board": page, **said}
    return render(request, "web/second_surveys/board.html", context, status=status)


def _do(request: ActorRequest) -> HttpResponse:
    actor, on = request.actor, request.today
    if "close" in request.POST:
        number = freeze_second_surveys(
            share=_share(request.POST.get("share", "")), actor=actor, on=on
        )
        return redirect("web:second_survey_list", number)
    chosen = request.POST.get("surveyor", "")
    numbers = request.POST.getlist("household")
    if not numbers or not is_row_number(chosen):
        raise UnableToSurveyAgain(_NOBODY)
    try:
        due_on = date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError as odd:
        raise UnableToSurveyAgain(_NO_DAY) from odd
    request.session[TOLD] = assign_second_surveys(
        household_numbers=numbers,
        surveyor=int(chosen),
        due_on=due_on,
        reason=request.POST.get("reason", ""),
        actor=actor,
        on=on,
    )
    return redirect("web:second_surveys")


def _share(written: str) -> Decimal:
    """Return a share that was written in hundredths, as the form asks for it."""
    try:
        found = Decimal(written[:LONGEST_SHARE].strip().removesuffix("%"))
    except InvalidOperation as odd:
        raise UnableToSurveyAgain(_NO_SHARE) from odd
    if not found.is_finite():
        raise UnableToSurveyAgain(_NO_SHARE)
    share = found / 100
    if share != round(share, 4):
        raise UnableToSurveyAgain(_NO_SHARE)
    return round(share, 4)


@as_actor
def one_list(request: ActorRequest, number: int) -> HttpResponse:
    """Show a closed list; enter the number that was spoken over it."""
    if not _may_follow(request):
        return refuse(request)
    context: dict[str, object] = {}
    status = 200
    if request.method == "POST":
        try:
            _draw(request, number)
        except Refusal as refusal:
            context = {"refusal": refusal, "typed": request.POST}
            status = REFUSED
        else:
            return redirect("web:second_survey_list", number)
    page = list_page(
        request.actor, number, at=request.GET.get("page", ""), on=request.today
    )
    if page is None:
        raise Http404
    context["page"] = page
    if page.may_draw and not page.is_drawn:
        cost = cost_before(request.actor, page.wanted, on=request.today)
        context["cost"] = cost
    return render(request, "web/second_surveys/list.html", context, status=status)


def _draw(request: ActorRequest, number: int) -> None:
    witness = request.POST.get("witness", "")
    draw_second_surveys(
        frame=number,
        spoken=Spoken(
            seed=request.POST.get("seed", "").strip(),
            digest=request.POST.get("digest", ""),
            means=request.POST.get("means", ""),
            place=request.POST.get("place", ""),
            witness=int(witness) if is_row_number(witness) else 0,
        ),
        actor=request.actor,
        on=request.today,
    )


@as_actor
def sheet(request: ActorRequest, number: int) -> HttpResponse:
    """Send the list, and the draw if there is one, as a paper to draw again from."""
    if not _may_follow(request):
        return refuse(request)
    data = draw_sheet(request.actor, number, on=request.today)
    if data is None:
        raise Http404
    return as_paper(request, "listing", data, f"second-survey-{number}")


@as_actor
def pair(request: ActorRequest, number: int) -> HttpResponse:
    """Show a drawn household's two surveys side by side."""
    if not _may_follow(request):
        return refuse(request)
    page = pair_page(request.actor, number, on=request.today)
    if page is None:
        raise Http404
    return render(request, "web/second_surveys/pair.html", {"page": page})


@as_actor
def workbook(request: ActorRequest) -> HttpResponse:
    """Send the year's second surveys as a workbook."""
    if not _may_follow(request):
        return refuse(request)
    name = _("second-surveys")
    return as_workbook(
        lambda path: write_workbook(path, request.actor, on=request.today),
        f"{name}-{request.today}.xlsx",
    )


_NOBODY = Text("请勾选户，并选择调查人。", "Tick households, and choose who is to go.")
_NO_DAY = Text(
    "请写明完成日期，如 2000-01-31。", "Say by which day, such as 2000-01-31."
)
_NO_SHARE = Text(
    "比例请写百分数，最多两位小数，如 5 或 7.5。",
    "Write the share in percent with two decimals at most, such as 5 or 7.5.",
)
