"""The sheets on which the acts of article 6 are done, and what became of each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.filing import operations as filing
from tuopin.office.accounts.domain import NotYourPosition, Refusal
from tuopin.procedure.recording import BatchResult
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.burden.counting import entered
from tuopin.web.papers.forms import FORMS
from tuopin.web.papers.meetings import APPRAISAL
from tuopin.web.worksheets import around, outcomes, whole
from tuopin.web.worksheets.doings import CLOSINGS, DOINGS, FILINGS
from tuopin.web.worksheets.fields import (
    Brought,
    Field,
    Kind,
    day_in,
    filled,
)
from tuopin.web.worksheets.own_papers import place_of_field
from tuopin.web.worksheets.sheet import (
    NoSuchSheet,
    Scope,
    page_asked,
    scope_of,
    sheet_fields,
    villages_of,
    worksheet_of,
)

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment

FAULTY, REFUSED = 422, 409
PRINTED = {APPRAISAL, *FORMS}
"""The acts whose forms are printed before they are done."""


@as_actor
def worksheet(request: ActorRequest, act: str, place: str) -> HttpResponse:
    """Show the households of a place for which an act is open, and do the act."""
    try:
        scope = scope_of(request.actor, act, place, on=request.today)
    except NoSuchSheet as none:
        raise Http404 from none
    except NotYourPosition:
        return refuse(request)
    if scope.is_by_village:
        return shown(request, scope, "villages", {"villages": villages_of(scope)})
    if act in CLOSINGS:
        return _closing(request, scope)
    if act in FILINGS:
        return _filing(request, scope)
    if act in DOINGS:
        return _rows(request, scope)
    sheet = worksheet_of(scope, page=page_asked(request.GET))
    return shown(request, scope, "visits", {"sheet": sheet})


def shown(
    request: ActorRequest,
    scope: Scope,
    kind: str,
    context: dict[str, Any],
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a sheet in one of its kinds, with what became of the rows sent before."""
    context |= {
        "scope": scope,
        "has_papers": scope.rule.id in PRINTED,
        "has_minutes": scope.rule.id == APPRAISAL,
        "body": f"web/worksheets/{kind}.html",
        "outcome": outcomes.take(request.session, scope),
        "seen_before": evidence.repeated_in(request.session),
        "refusal": refusal,
        "steps_before": around.steps_before(scope),
        "steps_after": around.steps_after(scope),
        "waiting_before": partial(around.waiting_before, scope),
    }
    return render(request, "web/worksheet.html", context, status=status)


def _rows(request: ActorRequest, scope: Scope) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    brought = _brought(request, scope)
    sheet = worksheet_of(
        scope,
        page=page_asked(request.GET),
        typed=typed,
        brought=brought,
        takes_all="all" in request.GET,
    )
    context = {"sheet": replace(sheet, fields=_offering(scope, sheet.fields))}
    if typed is None:
        return shown(request, scope, "rows", context)
    if sheet.is_faulty:
        return shown(request, scope, "rows", context, status=FAULTY)
    do = DOINGS[scope.rule.id].do
    return _done(
        request,
        scope,
        "rows",
        context | {"brought": brought},
        lambda: do(sheet.asked(), request.actor),
    )


def _brought(request: ActorRequest, scope: Scope) -> Brought:
    """Keep the files that a sheet was sent with."""
    sent = evidence.sent_with(request)
    if sent is None:
        return {}
    place_of = partial(place_of_field, scope)
    return sent.kept(request.actor, request.today, place_of)


def _offering(scope: Scope, fields: Sequence[Field]) -> tuple[Field, ...]:
    places = {scope.place.code, scope.actor.division_code}
    return evidence.offering(fields, scope.actor, places)


def _done(
    request: ActorRequest,
    scope: Scope,
    kind: str,
    context: dict[str, Any],
    do: Callable[[], BatchResult],
) -> HttpResponse:
    """Do an act and go back to its sheet, or say why nothing was done."""
    try:
        result = do()
    except Refusal as refusal:
        return shown(request, scope, kind, context, refusal=refusal, status=REFUSED)
    outcomes.keep(request.session, scope, result)
    rows = len(result.done)
    entered(request, scope.rule.id, rows=rows, place=scope.place.code)
    evidence.note_repeated(request.session, context.get("brought", {}))
    return redirect(request.path)


def _closing(request: ActorRequest, scope: Scope) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    brought = _brought(request, scope)
    closing = whole.closing_of(scope, typed, brought)
    context = {
        "notices": closing.notices,
        "fields": _offering(scope, closing.fields),
        "fresh": _offering(scope, sheet_fields(scope)),
        "brought": brought,
    }
    if typed is None:
        return shown(request, scope, "notices", context)
    context["typed_for"] = typed.get("notice", "")
    if closing.is_faulty:
        return shown(request, scope, "notices", context, status=FAULTY)
    return _done(request, scope, "notices", context, closing.done)


def _letter_fields() -> tuple[Field, ...]:
    return (Field("letter_number", _("Number of the letter"), longest=60),)


def _receipt_fields(scope: Scope) -> tuple[Field, ...]:
    return (
        Field("receipt", _("Number of the receipt"), longest=60),
        Field("on", _("Received on"), Kind.DAY, value=scope.on.isoformat()),
    )


def _filing(request: ActorRequest, scope: Scope) -> HttpResponse:
    letters = whole.letters_of(scope)
    typed = request.POST if request.method == "POST" else None
    sends = typed is not None and "letter_number" in typed
    letter = filled(_letter_fields(), typed if sends else None)
    receipt = filled(_receipt_fields(scope), None if sends else typed)
    context = {
        "letters": letters,
        "letter": letter,
        "receipt": receipt,
        "fresh": _receipt_fields(scope),
    }
    if typed is None:
        return shown(request, scope, "letters", context)
    asked = typed.get("consignment", "")
    context["typed_for"] = asked
    chosen = [one for one in letters.awaiting if str(one.id) == asked]
    if not chosen:
        # Somebody recorded its receipt meanwhile: the act itself says which.
        chosen = whole.received_before(scope, asked)
    faults = any(field.fault for field in (letter if sends else receipt))
    if faults or not (sends or chosen):
        return shown(request, scope, "letters", context, status=FAULTY)
    if sends:
        return _send(request, scope, context, letter[0].value)
    return _receive(request, scope, context, chosen[0])


def _send(
    request: ActorRequest, scope: Scope, context: dict[str, Any], number: str
) -> HttpResponse:
    assert scope.recipient is not None
    # What was approved since the page was shown goes into the next letter.
    listed = set(request.POST.get("listed", "").split(","))
    case_ids = [one for one in context["letters"].unsent if str(one) in listed]
    try:
        filing.send_consignment(
            recipient=scope.recipient,
            case_ids=case_ids,
            letter_number=number,
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return shown(
            request, scope, "letters", context, refusal=refusal, status=REFUSED
        )
    entered(request, scope.rule.id, rows=len(case_ids), place=scope.place.code)
    return redirect(request.path)


def _receive(
    request: ActorRequest,
    scope: Scope,
    context: dict[str, Any],
    consignment: Consignment,
) -> HttpResponse:
    fields = context["receipt"]
    return _done(
        request,
        scope,
        "letters",
        context,
        lambda: FILINGS[scope.rule.id](
            consignment=consignment,
            number=fields[0].value,
            actor=request.actor,
            on=day_in(fields),
        ),
    )
