"""Inspections: frozen, drawn, checked household by household (督查抽查, art. 15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.documents.domain import naming
from tuopin.oversight import operations as oversight
from tuopin.oversight import queries
from tuopin.oversight.domain import Approval, SeedSource, Verdict
from tuopin.oversight.operations import Check, GivenSeed, Replacement
from tuopin.rulebook.performance import RedLine
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.burden.ordering import cost_before
from tuopin.web.oversight.board import (
    found,
    listed,
    page_of,
    places_chosen,
    places_offered,
)
from tuopin.web.oversight.dossier import dossier
from tuopin.web.oversight.drawn import (
    DrawnPage,
    drawn_page,
    grounds_field,
    offices_over,
)
from tuopin.web.oversight.forms import CheckForm, ReplaceForm, SeedForm, SetupForm
from tuopin.web.oversight.interviews import InterviewForm
from tuopin.web.oversight.orders import order_list
from tuopin.web.oversight.sheets import (
    draw_sheet,
    roster,
    roster_paper,
    write_workbook,
)
from tuopin.web.performance.forms import RedLineForm
from tuopin.web.sending import as_paper, as_workbook, saved

if TYPE_CHECKING:
    from tuopin.oversight.models import Inspection
    from tuopin.web.worksheets.fields import Field

FAULTY, REFUSED = 422, 409
READERS = MAY[Right.FOLLOW_INSPECTIONS]


@require_GET
@as_actor
def inspections(request: ActorRequest) -> HttpResponse:
    """Show the inspections of the area, and the orders that the reader follows."""
    allowed = (*READERS, *MAY[Right.ANSWER_CORRECTION])
    if request.actor.position not in allowed:
        return refuse(request)
    follows = request.actor.position in READERS
    context = {
        "follows": follows,
        "inspections": listed() if follows else (),
        "orders": order_list(request.actor, request.GET.dict(), on=request.today),
        "may_inspect": request.actor.position in MAY[Right.INSPECT],
    }
    return render(request, "web/oversight/list.html", context)


@as_actor
def new(request: ActorRequest) -> HttpResponse:
    """Freeze a frame: whom the draw will be from, and how it will be made."""
    if request.actor.position not in MAY[Right.INSPECT]:
        return refuse(request)
    if request.method != "POST":
        return _setup_shown(request, SetupForm(), ())
    form = SetupForm(request.POST)
    chosen = request.POST.getlist("place")
    if not form.is_valid():
        return _setup_shown(request, form, chosen, code=FAULTY)
    places = places_chosen(request.actor, chosen)
    try:
        number = oversight.freeze_frame(
            setup=form.setup(places, year=request.today.year),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return _setup_shown(request, form, chosen, refusal=refusal, code=REFUSED)
    return redirect("web:inspection", number)


def _setup_shown(
    request: ActorRequest,
    form: SetupForm,
    chosen: list[str] | tuple[str, ...],
    *,
    refusal: Refusal | None = None,
    code: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "places": places_offered(request.actor),
        "chosen": chosen,
        "refusal": refusal,
    }
    return render(request, "web/oversight/new.html", context, status=code)


@as_actor
def inspection(request: ActorRequest, number: int) -> HttpResponse:
    """Show an inspection; draw, once its seed is there."""
    if request.actor.position not in READERS:
        return refuse(request)
    one = found(number)
    if request.method != "POST":
        return _shown(request, one)
    if request.actor.position not in MAY[Right.INSPECT]:
        return refuse(request)
    form = SeedForm(request.POST, on=request.today)
    field = _seed_field()
    seed = None
    if one.seed_source == SeedSource.PUBLIC_ACT:
        sent = evidence.sent_with(request)
        assert sent is not None
        brought = sent.kept(request.actor, request.today, lambda _: one.division_code)
        field = field.filled_from(sent.words, brought)
        if not form.is_valid() or field.fault:
            return _shown(request, one, {"form": form, "field": field}, code=FAULTY)
        seed = GivenSeed(
            form.cleaned_data["text"],
            form.cleaned_data["happened_on"],
            naming(field.value, field.references),
        )
    try:
        oversight.draw_sample(
            inspection_id=number, seed=seed, actor=request.actor, on=request.today
        )
    except Refusal as refusal:
        said = {"form": form, "field": field, "refusal": refusal}
        return _shown(request, one, said, code=REFUSED)
    return redirect("web:inspection", number)


def _seed_field() -> Field:
    hint = _("where it was published, such as the notice's name")
    return grounds_field(_("By which paper"), hint)


def _shown(
    request: ActorRequest,
    one: Inspection,
    said: Mapping[str, object] | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    page = page_of(request.actor, one, request.GET.dict())
    context = {
        "page": page,
        "cost": cost_before(request.actor, page.size, on=request.today)
        if page.seed is None
        else None,
        "form": SeedForm(None, on=request.today),
        "field": _seed_field(),
        **(said or {}),
    }
    return render(request, "web/oversight/inspection.html", context, status=code)


@require_GET
@as_actor
def sheet(request: ActorRequest, number: int) -> HttpResponse:
    """Send the sheet of a draw, by which anybody can repeat it."""
    if request.actor.position not in READERS:
        return refuse(request)
    data = draw_sheet(found(number), on=request.today)
    return as_paper(request, "draw", data, f"draw-{number}")


@require_GET
@as_actor
def frame(request: ActorRequest, number: int) -> HttpResponse:
    """Send the frame as CSV, for whoever repeats the draw."""
    if request.actor.position not in READERS:
        return refuse(request)
    response = HttpResponse(
        roster(found(number)).encode(), content_type="text/csv; charset=utf-8"
    )
    return saved(response, f"roster-{number}.csv")


@require_GET
@as_actor
def frame_paper(request: ActorRequest, number: int) -> HttpResponse:
    """Send the frame as a paper to hang or hand out."""
    if request.actor.position not in READERS:
        return refuse(request)
    data = roster_paper(found(number), on=request.today)
    return as_paper(request, "listing", data, f"roster-{number}")


@require_GET
@as_actor
def workbook(request: ActorRequest, number: int) -> HttpResponse:
    """Send what was drawn, what was found and the rates as a workbook."""
    if request.actor.position not in READERS:
        return refuse(request)
    one = found(number)
    page, kept = page_of(request.actor, one, {}), queries.drawn_of(one)
    return as_workbook(
        lambda path: write_workbook(path, page, kept),
        f"inspection-{number}-{request.today}.xlsx",
    )


@as_actor
def drawn(request: ActorRequest, number: int, line: int) -> HttpResponse:
    """Show a drawn household's whole file; record what was found, or replace it."""
    if request.actor.position not in READERS:
        return refuse(request)
    shown = drawn_page(request.actor, found(number), line, on=request.today)
    if request.method != "POST":
        return _drawn_shown(request, shown)
    if "interview" in request.POST:
        return _interview(request, shown)
    if request.actor.position not in MAY[Right.INSPECT]:
        return refuse(request)
    if "mark" in request.POST:
        return _mark(request, shown)
    return (
        _replace(request, shown)
        if "replace" in request.POST
        else _check(request, shown)
    )


def _interview(request: ActorRequest, shown: DrawnPage) -> HttpResponse:
    if request.actor.position not in MAY[Right.INTERVIEW]:
        return refuse(request)
    if shown.questions is None:
        return _drawn_shown(request, shown, code=REFUSED)
    village = shown.standing.drawn.village_code
    form = InterviewForm(request.POST.dict(), rules=shown.questions, on=request.today)
    sent = evidence.sent_with(request)
    assert sent is not None
    brought = sent.kept(request.actor, request.today, lambda _: village)
    field = _finding_field().filled_from(sent.words, brought)
    said: dict[str, object] = {"interview": form, "interview_field": field}
    if not form.is_valid() or field.fault:
        return _drawn_shown(request, shown, said, code=FAULTY)
    try:
        oversight.record_interview(
            drawn_id=shown.standing.drawn.id,
            asked=form.asked(naming(field.value, field.references)),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return _drawn_shown(request, shown, {**said, "refusal": refusal}, code=REFUSED)
    return redirect(request.path)


def _mark(request: ActorRequest, shown: DrawnPage) -> HttpResponse:
    if shown.markable is None or shown.standing.check is None:
        raise Http404
    check, village = shown.standing.check.id, shown.standing.drawn.village_code
    form = RedLineForm(request.POST.dict(), rules=shown.markable)
    sent = evidence.sent_with(request)
    assert sent is not None
    brought = sent.kept(request.actor, request.today, lambda _: village)
    field = _finding_field().filled_from(sent.words, brought)
    said: dict[str, object] = {"marking": form, "mark_field": field}
    if not form.is_valid() or field.fault:
        return _drawn_shown(request, shown, said, code=FAULTY)
    try:
        oversight.mark_red_line(
            check_id=check,
            line=RedLine(form.cleaned_data["line"]),
            grounds=form.cleaned_data["grounds"],
            evidence=naming(field.value, field.references),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return _drawn_shown(request, shown, {**said, "refusal": refusal}, code=REFUSED)
    return redirect(request.path)


def _check(request: ActorRequest, shown: DrawnPage) -> HttpResponse:
    form, field = _finding_form(request, shown, request.POST.dict()), _finding_field()
    village = shown.standing.drawn.village_code
    sent = evidence.sent_with(request)
    assert sent is not None
    brought = sent.kept(request.actor, request.today, lambda _: village)
    field = field.filled_from(sent.words, brought)
    if not form.is_valid() or field.fault:
        return _drawn_shown(request, shown, {"form": form, "field": field}, code=FAULTY)
    typed = form.cleaned_data
    try:
        oversight.record_check(
            drawn_id=shown.standing.drawn.id,
            check=Check(
                Verdict(typed["verdict"]),
                typed["grounds"],
                naming(field.value, field.references),
                Approval(typed["approval"]),
                typed["done_on"],
            ),
            order=form.order,
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        said = {"form": form, "field": field, "refusal": refusal}
        return _drawn_shown(request, shown, said, code=REFUSED)
    return redirect(request.path)


def _replace(request: ActorRequest, shown: DrawnPage) -> HttpResponse:
    form = ReplaceForm(request.POST.dict(), rules=shown.rules)
    village = shown.standing.drawn.village_code
    sent = evidence.sent_with(request)
    assert sent is not None
    brought = sent.kept(request.actor, request.today, lambda _: village)
    field = _replace_field().filled_from(sent.words, brought)
    said: dict[str, object] = {"replacing": form, "replace_field": field}
    if not form.is_valid() or field.fault:
        return _drawn_shown(request, shown, said, code=FAULTY)
    typed = form.cleaned_data
    try:
        oversight.replace_household(
            drawn_id=shown.standing.drawn.id,
            replacement=Replacement(
                typed["reason"],
                typed["note"],
                naming(field.value, field.references),
                form.calls,
            ),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return _drawn_shown(request, shown, {**said, "refusal": refusal}, code=REFUSED)
    return redirect(request.path)


def _finding_form(
    request: ActorRequest, shown: DrawnPage, typed: Mapping[str, str] | None = None
) -> CheckForm:
    village = shown.standing.drawn.village_code
    return CheckForm(
        typed,
        verdicts=shown.standing.standing.verdicts,
        offices=offices_over(request.actor, village, on=request.today),
        rules=shown.rules,
        on=request.today,
    )


def _finding_field() -> Field:
    return grounds_field(_("What it rests on"), _("name or number of the paper"))


def _replace_field() -> Field:
    return grounds_field(_("By which paper"), _("name or number of the paper"))


def _drawn_shown(
    request: ActorRequest,
    shown: DrawnPage,
    said: Mapping[str, object] | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    context = {
        "shown": shown,
        "page": shown.page,
        "form": _finding_form(request, shown) if shown.may_check else None,
        "field": _finding_field(),
        "replacing": ReplaceForm(None, rules=shown.rules),
        "replace_field": _replace_field(),
        "marking": RedLineForm(None, rules=shown.markable) if shown.markable else None,
        "mark_field": _finding_field(),
        "interview": InterviewForm(None, rules=shown.questions, on=request.today)
        if shown.questions
        else None,
        "interview_field": _finding_field(),
        **(said or {}),
    }
    return render(request, "web/oversight/drawn.html", context, status=code)


@require_GET
@as_actor
def drawn_file(request: ActorRequest, number: int, line: int) -> HttpResponse:
    """Send a drawn household's whole file as one paper."""
    if request.actor.position not in READERS:
        return refuse(request)
    shown = drawn_page(request.actor, found(number), line, on=request.today)
    data = dossier(shown, on=request.today)
    return as_paper(request, "dossier", data, f"file-{number}-{line}")
