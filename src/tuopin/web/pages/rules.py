"""The rules that the office works under, and what may be changed in them (art. 16)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.documents.domain import naming
from tuopin.office.policy.operations import (
    OTHERS_SINCE,
    PlanDraft,
    UnableToAdopt,
    adopt_pack,
    keep_working_plan,
)
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.oversight.drawn import grounds_field
from tuopin.web.rules.local import LocalPage, local_page, proposed_in
from tuopin.web.rules.packs import packs_page
from tuopin.web.worksheets.fields import Field

FAULTY, REFUSED = 422, 409


def may_read(request: ActorRequest) -> bool:
    """Say whether the position works under the rules: everybody but administrators."""
    actor = request.actor
    return may(actor, Right.READ_REGISTER, in_division=actor.division_code)


@as_actor
def packs(request: ActorRequest) -> HttpResponse:
    """Show which versions were adopted and what a newer one changes; adopt it."""
    if not may_read(request):
        return refuse(request)
    if request.method == "POST":
        return _adopt(request)
    page = packs_page(request.actor, on=request.today)
    return render(request, "web/rules/packs.html", {"page": page})


def _adopt(request: ActorRequest) -> HttpResponse:
    page = packs_page(request.actor, on=request.today, asked=request.POST.dict())
    if not page.may_adopt:
        return refuse(request)
    asked = next((one for one in page.offers if one.form.is_bound), None)
    context: dict[str, object] = {"page": page}
    if asked is None:
        context["refusal"] = UnableToAdopt(OTHERS_SINCE)
        return render(request, "web/rules/packs.html", context, status=REFUSED)
    if not asked.form.is_valid():
        return render(request, "web/rules/packs.html", context, status=FAULTY)
    try:
        adopt_pack(
            pack_id=asked.offer.adopted.pack_id,
            actor=request.actor,
            on=request.today,
            from_on=asked.form.cleaned_data["from_on"],
            version=asked.offer.version,
        )
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "web/rules/packs.html", context, status=REFUSED)
    return redirect("web:rules")


@as_actor
def local(request: ActorRequest) -> HttpResponse:
    """Show the working plans that bind here; keep one of the reader's own office."""
    if not may_read(request):
        return refuse(request)
    if request.method == "POST":
        return _keep(request)
    page = local_page(request.actor, on=request.today)
    return _local(request, page, {})


def _keep(request: ActorRequest) -> HttpResponse:
    asked = request.POST.dict()
    page = local_page(request.actor, on=request.today, asked=asked)
    if not page.may_keep:
        return refuse(request)
    sent = evidence.sent_with(request)
    assert sent is not None
    place = request.actor.division_code
    brought = sent.kept(request.actor, request.today, lambda _: place)
    paper = _paper().filled_from(sent.words, brought)
    said: dict[str, object] = {"field_of_paper": paper}
    if not page.form.is_valid() or paper.fault:
        return _local(request, page, said, code=FAULTY)
    typed = page.form.cleaned_data
    try:
        keep_working_plan(
            plan=PlanDraft(
                area_code=place,
                title=typed["title"],
                document_number=typed["document_number"],
                issued_by=typed["issued_by"],
                issued_on=typed["issued_on"],
                evidence=naming(paper.value, paper.references),
                in_force_from=typed["in_force_from"],
                supersedes=int(typed["supersedes"]) if typed["supersedes"] else None,
                rules=proposed_in(asked),
            ),
            actor=request.actor,
            on=request.today,
        )
    except Refusal as refusal:
        return _local(request, page, {**said, "refusal": refusal}, code=REFUSED)
    return redirect("web:local_rules")


def _paper() -> Field:
    return grounds_field(_("The document"), _("name or number of the paper"))


def _local(
    request: ActorRequest,
    page: LocalPage,
    said: Mapping[str, object],
    *,
    code: int = 200,
) -> HttpResponse:
    context = {"page": page, "field_of_paper": _paper(), **said}
    return render(request, "web/rules/local.html", context, status=code)
