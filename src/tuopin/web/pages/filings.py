"""The pages of consignments: where each stands, its papers, its receipt, reminders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.filing import operations as filing
from tuopin.filing import queries
from tuopin.filing.domain import Matter
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.policy.queries import pack_on
from tuopin.rulebook.text import Text
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.burden.counting import printed
from tuopin.web.filings.contents import content_of
from tuopin.web.filings.parts import Part, bracketed, part_of
from tuopin.web.filings.ready import letters_ready, send
from tuopin.web.filings.standing import filings_of, standing_of
from tuopin.web.worksheets.doings import FILINGS
from tuopin.web.worksheets.fields import Field, Kind, day_in, filled

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment

FAULTY, REFUSED = 422, 409
LONGEST_NUMBER = 60
NOTHING_TO_SEND = Refusal(
    Text(
        "没有这样一批待报送的材料，可能已经报送。",
        "Nothing of the kind waits to be sent; it may have been sent.",
    ),
    cite="art-05",
)


def _may_read(request: ActorRequest) -> bool:
    actor = request.actor
    return may(actor, Right.READ_REGISTER, in_division=actor.division_code)


def _found(consignment: int) -> Consignment:
    found = queries.find_consignment(consignment)
    if found is None:
        raise Http404
    return found


@require_GET
@as_actor
def filings(request: ActorRequest) -> HttpResponse:
    """Show the year's consignments and where each stands."""
    if not _may_read(request):
        return refuse(request)
    year = request.today.year
    found = filings_of(request.actor, year=year, on=request.today)
    context = {
        "filings": found,
        "year": year,
        "may_send": bool(letters_ready(request.actor, on=request.today)),
    }
    return render(request, "web/filings/list.html", context)


@as_actor
def letters(request: ActorRequest) -> HttpResponse:
    """Show what waits for a letter up, and send it (报送, arts 5, 7)."""
    if not _may_read(request):
        return refuse(request)
    ready = letters_ready(request.actor, on=request.today)
    context = {"ready": ready}
    if request.method != "POST":
        return render(request, "web/filings/letters.html", context)
    asked = next((one for one in ready if one.key == request.POST.get("letter")), None)
    if asked is None:
        return render(
            request,
            "web/filings/letters.html",
            {**context, "refusal": NOTHING_TO_SEND},
            status=REFUSED,
        )
    number = request.POST.get("number", "").strip()[:LONGEST_NUMBER]
    chosen = set(request.POST.getlist("named"))
    try:
        sent = send(asked, chosen, number, actor=request.actor, on=request.today)
    except Refusal as refusal:
        said = {"refusal": refusal, "number": number, "typed_for": asked.key}
        return render(
            request, "web/filings/letters.html", {**context, **said}, status=REFUSED
        )
    return redirect("web:filing", sent.id)


def _receipt_fields(request: ActorRequest) -> tuple[Field, ...]:
    today = request.today.isoformat()
    return (
        Field("receipt", _("Number of the receipt"), longest=60),
        Field("on", _("Received on"), Kind.DAY, value=today),
    )


def _reminder_fields() -> tuple[Field, ...]:
    hint = _("such as: by telephone, to whom")
    return (Field("manner", _("How they were reminded"), hint=hint, longest=120),)


@as_actor
def one_filing(request: ActorRequest, consignment: int) -> HttpResponse:
    """Show a consignment, and record its receipt or a reminder."""
    if not _may_read(request):
        return refuse(request)
    found = _found(consignment)
    if request.method != "POST":
        return _shown(request, found)
    reminds = "manner" in request.POST
    fields = filled(
        _reminder_fields() if reminds else _receipt_fields(request), request.POST
    )
    typed = _Typed(*((None, fields) if reminds else (fields, None)))
    if any(field.fault for field in fields):
        return _shown(request, found, typed, code=FAULTY)
    try:
        _done(request, found, fields, reminds=reminds)()
    except Refusal as refusal:
        return _shown(request, found, typed, refusal=refusal, code=REFUSED)
    return redirect("web:filing", found.id)


@dataclass(frozen=True)
class _Typed:
    """What was filled in in the one form or the other."""

    receipt: tuple[Field, ...] | None = None
    reminder: tuple[Field, ...] | None = None


def _done(
    request: ActorRequest,
    consignment: Consignment,
    fields: tuple[Field, ...],
    *,
    reminds: bool,
) -> Callable[[], object]:
    """Return the act that a form asks for."""
    value = fields[0].value
    if reminds:
        return lambda: filing.remind(
            consignment=consignment,
            manner=value,
            actor=request.actor,
            on=request.today,
        )
    if (
        queries.matters_of([consignment.id])[consignment.id]
        is not Matter.HOUSEHOLD_EXITS
    ):
        return lambda: filing.record_receipt(
            consignment=consignment,
            number=value,
            actor=request.actor,
            on=day_in(fields),
        )
    return lambda: FILINGS[f"file_with_{consignment.recipient}"](
        consignment=consignment, number=value, actor=request.actor, on=day_in(fields)
    )


def _shown(
    request: ActorRequest,
    consignment: Consignment,
    typed: _Typed | None = None,
    *,
    refusal: Refusal | None = None,
    code: int = 200,
) -> HttpResponse:
    pack = pack_on(request.today)
    typed = typed or _Typed()
    context = {
        "one": standing_of(consignment, pack, request.actor, on=request.today),
        "number": bracketed(consignment.letter_number),
        "content": content_of(consignment),
        "receipt_fields": typed.receipt or _receipt_fields(request),
        "reminder": typed.reminder or _reminder_fields(),
        "refusal": refusal,
        "parts": list(Part),
    }
    return render(request, "web/filings/filing.html", context, status=code)


@require_GET
@as_actor
def part(request: ActorRequest, consignment: int, part: str) -> HttpResponse:
    """Send a consignment's letter, roster or signed bundle."""
    if not _may_read(request):
        return refuse(request)
    found = _found(consignment)
    if part not in set(Part):
        raise Http404
    asked = Part(part)
    content = part_of(found, asked)
    if asked is Part.LETTER:
        printed(request, "letter", content)
    response = HttpResponse(content, content_type=asked.content_type)
    name = f"filing-{found.id}-{asked.value}.{asked.ending}"
    response.headers["Content-Disposition"] = (
        content_disposition_header(asked is not Part.LETTER, name) or "inline"
    )
    return response
