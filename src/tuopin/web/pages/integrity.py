"""Surveys to look at: asked about, answered, concluded on (arts 12, 15)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.procedure import operations as procedure
from tuopin.rulebook.text import Text
from tuopin.survey import operations as surveys
from tuopin.survey.integrity.domain import Conclusion
from tuopin.survey.operations import SURVEYORS, UnableToAsk
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.integrity.board import board_of, write_workbook
from tuopin.web.sending import as_workbook
from tuopin.web.worksheets.fields import is_row_number

REFUSED = 409
TOLD = "integrity_told"


@as_actor
def board(request: ActorRequest) -> HttpResponse:
    """Show the questions; look again, take an answer or a conclusion."""
    allowed = (*MAY[Right.FOLLOW_INTEGRITY], *SURVEYORS)
    if request.actor.position not in allowed:
        return refuse(request)
    if request.method == "POST":
        try:
            _do(request)
        except Refusal as refusal:
            said = {
                "refusal": refusal,
                "typed": request.POST.get("text", ""),
                "typed_for": request.POST.get("question", ""),
            }
            return _shown(request, said, status=REFUSED)
        return redirect("web:integrity")
    return _shown(request, {"told": request.session.pop(TOLD, None)})


def _shown(
    request: ActorRequest, said: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    context = {"page": board_of(request.actor, on=request.today), **said}
    return render(request, "web/integrity/board.html", context, status=status)


def _do(request: ActorRequest) -> None:
    actor, on = request.actor, request.today
    if "look" in request.POST:
        request.session[TOLD] = surveys.ask_about_surveys(
            year=on.year, actor=actor, on=on
        )
        return
    sent, text = request.POST.get("question", ""), request.POST.get("text", "")
    if not is_row_number(sent):
        raise Http404
    if actor.position in SURVEYORS:
        surveys.answer_about_surveys(number=int(sent), text=text, actor=actor, on=on)
        return
    conclusion = request.POST.get("conclusion", "")
    if conclusion not in set(Conclusion):
        raise UnableToAsk(_NO_CONCLUSION)
    procedure.conclude_on_surveys(
        number=int(sent),
        conclusion=Conclusion(conclusion),
        text=text,
        actor=actor,
        on=on,
    )


@as_actor
def workbook(request: ActorRequest) -> HttpResponse:
    """Send the year's questions as a workbook, a row for each household."""
    if request.actor.position not in MAY[Right.FOLLOW_INTEGRITY]:
        return refuse(request)
    name = _("surveys-to-look-at")
    return as_workbook(
        lambda path: write_workbook(path, request.actor, on=request.today),
        f"{name}-{request.today}.xlsx",
    )


_NO_CONCLUSION = Text("请选择结论。", "Choose a conclusion.")
