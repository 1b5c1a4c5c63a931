"""Visits to households, as the survey form takes them in (art. 3 ¶2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.utils.datastructures import MultiValueDict
from ninja import Field as Limited
from ninja import Schema

from tuopin.office.accounts.rights import require_position
from tuopin.register.access import HouseholdNotFound
from tuopin.survey.operations import SURVEYORS
from tuopin.web.acting import ActorRequest
from tuopin.web.api.entering import router_for_staff
from tuopin.web.api.filling import (
    UNKNOWN,
    Answers,
    Papers,
    faults_in,
    in_both,
    typed_by,
)
from tuopin.web.api.once import RequestKey, once
from tuopin.web.api.problems import ACTING, Fault, Problem, faulty, missing
from tuopin.web.api.words import KEEPABLE, Article, Sent, Words, article, some_words
from tuopin.web.evidence import Sent as SentForm
from tuopin.web.visit_form import VisitForm
from tuopin.web.visiting import VisitPage, page_of, take_visit
from tuopin.web.worksheets.fields import PAPER

router = router_for_staff(tag="households")
FACT = "fact-"
Line = Annotated[str, Limited(min_length=1, max_length=60, pattern=KEEPABLE)]


class SentVisit(Sent):
    """A visit: when, by whom, what was found by the facts' names, on what papers."""

    surveyed_on: Line
    surveyor: Line
    organization: Line
    answers: Answers = {}
    papers: Papers = {}


class VisitTaken(Schema):
    """What was recorded, and whether it is the year's survey; if not, why."""

    household: str
    is_repeated: bool
    is_survey: bool
    reason: Words | None
    article: Article | None


@router.post(
    "/households/{number}/visits",
    response={200: VisitTaken, ACTING: Problem},
    url_name="visits",
)
def post_visit(
    request: ActorRequest, number: str, key: RequestKey, sent: SentVisit
) -> VisitTaken:
    """Record a visit to a household, and take it as the year's survey if it can be."""
    require_position(request.actor, SURVEYORS)
    try:
        page = _page(request, number, sent)
    except HouseholdNotFound as not_found:
        raise missing() from not_found
    if page.form.is_faulty or _unknown(page.form, sent):
        raise faulty(_faults(lambda: _page(request, number, sent).form, sent))
    return once(request, key, VisitTaken, lambda: _taken(request, page))


def _page(request: ActorRequest, number: str, sent: SentVisit) -> VisitPage:
    answers = {f"{FACT}{name}": value for name, value in sent.answers.items()}
    about = sent.model_dump(include={"surveyed_on", "surveyor", "organization"})
    typed = typed_by(on=None, answers=about | answers, papers=sent.papers)
    form = SentForm(typed, MultiValueDict())
    return page_of(request.actor, number, form, on=request.today)


def _unknown(form: VisitForm, sent: SentVisit) -> list[str]:
    """Return the names that the survey form does not ask for."""
    facts = {fact.name for fact in form.facts}
    papers = {one.name.removeprefix(f"{PAPER}-") for one in form.papers}
    return [*(set(sent.answers) - facts), *(set(sent.papers) - papers)]


def _faults(find: Callable[[], VisitForm], sent: SentVisit) -> list[Fault]:
    """Return what cannot be taken, in both languages."""
    chinese, english = in_both(lambda: _wrong(find()))
    return [
        *(
            Fault(field=name.removeprefix(FACT), says=Words(zh=zh, en=english[name]))
            for name, zh in chinese.items()
        ),
        *faults_in(lambda: find().papers),
        *(Fault(field=one, says=UNKNOWN) for one in _unknown(find(), sent)),
    ]


def _wrong(form: VisitForm) -> dict[str, str]:
    return {
        name: " ".join(str(one) for one in errors)
        for name, errors in form.errors.items()
    }


def _taken(request: ActorRequest, page: VisitPage) -> VisitTaken:
    visit = page.form.visit_to(page.household.number)
    taken = take_visit(visit, page.household, actor=request.actor, on=request.today)
    return VisitTaken(
        household=taken.number,
        is_repeated=taken.is_repeated,
        is_survey=taken.is_survey,
        reason=some_words(taken.refused),
        article=article(taken.cite),
    )
