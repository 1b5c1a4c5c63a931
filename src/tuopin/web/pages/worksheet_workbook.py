"""A sheet as an Excel file: sent to be filled in, and taken back as the act done."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuopin.office.accounts.domain import NotYourPosition, Refusal
from tuopin.procedure.recording import BatchResult
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.burden.counting import entered
from tuopin.web.pages.worksheets import FAULTY, REFUSED, shown
from tuopin.web.sending import WORKBOOK
from tuopin.web.templatetags.office import in_language
from tuopin.web.worksheets import outcomes
from tuopin.web.worksheets.doings import DOINGS
from tuopin.web.worksheets.sheet import NoSuchSheet, Scope, scope_of
from tuopin.web.worksheets.workbook.faults import Fault, FaultyWorkbook
from tuopin.web.worksheets.workbook.reading import asked_in
from tuopin.web.worksheets.workbook.writing import write_worksheet

MOST_FAULTS = 50
"""So many faults are listed; with more, the file is better filled in afresh."""


@require_http_methods(["GET", "HEAD", "POST"])
@as_actor
def workbook(request: ActorRequest, act: str, place: str) -> HttpResponse:
    """Send the households of a sheet as a workbook, or do what one asks for."""
    try:
        scope = scope_of(request.actor, act, place, on=request.today)
    except NoSuchSheet as none:
        raise Http404 from none
    except NotYourPosition:
        return refuse(request)
    if act not in DOINGS or scope.is_by_village:
        raise Http404
    if request.method == "POST":
        return _taken(request, scope)
    return _sent(scope)


def _sent(scope: Scope) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "worksheet.xlsx"
        if not write_worksheet(path, scope):
            return redirect("web:worksheet", scope.rule.id, scope.place.code)
        response = HttpResponse(path.read_bytes(), content_type=WORKBOOK)
    title = in_language(scope.rule.title)
    response.headers["Content-Disposition"] = content_disposition_header(
        True, f"{title}-{scope.place.name}-{scope.on}.xlsx"
    )
    return response


def _taken(request: ActorRequest, scope: Scope) -> HttpResponse:
    """Do what a workbook asks for and go back to its sheet, or say why not."""
    try:
        result = _done(request, scope)
    except FaultyWorkbook as faulty:
        context = {
            "fault_count": len(faulty.faults),
            "faults": faulty.faults[:MOST_FAULTS],
            "unlisted": len(faulty.faults[MOST_FAULTS:]),
        }
        return shown(request, scope, "workbook", context, status=FAULTY)
    except Refusal as refusal:
        return shown(request, scope, "workbook", {}, refusal=refusal, status=REFUSED)
    outcomes.keep(request.session, scope, result)
    rows, place = len(result.done), scope.place.code
    entered(request, scope.rule.id, rows=rows, place=place, is_timed=False)
    return redirect("web:worksheet", scope.rule.id, scope.place.code)


def _done(request: ActorRequest, scope: Scope) -> BatchResult:
    uploaded = request.FILES.get("workbook")
    if not isinstance(uploaded, UploadedFile):
        raise FaultyWorkbook([Fault(_("Choose the workbook that you filled in."))])
    with tempfile.TemporaryDirectory() as folder:
        # Under a name of our own: what the sender calls it may name a person.
        path = Path(folder) / "worksheet.xlsx"
        with path.open("wb") as file:
            file.writelines(uploaded.chunks())
        asked = asked_in(path, scope)
    return DOINGS[scope.rule.id].do(asked, request.actor)
