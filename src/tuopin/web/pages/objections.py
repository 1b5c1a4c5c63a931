"""Objections taken in and answered, and holds released (异议, arts 6, 15)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuopin.notice.objections import find_listed
from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import MAY, Right
from tuopin.register.access import HouseholdNotFound
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.objecting import (
    NotThere,
    ObjectPage,
    decide,
    files_of_answer,
    may_decide,
    object_page,
    objections_of,
    release,
    take_in,
    village_object_page,
)
from tuopin.web.objection_forms import LONGEST_REASON, DecisionForm
from tuopin.web.pages.households import show_household
from tuopin.web.reviewing import may_receive
from tuopin.web.worksheets.fields import is_row_number

NO_ROW = 0


@as_actor
def objections(request: ActorRequest) -> HttpResponse:
    """Show the objections of the actor's area; take in the answer to one."""
    actor = request.actor
    if actor.position not in MAY[Right.READ_REGISTER]:
        return refuse(request)
    if request.method == "POST":
        return _decide(request)
    page = objections_of(actor, None, on=request.today)
    return render(request, "web/objections.html", {"page": page})


def _decide(request: ActorRequest) -> HttpResponse:
    actor, asked, refusal = request.actor, request.POST.dict(), None
    sent = evidence.sent_with(request)
    if not may_decide(actor) or sent is None:
        return refuse(request)
    form = DecisionForm(asked, objection_id=0)
    brought = sent.kept(actor, request.today, lambda _: actor.division_code)
    field = files_of_answer().filled_from({}, brought)
    if form.is_valid() and not field.fault:
        try:
            decide(form, actor=actor, on=request.today, files=field.references)
        except NotThere as not_there:
            raise Http404 from not_there
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("web:objections")
    page = objections_of(actor, asked, on=request.today, brought=brought)
    context = {"page": page, "refusal": refusal, "is_wrong": refusal is None}
    status = 409 if refusal else 422
    return render(request, "web/objections.html", context, status=status)


@as_actor
def object_to(request: ActorRequest, number: str) -> HttpResponse:
    """Show the form for an objection to a household; take one in."""
    return _taken_in(request, partial(object_page, request.actor, number))


@as_actor
def object_to_village(request: ActorRequest, code: str) -> HttpResponse:
    """Show the form for an objection to a village's exit; take one in (art. 7)."""
    return _taken_in(request, partial(village_object_page, request.actor, code))


def _taken_in(
    request: ActorRequest, page_for: Callable[..., ObjectPage]
) -> HttpResponse:
    actor = request.actor
    if not may_receive(actor):
        return refuse(request)
    sent = evidence.sent_with(request)
    try:
        page = page_for(sent, on=request.today)
    except (HouseholdNotFound, NotThere) as not_there:
        raise Http404 from not_there
    context: dict[str, object] = {"page": page}
    if sent is None:
        return render(request, "web/object.html", context)
    if page.form is None or page.is_faulty:
        return render(request, "web/object.html", context, status=422)
    try:
        objection_id = take_in(page.form, page.case_id, actor=actor, files=page.files)
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "web/object.html", context, status=409)
    return redirect("web:objection_receipt", objection_id)


@as_actor
def receipt(request: ActorRequest, objection_id: int) -> HttpResponse:
    """Show an objection's receipt, to be read out or printed."""
    if not may_receive(request.actor):
        return refuse(request)
    found = find_listed(objection_id)
    if found is None:
        raise Http404
    return render(request, "web/objection_receipt.html", {"objection": found})


@require_POST
@as_actor
def release_hold(request: ActorRequest, number: str) -> HttpResponse:
    """Release a hold of a household, with the reason."""
    if request.actor.position not in MAY[Right.RELEASE_HOLD]:
        return refuse(request)
    sent = request.POST.get("hold", "")
    hold_id = int(sent) if is_row_number(sent) else NO_ROW
    reason = request.POST.get("reason", "").strip()
    said: dict[str, object] = {"tried": hold_id, "reason": reason}
    if not reason or len(reason) > LONGEST_REASON:
        said["wrong_reason"] = _("Say in at most 200 characters how it was settled.")
        return show_household(request, number, said, status=422)
    try:
        release(number, hold_id, reason, actor=request.actor, on=request.today)
    except (HouseholdNotFound, NotThere) as not_there:
        raise Http404 from not_there
    except Refusal as refusal:
        said["refusal"] = refusal
        return show_household(request, number, said, status=409)
    return redirect("web:household", number)
