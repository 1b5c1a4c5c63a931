"""The page of the mark: hand over for entry, compare the list, confirm (art. 6)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.filing import operations as filing
from tuopin.filing.national.connector import ByWorkbook
from tuopin.filing.national.listing import UnreadableListing
from tuopin.office.accounts.domain import NotYourPosition, Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.procedure.recording import RowResult
from tuopin.register.domain import WhyShown
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.national.queue import LISTED, due_cases, due_scope, queue_of
from tuopin.web.sending import WORKBOOK
from tuopin.web.templatetags.office import in_language
from tuopin.web.worksheets.fields import is_row_number
from tuopin.web.worksheets.sheet import NoSuchSheet, Scope

FAULTY, REFUSED = 422, 409


def _scope(request: ActorRequest) -> Scope | None:
    """Return whose mark is due; nothing where the position has no such right."""
    if request.actor.position not in MAY[Right.ENTER_NATIONALLY]:
        return None
    try:
        return due_scope(request.actor, on=request.today)
    except NoSuchSheet as none:
        raise Http404 from none
    except NotYourPosition:
        return None


def _shown(
    request: ActorRequest,
    scope: Scope,
    said: dict[str, Any] | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    context = {
        "queue": queue_of(scope),
        "rule": scope.rule,
        "listed": f":{LISTED}",
        "reasons": sorted(WhyShown, key=lambda why: why is not WhyShown.ENTERING),
        **(said or {}),
    }
    return render(request, "web/marking/queue.html", context, status=code)


@as_actor
def marking(request: ActorRequest) -> HttpResponse:
    """Show who is to be entered, what differs, and who may be confirmed."""
    scope = _scope(request)
    return refuse(request) if scope is None else _shown(request, scope)


@require_POST
@as_actor
def export(request: ActorRequest) -> HttpResponse:
    """Send the workbook for entry; whoever takes it may not confirm these marks."""
    scope = _scope(request)
    if scope is None:
        return refuse(request)
    why, villages = request.POST.get("why", ""), set(request.POST.getlist("village"))
    chosen = [one.id for one in due_cases(scope) if one.village_id in villages]
    if why not in set(WhyShown) or not chosen:
        return _shown(request, scope, {"export_faulty": True}, code=FAULTY)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "national.xlsx"
        try:
            filing.export_for_entry(
                case_ids=chosen,
                why=WhyShown(why),
                by=ByWorkbook(path),
                actor=request.actor,
                on=request.today,
            )
        except Refusal as refusal:
            return _shown(request, scope, {"refusal": refusal}, code=REFUSED)
        response = HttpResponse(path.read_bytes(), content_type=WORKBOOK)
    name = _("national-system")
    response.headers["Content-Disposition"] = content_disposition_header(
        True, f"{name}-{scope.year}-{request.today}.xlsx"
    )
    return response


@require_POST
@as_actor
def compare(request: ActorRequest) -> HttpResponse:
    """Hold the list that the national system gave out against ours."""
    scope = _scope(request)
    if scope is None:
        return refuse(request)
    uploaded = request.FILES.get("list")
    if not isinstance(uploaded, UploadedFile):
        said = {"faults": [_("Choose the list that the national system gave out.")]}
        return _shown(request, scope, said, code=FAULTY)
    with tempfile.TemporaryDirectory() as folder:
        # Under a name of our own: what the sender calls it may name a person.
        path = Path(folder) / "list.xlsx"
        with path.open("wb") as file:
            file.writelines(uploaded.chunks())
        try:
            filing.reconcile(
                year=scope.year,
                by=ByWorkbook(path),
                actor=request.actor,
                on=request.today,
            )
        except UnreadableListing as unreadable:
            words = [in_language(fault.text) for fault in unreadable.faults]
            return _shown(request, scope, {"faults": words}, code=FAULTY)
        except Refusal as refusal:
            return _shown(request, scope, {"refusal": refusal}, code=REFUSED)
    return redirect("web:marking")


@require_POST
@as_actor
def confirm(request: ActorRequest) -> HttpResponse:
    """Mark the chosen households as lifted out."""
    scope = _scope(request)
    if scope is None:
        return refuse(request)
    asked = {int(one) for one in request.POST.getlist("case") if is_row_number(one)}
    chosen = [one.id for one in due_cases(scope) if one.id in asked]
    if not chosen:
        return _shown(request, scope, {"confirm_faulty": True}, code=FAULTY)
    result = filing.mark_lifted_out(
        case_ids=chosen, actor=request.actor, on=request.today
    )
    if result.refused:
        said = {"unmarked": _reasons(result.refused), "marked": len(result.done)}
        return _shown(request, scope, said, code=REFUSED)
    return redirect("web:marking")


def _reasons(refused: Sequence[RowResult]) -> list[str]:
    """Return each reason once, in the order in which it was given."""
    words = [in_language(row.refusal.text) for row in refused if row.refusal]
    return list(dict.fromkeys(words))
