"""Where two documents' times contradict each other (程序倒置, arts 12, 15)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.documents.domain import naming
from tuopin.oversight import operations as oversight
from tuopin.oversight.contradictions.domain import Outcome
from tuopin.oversight.operations import Settling
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.oversight.drawn import grounds_field
from tuopin.web.sending import as_workbook
from tuopin.web.time_logic import settling
from tuopin.web.time_logic.board import every_pair, page_of
from tuopin.web.time_logic.settling import ContradictionPage, SettlingForm
from tuopin.web.time_logic.sheets import write_pairs
from tuopin.web.worksheets.fields import Field

FAULTY, REFUSED = 422, 409
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


@as_actor
def contradiction(request: ActorRequest, code: str, key: str) -> HttpResponse:
    """Show one contradiction; say what came of looking into it."""
    if request.actor.position not in READERS:
        return refuse(request)
    page = settling.page_of(request.actor, code, key, on=request.today)
    if request.method != "POST":
        return _shown(request, page)
    sent = evidence.sent_with(request)
    assert sent is not None
    brought = sent.kept(request.actor, request.today, lambda _: code)
    form, field = SettlingForm(request.POST.dict()), _field()
    field = field.filled_from(sent.words, brought)
    said = {"form": form, "field": field}
    if not form.is_valid() or field.fault:
        return _shown(request, page, said, code=FAULTY)
    try:
        oversight.settle_contradiction(
            village_code=code,
            key=key,
            settling=Settling(
                Outcome(form.cleaned_data["outcome"]),
                form.cleaned_data["grounds"],
                naming(field.value, field.references),
            ),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return _shown(request, page, {**said, "refusal": refusal}, code=REFUSED)
    return redirect(request.path)


def _field() -> Field:
    return grounds_field(_("What it rests on"), _("name or number of the paper"))


def _shown(
    request: ActorRequest,
    page: ContradictionPage,
    said: Mapping[str, object] | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "form": SettlingForm(),
        "field": _field(),
        **(said or {}),
    }
    return render(request, "web/time_logic/contradiction.html", context, status=code)
