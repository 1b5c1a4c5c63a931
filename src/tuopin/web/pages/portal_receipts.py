"""What whoever holds a receipt sees: the answer, and the one request to review it."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from tuopin.notice import operations as notices
from tuopin.notice import public
from tuopin.notice.domain import Channel
from tuopin.notice.public import Receipt
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.queries import portal_actor
from tuopin.office.policy.queries import NoPackInForce, PackChanged, pack_of
from tuopin.office.scope import acting_as
from tuopin.procedure.queries import procedure_of
from tuopin.web.acting import OfficeRequest
from tuopin.web.guessing import wrong_codes

LONGEST = 1000
REFUSED = 409
TOO_MANY_REQUESTS = 429


def receipt(request: OfficeRequest) -> HttpResponse:
    """Tell whoever holds a receipt what became of the objection."""
    return _shown(request, request.POST.get("code", "").strip()[:40])


def too_many(request: OfficeRequest) -> HttpResponse:
    """Say that too many codes that are none came from here."""
    wrong = wrong_codes(request)
    context = {"minutes": -(-wrong.seconds_left // 60)}
    response = render(
        request, "web/public/too_many.html", context, status=TOO_MANY_REQUESTS
    )
    response["Retry-After"] = str(wrong.seconds_left)
    return response


def second_review(request: OfficeRequest) -> HttpResponse:
    """Take in that whoever holds a receipt is not satisfied with the answer."""
    code = request.POST.get("code", "").strip()[:40]
    if wrong_codes(request).is_over:
        return too_many(request)
    found = public.receipt_of(code) if code else None
    # Sent twice is asked once: the page then says how the request stands.
    if found is None or not found.may_be_reviewed:
        return _shown(request, code)
    said = request.POST.get("text", "").strip()[:LONGEST]
    portal = portal_actor(on=request.today, at=found.village_code)
    if portal is None:
        return render(request, "web/public/closed.html", status=503)
    try:
        with acting_as(portal):
            objection = public.objection_of(code)
            assert objection is not None
            notices.ask_second_review(
                objection=objection,
                request=notices.ReviewRequest(Channel.PORTAL, said),
                actor=portal,
                on=request.today,
            )
    except Refusal as refusal:
        return _shown(request, code, refusal=refusal, said=said)
    except (NoPackInForce, PackChanged):
        return render(request, "web/public/closed.html", status=503)
    return _shown(request, code)


def _shown(
    request: OfficeRequest, code: str, *, refusal: Refusal | None = None, said: str = ""
) -> HttpResponse:
    wrong = wrong_codes(request)
    if wrong.is_over:
        return too_many(request)
    found = public.receipt_of(code) if code else None
    if code and found is None:
        wrong.count()
    last_day = _last_day(found) if found else None
    came = (found.asked_on if found else None) or request.today
    context = {
        "asked": bool(code),
        "code": code,
        "receipt": found,
        "last_day": last_day,
        "is_late": last_day is not None and came > last_day,
        "may_be_reviewed": last_day is not None and found and found.may_be_reviewed,
        "refusal": refusal,
        "said": said,
    }
    status = REFUSED if refusal else 200
    return render(request, "web/public/receipt.html", context, status=status)


def _last_day(found: Receipt) -> date | None:
    """Return until when a second review holds what was objected to, if there is one."""
    if found.decided_on is None:
        return None
    try:
        rules = procedure_of(pack_of(found.pack_id), found.unit)
    except PackChanged:
        return None
    rule = rules.second_review
    return rule.last_day(found.decided_on) if rule else None
