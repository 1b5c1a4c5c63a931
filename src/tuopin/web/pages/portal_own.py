"""A household's own case, for whoever types the code of its slip (art. 14)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from tuopin.explanation.queries import case_by_code
from tuopin.office.policy.queries import NoPackInForce, PackChanged
from tuopin.web.acting import OfficeRequest
from tuopin.web.guessing import wrong_codes
from tuopin.web.pages.portal_receipts import too_many

LONGEST_TYPED = 40


@sensitive_post_parameters("code")
def own(request: OfficeRequest) -> HttpResponse:
    """Ask for a slip's code; show what it opens, and let no browser keep it."""
    response = _answer(request, request.POST.get("code", "").strip()[:LONGEST_TYPED])
    response["Cache-Control"] = "no-store"
    return response


def _answer(request: OfficeRequest, code: str) -> HttpResponse:
    if not code:
        return render(request, "web/public/own.html")
    wrong = wrong_codes(request)
    if wrong.is_over:
        return too_many(request)
    try:
        found = case_by_code(code, on=request.today)
    except (NoPackInForce, PackChanged):
        return render(request, "web/public/closed.html", status=503)
    if found is None:
        wrong.count()
        return render(request, "web/public/own.html", {"is_none": True}, status=404)
    return render(request, "web/public/own_case.html", {"shown": found})
