"""Departments bring lists, offices clear their questions (大数据比对, arts 11, 12)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.documents.domain import naming
from tuopin.procedure import operations as procedure
from tuopin.register.cli import digest_of
from tuopin.register.workbook import RawWorkbook, UnreadableWorkbook, read_workbook
from tuopin.register.workbook.corrections import write_corrections
from tuopin.rulebook.text import Text
from tuopin.survey.comparison.domain import Listing
from tuopin.survey.comparison.listing import NoSuchList, listing_in
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.comparison.board import (
    QuestionPage,
    board_of,
    counts_shown,
    grounds_field,
    question_page,
    rules_on,
)
from tuopin.web.comparison.forms import AnswerForm, ListForm
from tuopin.web.sending import WORKBOOK

FAULTY, REFUSED = 422, 409
MOST_FAULTS = 50
TOLD = "comparison_told"
SUFFIXES = (".xlsx", ".xls", ".csv")


@as_actor
def board(request: ActorRequest) -> HttpResponse:
    """Show lists and questions; take a department's list in."""
    if request.actor.position not in MAY[Right.FOLLOW_COMPARISON]:
        return refuse(request)
    if request.method == "POST":
        return _take_in(request)
    told = request.session.pop(TOLD, None)
    return _shown(request, {"told": counts_shown(told) if told else None})


def _shown(
    request: ActorRequest,
    said: Mapping[str, object],
    *,
    form: ListForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = board_of(request.actor, on=request.today)
    context = {
        "page": page,
        "form": form or ListForm(lists=page.own, on=request.today),
        "own_id": {one.id: one for one in page.own},
        **said,
    }
    return render(request, "web/comparison/board.html", context, status=status)


def _take_in(request: ActorRequest) -> HttpResponse:
    own = rules_on(request.today).of_department(request.actor.department)
    form = ListForm(request.POST, request.FILES, lists=own, on=request.today)
    if not own:
        return refuse(request)
    if not form.is_valid():
        return _shown(request, {}, form=form, status=FAULTY)
    uploaded = form.cleaned_data["list"]
    with tempfile.TemporaryDirectory() as folder:
        path = _kept_in(folder, uploaded)
        try:
            raw = read_workbook(path)
            rules = next(one for one in own if one.id == form.paper.kind)
            listing = listing_in(raw, rules)
        except UnreadableWorkbook as unreadable:
            return _unread(request, form, unreadable.message)
        except NoSuchList as none:
            return _unread(request, form, none.text)
        if "remarks" in request.POST:
            return _sent_back(Path(folder) / "remarks.xlsx", raw, listing)
        return _compared(request, form, listing, digest_of(path))


def _kept_in(folder: str, uploaded: UploadedFile[bytes]) -> Path:
    # Under a name of our own: what the sender calls it may name a person.
    suffix = PurePath(uploaded.name or "").suffix.lower()
    path = Path(folder) / f"list{suffix if suffix in SUFFIXES else '.xlsx'}"
    with path.open("wb") as file:
        file.writelines(uploaded.chunks())
    return path


def _unread(request: ActorRequest, form: ListForm, wrong: Text) -> HttpResponse:
    said = {"refusal": Refusal(wrong, cite="art-12")}
    return _shown(request, said, form=form, status=FAULTY)


def _sent_back(path: Path, raw: RawWorkbook, listing: Listing) -> HttpResponse:
    write_corrections(path, raw, listing.faults)
    response = HttpResponse(path.read_bytes(), content_type=WORKBOOK)
    name = _("list-with-remarks")
    response.headers["Content-Disposition"] = content_disposition_header(
        True, f"{name}.xlsx"
    )
    return response


def _compared(
    request: ActorRequest, form: ListForm, listing: Listing, digest: str
) -> HttpResponse:
    said: dict[str, object] = {
        "faults": listing.faults[:MOST_FAULTS],
        "fault_count": len(listing.faults),
    }
    actor, on = request.actor, request.today
    try:
        if "try" in request.POST:
            came = procedure.preview_list(
                listing=listing, paper=form.paper, actor=actor, on=on
            )
            said["tried"] = counts_shown(came.counts)
            return _shown(request, said, form=form)
        came = procedure.compare_list(
            listing=listing, paper=form.paper, digest=digest, actor=actor, on=on
        )
    except Refusal as refusal:
        said["refusal"] = refusal
        return _shown(request, said, form=form, status=REFUSED)
    if listing.faults:
        said["told"] = counts_shown(came.counts)
        return _shown(request, said)
    request.session[TOLD] = came.counts
    return redirect("web:comparison")


@as_actor
def question(request: ActorRequest, number: int) -> HttpResponse:
    """Show one question; take in what was found out about it."""
    actor = request.actor
    if actor.position not in MAY[Right.FOLLOW_COMPARISON]:
        return refuse(request)
    page = question_page(actor, number, on=request.today)
    if page is None:
        raise Http404
    if request.method == "POST":
        return _answer(request, page)
    (field,) = evidence.offering([grounds_field()], actor, [page.household.village_id])
    context = {"page": page, "form": AnswerForm(), "field": field}
    return render(request, "web/comparison/question.html", context)


def _answer(request: ActorRequest, page: QuestionPage) -> HttpResponse:
    actor, refusal = request.actor, None
    sent = evidence.sent_with(request)
    if not page.may_answer or sent is None:
        return refuse(request)
    form = AnswerForm(request.POST)
    brought = sent.kept(actor, request.today, lambda _: page.household.village_id)
    field = grounds_field().filled_from(sent.words, brought)
    if form.is_valid() and not field.fault:
        try:
            procedure.answer_comparison(
                number=page.shown.id,
                verdict=form.found,
                text=form.cleaned_data["text"],
                evidence=naming(field.value, field.references),
                actor=actor,
                on=request.today,
            )
            return redirect("web:comparison_question", page.shown.id)
        except Refusal as refused:
            refusal = refused
    context = {"page": page, "form": form, "field": field, "refusal": refusal}
    status = REFUSED if refusal else FAULTY
    return render(request, "web/comparison/question.html", context, status=status)
