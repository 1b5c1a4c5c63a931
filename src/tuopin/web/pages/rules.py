"""The rules that the office works under, and what may be changed in them (art. 16)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.documents.domain import naming
from tuopin.office.policy.operations import (
    OTHERS_SINCE,
    Decided,
    PlanDraft,
    UnableToAdopt,
    adopt_pack,
    carry_out_reading,
    decide_reading,
    keep_working_plan,
)
from tuopin.web import evidence
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.oversight.drawn import grounds_field
from tuopin.web.rules.local import LocalPage, local_page, proposed_in
from tuopin.web.rules.packs import packs_page
from tuopin.web.rules.readings import (
    CONFIRMS,
    DecisionForm,
    ReadingPage,
    reading_page,
    readings_page,
    write_workbook,
)
from tuopin.web.sending import as_workbook
from tuopin.web.worksheets.fields import Field, is_row_number

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


@as_actor
def readings(request: ActorRequest) -> HttpResponse:
    """Show the interpretation register: what is open, what was decided."""
    if not may_read(request):
        return refuse(request)
    page = readings_page(on=request.today, asked=request.GET.dict())
    return render(request, "web/rules/readings.html", {"page": page})


@as_actor
def readings_workbook(request: ActorRequest) -> HttpResponse:
    """Send the interpretation register as a workbook."""
    if not may_read(request):
        return refuse(request)
    name = _("interpretation-register")
    page = readings_page(on=request.today, asked={})
    return as_workbook(
        lambda path: write_workbook(path, page), f"{name}-{request.today}.xlsx"
    )


@as_actor
def reading(request: ActorRequest, name: str) -> HttpResponse:
    """Show one reading with what rests on it; take the county office's decision."""
    if not may_read(request):
        return refuse(request)
    page = reading_page(request.actor, name, on=request.today)
    if request.method != "POST":
        return _reading(request, page, {})
    if not page.may_decide:
        return refuse(request)
    try:
        if "carry_out" in request.POST:
            _carry_out(request)
        else:
            said = _decide(request, page)
            if said is not None:
                return _reading(request, page, said, code=FAULTY)
    except Refusal as refusal:
        return _reading(request, page, {"refusal": refusal}, code=REFUSED)
    return redirect(request.path)


def _decide(request: ActorRequest, page: ReadingPage) -> Mapping[str, object] | None:
    """Enter a decision; returns the form where it cannot be read."""
    form = DecisionForm(request.POST.dict(), on=request.today)
    sent = evidence.sent_with(request)
    assert sent is not None
    place = request.actor.division_code
    brought = sent.kept(request.actor, request.today, lambda _: place)
    paper = _paper().filled_from(sent.words, brought)
    if not form.is_valid() or paper.fault:
        return {"form": form, "field_of_paper": paper}
    typed = form.cleaned_data
    decide_reading(
        decided=Decided(
            page.row.reading.id,
            typed["outcome"] == CONFIRMS,
            typed["text"],
            typed["document_number"],
            naming(paper.value, paper.references),
            typed["decided_on"],
        ),
        actor=request.actor,
        on=request.today,
    )
    return None


def _carry_out(request: ActorRequest) -> None:
    kind, _dot, number = request.POST.get("by", "").partition("-")
    decision = request.POST.get("decision", "")
    if not is_row_number(decision):
        raise Http404
    chosen = int(number) if is_row_number(number) else None
    carry_out_reading(
        decision_id=int(decision),
        version_id=chosen if kind == "version" else None,
        plan_id=chosen if kind == "plan" else None,
        actor=request.actor,
        on=request.today,
    )


def _reading(
    request: ActorRequest,
    page: ReadingPage,
    said: Mapping[str, object],
    *,
    code: int = 200,
) -> HttpResponse:
    form = DecisionForm(request.POST.dict() or None, on=request.today)
    context = {"page": page, "form": form, "field_of_paper": _paper(), **said}
    return render(request, "web/rules/reading.html", context, status=code)
