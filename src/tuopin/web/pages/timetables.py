"""The pages of timetables: in which year each poor village is to exit (art. 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.domain import DivisionLevel, level_of
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import alone_with
from tuopin.plan import operations as plans
from tuopin.plan import queries
from tuopin.plan.timing import has_timetable, years_of
from tuopin.rulebook.procedure import Procedure, status
from tuopin.web.acting import ActorRequest, NotInThePack, as_actor, refuse
from tuopin.web.plans.acting import (
    NOT_NOW,
    act_fields,
    acts_of_plan,
    do,
    next_act,
    performed,
)
from tuopin.web.plans.timetable import (
    TimetableForm,
    timetable_form,
    villages_timed,
    years_timed,
)
from tuopin.web.sent_before import Said
from tuopin.web.worksheets.fields import Field, day_in, filled, papers_in
from tuopin.web.worksheets.sheet import day_field, paper_fields

if TYPE_CHECKING:
    from datetime import date

    from tuopin.plan.models import ExitPlan

FAULTY, REFUSED = 422, 409
DRAFT = "draft"


def _rules(request: ActorRequest) -> Procedure:
    """Return what the pack in force says of plans, if it has timetables."""
    pack = pack_on(request.today)
    if not has_timetable(pack):
        raise NotInThePack(_("The rules in force have no timetable of villages."))
    return pack.procedure("plan")


@as_actor
def one_timetable(request: ActorRequest, plan: int) -> HttpResponse:
    """Show a timetable with what was decided on it, and do what is the reader's."""
    actor = request.actor
    if not may(actor, Right.READ_REGISTER, in_division=actor.division_code):
        return refuse(request)
    found = queries.find_plan(plan)
    if found is None or not found.is_timetable:
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
    rules = _rules(request)
    acts = queries.acts_of(plan)
    rule = next_act(plan, rules, request.actor)
    context = {
        "plan": plan,
        "status": status(rules, performed(acts), held=False),
        "acts": acts_of_plan(rules, acts),
        "versions": queries.versions_of(plan),
        "villages": villages_timed(plan),
        "years": years_timed(plan),
        "rule": rule,
        "fields": fields or (act_fields(rule, request.today) if rule else ()),
        "refusal": refusal,
    }
    return render(request, "web/plans/timetable.html", context, status=code)


def _act_on(request: ActorRequest, plan: ExitPlan) -> HttpResponse:
    rule = next_act(plan, _rules(request), request.actor)
    if rule is None:
        return _shown(request, plan, refusal=NOT_NOW, code=REFUSED)
    fields = filled(act_fields(rule, request.today), request.POST)
    if any(field.fault for field in fields):
        return _shown(request, plan, fields=fields, code=FAULTY)
    try:
        do(plan, rule, fields, request.actor)
    except Refusal as refusal:
        return _shown(request, plan, fields=fields, refusal=refusal, code=REFUSED)
    return redirect("web:timetable", plan.id)


@as_actor
def draft(request: ActorRequest) -> HttpResponse:
    """Draft in which year each of the township's poor villages is to exit."""
    rules, actor = _rules(request), request.actor
    rule = rules.acts[DRAFT]
    is_township = level_of(actor.division_code) is DivisionLevel.TOWNSHIP
    if actor.position not in rule.performed_by or not is_township:
        return refuse(request)
    typed = request.POST if request.method == "POST" else None
    fields = filled((day_field(rule, request.today), *paper_fields(rule)), typed)
    try:
        years = years_of(rules, request.today)
    except Refusal as refusal:
        return _draft_shown(request, rules, fields, None, refusal, code=REFUSED)
    form = timetable_form(actor.division_code, years, typed)
    if typed is None:
        return _draft_shown(request, rules, fields, form)
    if form.has_fault or any(field.fault for field in fields):
        return _draft_shown(request, rules, fields, form, code=FAULTY)
    try:
        made = _sent_before(actor, day_in(fields), form) or plans.draft_timetable(
            township_code=actor.division_code,
            village_years=form.village_years,
            household_years=form.household_years,
            evidence=papers_in(fields),
            actor=actor,
            on=day_in(fields),
        )
    except Refusal as refusal:
        return _draft_shown(request, rules, fields, form, refusal, code=REFUSED)
    return redirect("web:timetable", made.id)


def _sent_before(actor: Actor, on: date, form: TimetableForm) -> ExitPlan | None:
    """Return the draft that this very form made, if it was sent before."""
    alone_with(f"plan of {actor.division_code}")
    latest = next(iter(queries.timetable_versions(actor.division_code)), None)
    if latest is None:
        return None
    acts = queries.acts_of(latest)
    drafted = acts[DRAFT]
    stands = (queries.years_of_villages(latest), queries.years_of_households(latest))
    said = Said(drafted.done_by.person_id, drafted.done_on, stands)
    sent = (form.village_years, form.household_years)
    is_the_same = list(acts) == [DRAFT] and said.is_said_by(actor, on, sent)
    return latest if is_the_same else None


def _draft_shown(
    request: ActorRequest,
    rules: Procedure,
    fields: tuple[Field, ...],
    form: TimetableForm | None,
    refusal: Refusal | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    context = {
        "rule": rules.acts[DRAFT],
        "timetable": rules.timetable,
        "form": form,
        "fields": fields,
        "refusal": refusal,
    }
    return render(request, "web/plans/draft_timetable.html", context, status=code)
