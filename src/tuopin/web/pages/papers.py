"""Papers to print: a sheet's forms, a notice, a household's own explanation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from tuopin.notice.domain import token_of
from tuopin.notice.queries import find_notice
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.accounts.rights import Right, may
from tuopin.procedure import queries as cases
from tuopin.register.access import HouseholdNotFound, household_for
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.papers import word
from tuopin.web.papers.forms import FORMS, forms_of
from tuopin.web.papers.meetings import APPRAISAL, papers_of_meeting
from tuopin.web.papers.notices import Shape, is_edited, printed_notice
from tuopin.web.papers.spoken import spoken
from tuopin.web.papers.why import explanation
from tuopin.web.sending import as_paper
from tuopin.web.worksheets.sheet import PER_PAGE, NoSuchSheet, page_asked, scope_of

if TYPE_CHECKING:
    from tuopin.notice.models import PublicityNotice

TO_EDIT = "to-edit"
"""How an address asks for the paper that an office edits."""


@require_GET
@as_actor
def of_sheet(request: ActorRequest, act: str, place: str) -> HttpResponse:
    """Send the forms of every household on a sheet as one file, in its order."""
    try:
        scope = scope_of(request.actor, act, place, on=request.today)
    except NoSuchSheet as none:
        raise Http404 from none
    except NotYourPosition:
        return refuse(request)
    waiting = cases.cases_of(scope.ready, year=scope.year).values_list("id", flat=True)
    start = (page_asked(request.GET) - 1) * PER_PAGE
    # A file of a whole county would take gigabytes: one for each page of the sheet.
    case_ids = list(waiting[start : start + PER_PAGE])
    if not case_ids or (act not in FORMS and act != APPRAISAL):
        raise Http404
    if act == APPRAISAL:
        if scope.is_by_village:
            raise Http404
        data = papers_of_meeting(
            scope.rule,
            case_ids,
            village_code=scope.place.code,
            year=scope.year,
            on=request.today,
        )
        if TO_EDIT in request.GET:
            return _sent_to_edit("meeting", data, f"{act}-{place}")
        return as_paper(
            request, "meeting", data, f"{act}-{place}", place=scope.place.code
        )
    data = forms_of(scope.rule, case_ids, on=request.today)
    return as_paper(request, "forms", data, f"{act}-{place}", place=scope.place.code)


@require_GET
@as_actor
def words_of_notice(request: ActorRequest, notice: int) -> HttpResponse:
    """Show a notice in words: as a message, and to be read out over the loudspeaker."""
    if not _may_read(request):
        return refuse(request)
    found = find_notice(notice)
    if found is None:
        raise Http404
    context = {
        "notice": found,
        "is_edited": is_edited(found),
        "spoken": spoken(found, address=_address(request, found)),
    }
    return render(request, "web/notice_words.html", context)


@require_GET
@as_actor
def of_notice(request: ActorRequest, notice: int, shape: str) -> HttpResponse:
    """Send a notice as it hangs: for the board, for the file, or in large print."""
    if not _may_read(request):
        return refuse(request)
    found = find_notice(notice)
    if found is None:
        raise Http404
    address = _address(request, found)
    if shape == TO_EDIT and is_edited(found):
        data = printed_notice(found, Shape.SHEET, address=address)
        return _sent_to_edit("notice", data, f"notice-{notice}")
    if shape not in set(Shape):
        raise Http404
    data = printed_notice(found, Shape(shape), address=address)
    name = f"notice-{notice}-{shape}"
    return as_paper(request, "notice", data, name, place=found.village_id)


@require_GET
@as_actor
def why(request: ActorRequest, number: str) -> HttpResponse:
    """Send where a household stands, why, and what is still missing."""
    if not _may_read(request):
        return refuse(request)
    try:
        data = explanation(request.actor, number, on=request.today)
    except HouseholdNotFound as not_found:
        raise Http404 from not_found
    place = household_for(request.actor, number).village_id
    return as_paper(request, "forms", data, f"why-{number}", place=place)


def _address(request: ActorRequest, notice: PublicityNotice) -> str:
    """Return where the portal shows a notice."""
    token = token_of(notice.id, notice.roster_digest)
    return request.build_absolute_uri(reverse("web:portal_notice", args=[token]))


def _may_read(request: ActorRequest) -> bool:
    actor = request.actor
    return may(actor, Right.READ_REGISTER, in_division=actor.division_code)


def _sent_to_edit(paper: str, data: Mapping[str, object], name: str) -> HttpResponse:
    response = HttpResponse(word.to_edit(paper, data), content_type=word.CONTENT_TYPE)
    saved = content_disposition_header(True, f"{name}.docx")
    response.headers["Content-Disposition"] = saved or "attachment"
    return response
