"""The five kinds of quality that acceptance is to have (art. 12)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.office.accounts.rights import MAY, Right
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.performance.sheets import write_units
from tuopin.web.quality.behind import every_unit, kind_named, kind_page
from tuopin.web.quality.board import page_of
from tuopin.web.quality.sheets import write_qualities
from tuopin.web.sending import as_workbook

READERS = MAY[Right.FOLLOW_PERFORMANCE]


@require_GET
@as_actor
def board(request: ActorRequest) -> HttpResponse:
    """Show the five kinds with their trends and their worst places."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = page_of(request.actor, request.GET.dict(), on=request.today)
    return render(request, "web/quality/board.html", {"page": page})


@require_GET
@as_actor
def workbook(request: ActorRequest) -> HttpResponse:
    """Send the five kinds, month by month and place by place, as a workbook."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = page_of(request.actor, request.GET.dict(), on=request.today)
    name = f"{_('quality')}-{page.year}-{request.today}.xlsx"
    return as_workbook(lambda path: write_qualities(path, page), name)


@require_GET
@as_actor
def kind(request: ActorRequest, name: str) -> HttpResponse:
    """Show what is behind a kind's figure."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = kind_page(
        request.actor, kind_named(name), request.GET.dict(), on=request.today
    )
    return render(request, "web/quality/kind.html", {"page": page})


@require_GET
@as_actor
def kind_workbook(request: ActorRequest, name: str) -> HttpResponse:
    """Send what is behind a kind's figure as a workbook."""
    if request.actor.position not in READERS:
        return refuse(request)
    one = kind_named(name)
    rows = every_unit(request.actor, one, request.GET.dict(), on=request.today)
    return as_workbook(
        lambda path: write_units(path, one.label.zh, rows),
        f"{one.value}-{request.today}.xlsx",
    )
