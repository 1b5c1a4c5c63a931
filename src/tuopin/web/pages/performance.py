"""A township's year: scored, found, decided on, printed (实绩考核, arts 10, 11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.documents.domain import naming
from tuopin.oversight import operations as oversight
from tuopin.oversight.operations import Decided, EffectSaid
from tuopin.oversight.performance.domain import TITLES, Effect, Recognition
from tuopin.oversight.performance.queries import Asked
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.oversight.drawn import grounds_field
from tuopin.web.performance import sheets
from tuopin.web.performance.behind import behind, every_unit, part_named
from tuopin.web.performance.board import TownshipPage, asked_for, board_of, page_of
from tuopin.web.performance.forms import DecisionForm, EffectForm, SchemeForm
from tuopin.web.sending import as_paper, as_workbook
from tuopin.web.worksheets.fields import Field

FAULTY, REFUSED = 422, 409
READERS = MAY[Right.FOLLOW_PERFORMANCE]


def _asked(request: ActorRequest) -> Asked:
    return asked_for(request.GET.dict(), on=request.today)


@require_GET
@as_actor
def board(request: ActorRequest) -> HttpResponse:
    """Show the townships of the area with their year's score."""
    if request.actor.position not in READERS:
        return refuse(request)
    context = {"page": board_of(request.actor, _asked(request))}
    return render(request, "web/performance/list.html", context)


@require_GET
@as_actor
def workbook(request: ActorRequest) -> HttpResponse:
    """Send the townships of a year with every part of their scores."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = board_of(request.actor, _asked(request))
    name = f"{_('performance')}-{page.year}-{request.today}.xlsx"
    return as_workbook(lambda path: sheets.write_board(path, page), name)


@as_actor
def township(request: ActorRequest, code: str) -> HttpResponse:
    """Show a township's year; find, decide or keep what is the reader's to do."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = page_of(request.actor, code, _asked(request))
    if request.method != "POST":
        return _shown(request, page)
    for name, do in DOINGS.items():
        if name in request.POST:
            return do(request, page)
    raise Http404


def _find(request: ActorRequest, page: TownshipPage) -> HttpResponse:
    form, field = EffectForm(request.POST.dict()), _brought(request, page)
    said = {"finding": form, "finding_field": field}
    if not form.is_valid() or field.fault:
        return _shown(request, page, said, code=FAULTY)
    effect = EffectSaid(
        page.scored.unit.code,
        page.year,
        Effect(form.cleaned_data["effect"]),
        form.cleaned_data["grounds"],
        naming(field.value, field.references),
    )
    return _done(
        request,
        page,
        said,
        lambda: oversight.find_effect(
            said=effect, actor=request.actor, on=request.today
        ),
    )


def _decide(request: ActorRequest, page: TownshipPage) -> HttpResponse:
    form, field = _decision_form(page, request.POST.dict()), _brought(request, page)
    said = {"deciding": form, "deciding_field": field}
    if not form.is_valid() or field.fault:
        return _shown(request, page, said, code=FAULTY)
    typed = form.cleaned_data
    decided = Decided(
        page.scored.unit.code,
        page.year,
        Recognition(typed["recognition"]),
        typed["paper_number"],
        typed["grounds"],
        naming(field.value, field.references),
        typed.get("why_changed", ""),
    )
    return _done(
        request,
        page,
        said,
        lambda: oversight.decide_performance(
            decided=decided, actor=request.actor, on=request.today
        ),
    )


def _keep(request: ActorRequest, page: TownshipPage) -> HttpResponse:
    form = SchemeForm(request.POST.dict(), villages=page.villages)
    field = _brought(request, page)
    said = {"scheme": form, "scheme_field": field}
    if not form.is_valid() or field.fault:
        return _shown(request, page, said, code=FAULTY)
    return _done(
        request,
        page,
        said,
        lambda: oversight.keep_scheme(
            village_code=form.cleaned_data["village"],
            year=page.year,
            title=form.cleaned_data["title"],
            evidence=naming(field.value, field.references),
            actor=request.actor,
            on=request.today,
        ),
    )


DOINGS: Mapping[str, Callable[[ActorRequest, TownshipPage], HttpResponse]] = {
    "find": _find,
    "decide": _decide,
    "keep": _keep,
}


def _field() -> Field:
    return grounds_field(_("By which document"), _("name or number of the paper"))


def _brought(request: ActorRequest, page: TownshipPage) -> Field:
    sent = evidence.sent_with(request)
    assert sent is not None
    code = page.scored.unit.code
    brought = sent.kept(request.actor, request.today, lambda _: code)
    return _field().filled_from(sent.words, brought)


def _decision_form(
    page: TownshipPage, typed: Mapping[str, str] | None = None
) -> DecisionForm:
    return DecisionForm(typed, choices=page.choices, is_later=bool(page.decisions))


def _done(
    request: ActorRequest,
    page: TownshipPage,
    said: Mapping[str, object],
    act: Callable[[], object],
) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return _shown(request, page, {**said, "refusal": refusal}, code=REFUSED)
    return redirect(f"{request.path}?year={page.year}")


def _shown(
    request: ActorRequest,
    page: TownshipPage,
    said: Mapping[str, object] | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "finding": EffectForm(),
        "finding_field": _field(),
        "deciding": _decision_form(page),
        "deciding_field": _field(),
        "scheme": SchemeForm(villages=page.villages),
        "scheme_field": _field(),
        **(said or {}),
    }
    return render(request, "web/performance/township.html", context, status=code)


@require_GET
@as_actor
def sheet(request: ActorRequest, code: str) -> HttpResponse:
    """Send a township's score sheet."""
    if request.actor.position not in READERS:
        return refuse(request)
    asked = _asked(request)
    data = sheets.score_sheet(page_of(request.actor, code, asked), asked)
    return as_paper(request, "listing", data, f"performance-{code}-{asked.year}")


@require_GET
@as_actor
def part(request: ActorRequest, code: str, name: str) -> HttpResponse:
    """Show what is behind a figure."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = behind(
        request.actor, code, part_named(name), _asked(request), request.GET.dict()
    )
    return render(request, "web/performance/part.html", {"page": page})


@require_GET
@as_actor
def part_workbook(request: ActorRequest, code: str, name: str) -> HttpResponse:
    """Send what is behind a figure as a workbook."""
    if request.actor.position not in READERS:
        return refuse(request)
    asked, one = _asked(request), part_named(name)
    rows = every_unit(request.actor, code, one, asked)
    return as_workbook(
        lambda path: sheets.write_units(path, TITLES[one].zh, rows),
        f"{code}-{one.value}-{asked.year}.xlsx",
    )
