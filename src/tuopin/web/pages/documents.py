"""Kept files: one's own, one by number, and those that served more than once."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.documents import operations as documents
from tuopin.office.documents.access import DocumentNotFound
from tuopin.office.documents.domain import WhyOpened
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.document_page import own_page, page_of, picture_of, reused_page

SANDBOX = "default-src 'none'; sandbox"
"""A file is nobody's page: nothing in it runs, and nothing in it is fetched."""
REFUSED, FAULTY = 409, 422


@as_actor
def own(request: ActorRequest) -> HttpResponse:
    """Show what the actor has kept and not used; keep more."""
    if request.actor.position not in MAY[Right.KEEP_DOCUMENT]:
        return refuse(request)
    page = own_page(request.actor, evidence.sent_with(request), on=request.today)
    if request.method == "POST" and page.is_kept:
        return redirect("web:documents")
    status = FAULTY if request.method == "POST" else 200
    return render(request, "web/documents/own.html", {"page": page}, status=status)


@require_safe
@as_actor
def reused(request: ActorRequest) -> HttpResponse:
    """Show the files of the actor's area that served more than once."""
    if request.actor.position not in MAY[Right.OPEN_DOCUMENT]:
        return refuse(request)
    return render(request, "web/documents/reused.html", {"page": reused_page()})


@require_safe
@as_actor
def document(request: ActorRequest, number: int) -> HttpResponse:
    """Show what is known of a file, and what it has proved."""
    return _shown(request, number)


def _shown(
    request: ActorRequest,
    number: int,
    *,
    refusal: Refusal | None = None,
    why_missing: bool = False,
    status: int = 200,
) -> HttpResponse:
    try:
        page = page_of(request.actor, number)
    except DocumentNotFound as none:
        raise Http404 from none
    context = {
        "page": page,
        "reasons": list(WhyOpened),
        "refusal": refusal,
        "why_missing": why_missing,
    }
    return render(request, "web/documents/document.html", context, status=status)


@require_safe
@as_actor
def picture(request: ActorRequest, number: int) -> HttpResponse:
    """Send a small picture of a photo: enough to know it, not to read it."""
    try:
        small = picture_of(request.actor, number)
    except DocumentNotFound as none:
        raise Http404 from none
    response = HttpResponse(small, content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@require_POST
@as_actor
def file(request: ActorRequest, number: int) -> HttpResponse:
    """Send the whole file to whoever says why; that stands in the record."""
    if request.actor.position not in MAY[Right.OPEN_DOCUMENT]:
        return refuse(request)
    why = request.POST.get("why", "")
    if why not in set(WhyOpened):
        return _shown(request, number, why_missing=True, status=FAULTY)
    try:
        opened = documents.open_document(
            number=number, why=WhyOpened(why), actor=request.actor, on=request.today
        )
    except DocumentNotFound as none:
        raise Http404 from none
    except Refusal as refusal:
        return _shown(request, number, refusal=refusal, status=REFUSED)
    kind = opened.document.type
    response = HttpResponse(opened.content, content_type=kind.value)
    name = _("file %(number)d") % {"number": number}
    response.headers["Content-Disposition"] = content_disposition_header(
        True, f"{name}.{kind.suffix}"
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
