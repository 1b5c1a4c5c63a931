"""Where two documents' times contradict each other (程序倒置, arts 12, 15)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.office.accounts.rights import MAY, Right
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.sending import as_workbook
from tuopin.web.time_logic.board import every_pair, page_of
from tuopin.web.time_logic.sheets import write_pairs

READERS = MAY[Right.FOLLOW_TIME_LOGIC]


@require_GET
@as_actor
def board(request: ActorRequest) -> HttpResponse:
    """Show contradictions, the two documents side by side."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = page_of(request.actor, request.GET.dict(), on=request.today)
    return render(request, "web/time_logic/board.html", {"page": page})


@require_GET
@as_actor
def workbook(request: ActorRequest) -> HttpResponse:
    """Send what was asked for as a workbook."""
    if request.actor.position not in READERS:
        return refuse(request)
    rows = every_pair(request.actor, request.GET.dict(), on=request.today)
    name = _("times")
    return as_workbook(
        lambda path: write_pairs(path, "时间核对", rows),
        f"{name}-{request.today}.xlsx",
    )
