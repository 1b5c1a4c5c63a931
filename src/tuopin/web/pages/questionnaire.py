"""The questionnaire of a visit: sent there, begun, step by step, read back, sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tuopin.office.accounts.domain import Refusal
from tuopin.register.access import HouseholdNotFound, household_for
from tuopin.rulebook.questionnaire.reading import asked_only
from tuopin.survey import drafts
from tuopin.survey.examining import questionnaire_on
from tuopin.survey.operations import SURVEYORS, UnableToSubmit, assign
from tuopin.web.acting import ActorRequest, as_actor, refuse
from tuopin.web.questionnaire.pages import (
    StepPage,
    Visiting,
    faults_on,
    read_back,
    step_page,
    visiting,
)
from tuopin.web.questionnaire.steps import steps_of
from tuopin.web.questionnaire.taking import take_in
from tuopin.web.surveying import outcome_of, take_survey
from tuopin.web.visiting import keep_outcome

if TYPE_CHECKING:
    from tuopin.survey.models import SurveyDraft

REFUSED, FAULTY = 409, 422
USUAL_DAYS = 7


@as_actor
def visit(request: ActorRequest, number: str) -> HttpResponse:
    """Show where the questionnaire of a household stands; begin it, or go there."""
    if request.actor.position not in SURVEYORS:
        return refuse(request)
    now = _visiting(request, number)
    if now is None:
        return redirect("web:visit_paper", number)
    context: dict[str, object] = {"now": now}
    if request.method == "POST":
        try:
            if "assign" in request.POST:
                _go_oneself(request, number)
            elif now.is_mine:
                draft = drafts.begin(
                    now.form, now.household, actor=now.actor, on=now.on
                )
                return _to(number, steps_of(now.sheet(draft))[0].key)
            return redirect("web:visit", number)
        except Refusal as refusal:
            context["refusal"] = refusal
            return _start(request, context, REFUSED)
    return _start(request, context)


def _start(
    request: ActorRequest, context: dict[str, object], status: int = 200
) -> HttpResponse:
    return render(request, "web/questionnaire/start.html", context, status=status)


def _go_oneself(request: ActorRequest, number: str) -> None:
    """Send the actor there, by the end of the week or of the year."""
    on = request.today
    due_on = min(on + timedelta(days=USUAL_DAYS), date(on.year, 12, 31))
    assign(
        household_numbers=[number],
        surveyor=request.actor.appointment_id,
        due_on=due_on,
        actor=request.actor,
        on=on,
    )


def _visiting(request: ActorRequest, number: str) -> Visiting | None:
    """Return a household in the actor's hands, None where the pack asks by paper."""
    try:
        household = household_for(request.actor, number)
    except HouseholdNotFound as not_found:
        raise Http404 from not_found
    try:
        pack, form = questionnaire_on(request.today)
    except UnableToSubmit:
        return None
    return visiting(household, pack, form, actor=request.actor, on=request.today)


def _begun(
    request: ActorRequest, number: str
) -> tuple[Visiting, SurveyDraft] | HttpResponse:
    """Return a questionnaire that is begun, or the answer to whoever has begun none."""
    if request.actor.position not in SURVEYORS:
        return refuse(request)
    now = _visiting(request, number)
    if now is None or now.draft is None:
        return redirect("web:visit", number)
    return now, now.draft


@as_actor
def step(request: ActorRequest, number: str, key: str) -> HttpResponse:
    """Show one step; keep whatever was answered on it, and go on."""
    begun = _begun(request, number)
    if isinstance(begun, HttpResponse):
        return begun
    now, draft = begun
    sheet = now.sheet(draft)
    page = step_page(sheet, draft, key, has_more="more" in request.GET)
    if page is None:
        return redirect("web:visit", number)
    context: dict[str, object] = {"now": now, "page": page}
    if request.method != "POST":
        return render(request, "web/questionnaire/step.html", context)
    was_asked = {one.question.name for one in page.questions}
    unkept = take_in(request, draft, page.step, sheet, actor=now.actor, on=now.on)
    drafts.write_down(draft)
    sheet = now.sheet(draft)
    elsewhere = _elsewhere(request.POST.get("go", ""), page, number)
    if elsewhere is not None and not unkept:
        return elsewhere
    after = step_page(sheet, draft, key)
    if after is None:
        return redirect("web:visit", number)
    more = [
        one.name
        for one in after.questions
        if one.question.type.is_asked and one.question.name not in was_asked
    ]
    faults = [
        one
        for one in faults_on(after.step, sheet, draft)
        if one.question in was_asked or one.value
    ]
    if faults or unkept:
        context["page"] = step_page(
            sheet, draft, key, faults=[*faults, *unkept], has_more=bool(more)
        )
        return render(request, "web/questionnaire/step.html", context, status=FAULTY)
    if more:
        return _to(number, key, f"?more=1#{more[0]}")
    if after.after:
        return _to(number, after.after.key)
    return redirect("web:visit_review", number)


def _elsewhere(go: str, page: StepPage, number: str) -> HttpResponse | None:
    """Return where somebody goes who does not go on; nothing holds them here."""
    if go == "back" and page.before:
        return _to(number, page.before.key)
    return redirect("web:visit", number) if go == "leave" else None


def _to(number: str, key: str, part: str = "") -> HttpResponse:
    return redirect(reverse("web:visit_step", args=[number, key]) + part)


@as_actor
def review(request: ActorRequest, number: str) -> HttpResponse:
    """Read the whole back; send it, or take the register into it as it is now."""
    begun = _begun(request, number)
    if isinstance(begun, HttpResponse):
        return begun
    now, draft = begun
    if request.method == "POST" and "renew" in request.POST:
        drafts.renew(draft, now.form, now.household)
        return redirect("web:visit_review", number)
    page = read_back(now, draft)
    context: dict[str, object] = {"now": now, "page": page}
    if request.method != "POST":
        return render(request, "web/questionnaire/review.html", context)
    if not page.may_send:
        return render(request, "web/questionnaire/review.html", context, status=FAULTY)
    submission = drafts.as_submission(
        draft,
        now.form,
        asked_only(now.sheet(draft)),
        number=number,
        device=request.headers.get("User-Agent", ""),
    )
    try:
        taken = take_survey(submission, actor=now.actor, on=now.on)
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "web/questionnaire/review.html", context, status=REFUSED)
    drafts.discard(draft)
    keep_outcome(request.session, outcome_of(taken))
    return redirect("web:household", number)
