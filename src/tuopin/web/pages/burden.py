"""The burden meter: what filling in and printing cost those below (art. 14)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.divisions.queries import unit_named
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.burden.behind import (
    asked_for,
    behind_page,
    figure_named,
    figure_title,
)
from tuopin.web.burden.board import page_of
from tuopin.web.burden.sheets import paper_of, write_behind, write_board
from tuopin.web.sending import as_paper, as_workbook

READERS = MAY[Right.FOLLOW_BURDEN]


@require_GET
@as_actor
def board(request: ActorRequest) -> HttpResponse:
    """Show what a year asked of each place, and what is asked twice."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = page_of(request.actor, request.GET.dict(), on=request.today)
    return render(request, "web/burden/board.html", {"page": page})


@require_GET
@as_actor
def workbook(request: ActorRequest) -> HttpResponse:
    """Send the year of an area as a workbook."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = page_of(request.actor, request.GET.dict(), on=request.today)
    name = _("burden")
    return as_workbook(
        lambda path: write_board(path, page),
        f"{name}-{page.year}-{request.today}.xlsx",
    )


@require_GET
@as_actor
def paper(request: ActorRequest) -> HttpResponse:
    """Send the year of an area on one page."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = page_of(request.actor, request.GET.dict(), on=request.today)
    says = paper_of(page, unit_named(page.place).name)
    name = f"burden-{page.place}-{page.year}"
    return as_paper(request, "listing", says, name, place=page.place)


@require_GET
@as_actor
def behind(request: ActorRequest, figure: str) -> HttpResponse:
    """Show what is behind a figure."""
    if request.actor.position not in READERS:
        return refuse(request)
    query = request.GET.dict()
    asked = asked_for(request.actor, figure_named(figure), query, on=request.today)
    page = behind_page(asked, at=query.get("page", ""))
    return render(request, "web/burden/behind.html", {"page": page})


@require_GET
@as_actor
def behind_workbook(request: ActorRequest, figure: str) -> HttpResponse:
    """Send what is behind a figure as a workbook."""
    if request.actor.position not in READERS:
        return refuse(request)
    one, query = figure_named(figure), request.GET.dict()
    asked = asked_for(request.actor, one, query, on=request.today)
    title = figure_title(one)
    return as_workbook(
        lambda path: write_behind(path, asked, title),
        f"{title}-{asked.year}-{request.today}.xlsx",
    )
