"""The pages of article 5: the plans of an area, one of them by name, a fresh draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuopin.filing.queries import delisted_villages
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.domain import DivisionLevel, level_of
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import alone_with
from tuopin.plan import operations as plans
from tuopin.plan import queries
from tuopin.plan.timing import has_timetable, standing_years
from tuopin.register import queries as register
from tuopin.register.villages import poor_villages
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import ActRule, status
from tuopin.web.acting import ActorRequest, NotInThePack, as_actor, refuse
from tuopin.web.plans.acting import (
    NOT_NOW,
    act_fields,
    acts_of_plan,
    do,
    next_act,
    performed,
)
from tuopin.web.plans.beginning import LIST, begin, unlisted
from tuopin.web.plans.listing import plans_of
from tuopin.web.plans.naming import by_village
from tuopin.web.plans.printed import drafted_on, printed_plan, sheets_of, workbook_of
from tuopin.web.plans.timetable import timetables_of
from tuopin.web.plans.unexited import asked_of, sheets_of_unexited, unexited_of
from tuopin.web.sending import WORKBOOK, as_paper, saved
from tuopin.web.sent_before import Said
from tuopin.web.worksheets.fields import Field, day_in, filled, papers_in
from tuopin.web.worksheets.sheet import day_field, paper_fields

if TYPE_CHECKING:
    from datetime import date

    from tuopin.plan.models import ExitPlan

FAULTY, REFUSED = 422, 409
DRAFT = "draft"


def _may_read(actor: Actor) -> bool:
    return may(actor, Right.READ_REGISTER, in_division=actor.division_code)


def _pack(request: ActorRequest) -> PolicyPack:
    """Return the pack in force, or say that it has no plan."""
    pack = pack_of(pack_in_force(request.today).id)
    if "plan" not in pack.procedures:
        raise NotInThePack(_("The rules in force have no exit plan by name."))
    return pack


@as_actor
def overview(request: ActorRequest) -> HttpResponse:
    """Show the year's plans of the area: how far each is and what came of it."""
    if not _may_read(request.actor):
        return refuse(request)
    pack = _pack(request)
    rule = pack.procedure("plan").acts[DRAFT]
    year = request.today.year
    context = {
        "year": year,
        "plans": plans_of(request.actor, pack=pack, year=year),
        "procedure": pack.procedure("plan"),
        "may_draft": request.actor.position in rule.performed_by,
        "has_timetable": has_timetable(pack),
        "timetables": timetables_of(request.actor, pack.procedure("plan")),
    }
    return render(request, "web/plans/list.html", context)


@as_actor
def one_plan(request: ActorRequest, plan: int) -> HttpResponse:
    """Show a plan by name with what was decided on it, and do what is the reader's."""
    if not _may_read(request.actor):
        return refuse(request)
    found = queries.find_plan(plan)
    if found is None or found.is_timetable:
        raise Http404
    if request.method == "POST":
        return _act_on(request, found)
    return _shown(request, found)


def _shown(
    request: ActorRequest,
    plan: ExitPlan,
    *,
    fields: tuple[Field, ...] | None = None,
    refusal: Refusal | None = None,
    code: int = 200,
) -> HttpResponse:
    pack = _pack(request)
    rules = pack.procedure("plan")
    acts = queries.acts_of(plan)
    villages, household_ids = queries.named_in(plan)
    poor = poor_villages(covered_by=plan.township_id)
    rule = next_act(plan, rules, request.actor)
    context = {
        "plan": plan,
        "status": status(rules, performed(acts), held=False),
        "acts": acts_of_plan(rules, acts),
        "versions": queries.versions_of(plan),
        "villages": by_village(
            register.households_by_id(household_ids),
            pack=pack,
            year=plan.year,
            township=plan.township_id,
            chosen=household_ids,
            villages={code: code in villages for code in poor if code in villages},
        ),
        "size": (len(villages), len(household_ids)),
        "rule": rule,
        "fields": fields or (act_fields(rule, request.today) if rule else ()),
        "unlisted": unlisted(plan, pack, request.actor, on=request.today),
        "refusal": refusal,
    }
    return render(request, "web/plans/plan.html", context, status=code)


def _act_on(request: ActorRequest, plan: ExitPlan) -> HttpResponse:
    pack = _pack(request)
    if request.POST.get("act") == LIST:
        return _list(request, plan, pack)
    rule = next_act(plan, pack.procedure("plan"), request.actor)
    if rule is None:
        return _shown(request, plan, refusal=NOT_NOW, code=REFUSED)
    fields = filled(act_fields(rule, request.today), request.POST)
    if any(field.fault for field in fields):
        return _shown(request, plan, fields=fields, code=FAULTY)
    try:
        do(plan, rule, fields, request.actor)
    except Refusal as refusal:
        return _shown(request, plan, fields=fields, refusal=refusal, code=REFUSED)
    return redirect("web:plan", plan.id)


def _list(request: ActorRequest, plan: ExitPlan, pack: PolicyPack) -> HttpResponse:
    """Open the cases of everybody on a filed plan that has none yet."""
    whom = unlisted(plan, pack, request.actor, on=request.today)
    try:
        begin(plan, whom, actor=request.actor, on=request.today)
    except Refusal as refusal:
        return _shown(request, plan, refusal=refusal, code=REFUSED)
    return redirect("web:plan", plan.id)


@as_actor
def draft(request: ActorRequest) -> HttpResponse:
    """Draft the township's plan by name, from the register (实名制)."""
    pack = _pack(request)
    rule = pack.procedure("plan").acts[DRAFT]
    actor = request.actor
    is_township = level_of(actor.division_code) is DivisionLevel.TOWNSHIP
    if actor.position not in rule.performed_by or not is_township:
        return refuse(request)
    typed = request.POST if request.method == "POST" else None
    fields = filled((day_field(rule, request.today), *paper_fields(rule)), typed)
    if typed is None:
        return _draft_shown(request, pack, rule, fields)
    if any(field.fault for field in fields):
        return _draft_shown(request, pack, rule, fields, code=FAULTY)
    sent_before = _sent_before(request, day_in(fields))
    if sent_before is not None:
        return redirect("web:plan", sent_before.id)
    try:
        made = plans.draft(
            township_code=actor.division_code,
            year=request.today.year,
            household_numbers=typed.getlist("household"),
            village_codes=typed.getlist("village"),
            evidence=papers_in(fields),
            actor=actor,
            on=day_in(fields),
        )
    except Refusal as refusal:
        return _draft_shown(request, pack, rule, fields, refusal=refusal, code=REFUSED)
    return redirect("web:plan", made.id)


def _sent_before(request: ActorRequest, on: date) -> ExitPlan | None:
    """Return the draft that this very form made, if it was sent before."""
    alone_with(f"plan of {request.actor.division_code}")
    latest = next(iter(queries.latest_plans(year=request.today.year)), None)
    if latest is None:
        return None
    acts = queries.acts_of(latest)
    drafted = acts[DRAFT]
    villages, households = queries.named_in(latest)
    numbers = {one.number for one in register.households_by_id(households)}
    names = (set(villages), numbers)
    sent = (
        set(request.POST.getlist("village")),
        set(request.POST.getlist("household")),
    )
    said = Said(drafted.done_by.person_id, drafted.done_on, names)
    is_the_same = list(acts) == [DRAFT] and said.is_said_by(request.actor, on, sent)
    return latest if is_the_same else None


def _draft_shown(
    request: ActorRequest,
    pack: PolicyPack,
    rule: ActRule,
    fields: tuple[Field, ...],
    *,
    refusal: Refusal | None = None,
    code: int = 200,
) -> HttpResponse:
    township = request.actor.division_code
    year = request.today.year
    households = register.households_in_force()
    timed = standing_years(township, pack.procedure("plan")) or {}
    chosen, villages = _chosen(request, households, timed, year)
    context = {
        "rule": rule,
        "year": year,
        "fields": fields,
        "villages": by_village(
            households,
            pack=pack,
            year=year,
            township=township,
            chosen=chosen,
            villages=villages,
            exit_years=timed,
        ),
        "refusal": refusal,
    }
    return render(request, "web/plans/draft.html", context, status=code)


def _chosen(
    request: ActorRequest,
    households: list[register.HouseholdRow],
    timed: Mapping[str, int],
    year: int,
) -> tuple[set[int] | None, dict[str, bool]]:
    """Return who is ticked: as typed, else as in the last version, else by findings.

    Of the villages, those whose year it is by the timetable, `timed`.
    """
    township = request.actor.division_code
    poor = poor_villages(covered_by=township) - delisted_villages()
    if request.method == "POST":
        numbers = set(request.POST.getlist("household"))
        named = set(request.POST.getlist("village"))
        return (
            {one.id for one in households if one.number in numbers},
            {code: code in named for code in poor},
        )
    latest = next(iter(queries.latest_plans(year=year)), None)
    due = {code: timed.get(code) == year for code in poor}
    if request.GET.get("choose") == "all":
        return {one.id for one in households}, due
    if latest is None or request.GET.get("choose") == "met":
        return None, due
    villages, ids = queries.named_in(latest)
    return set(ids), {code: code in villages for code in poor}


@require_GET
@as_actor
def paper(request: ActorRequest, plan: int, shape: str) -> HttpResponse:
    """Send a plan or a timetable as it is printed, or as a workbook."""
    if not _may_read(request.actor):
        return refuse(request)
    found = queries.find_plan(plan)
    if found is None or shape not in ("print", "workbook"):
        raise Http404
    if shape == "print":
        says = printed_plan(found, _pack(request))
        return as_paper(request, "listing", says, f"plan-{found.id}")
    on = drafted_on(found)
    response = HttpResponse(workbook_of(sheets_of(found), on), content_type=WORKBOOK)
    return saved(response, f"plan-{found.id}.xlsx")


@require_GET
@as_actor
def unexited(request: ActorRequest) -> HttpResponse:
    """Show by name whom the year's filed plans name and who has not exited."""
    if not _may_read(request.actor):
        return refuse(request)
    pack = _pack(request)
    asked = asked_of(request.GET, request.today)
    if request.GET.get("as") == "workbook":
        sheets = sheets_of_unexited(unexited_of(request.actor, pack, asked).every)
        content = workbook_of(sheets, request.today)
        response = HttpResponse(content, content_type=WORKBOOK)
        return saved(response, f"planned-not-exited-{asked.year}.xlsx")
    page = unexited_of(request.actor, pack, asked)
    return render(request, "web/plans/unexited.html", {"page": page, "asked": asked})
