"""Exits as the office has them: where each stands, act by act, and what blocks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from ninja import Query, Schema

from tuopin.notice.about import ObjectionAbout
from tuopin.office.accounts.domain import Actor
from tuopin.office.policy.queries import pack_of
from tuopin.procedure import queries
from tuopin.procedure.standing import shown_statuses
from tuopin.procedure.strip import ActOnStrip
from tuopin.rulebook.units import Unit
from tuopin.web.acting import ActorRequest
from tuopin.web.api.entering import require_reader, router_for_staff
from tuopin.web.api.problems import READING, Problem, missing
from tuopin.web.api.words import (
    Article,
    Named,
    PageNumber,
    PlaceCode,
    Row,
    Sent,
    Words,
    Year,
    article,
    named,
    status_named,
    words,
)
from tuopin.web.household_page import CaseShown, NoticeShown, case_shown

if TYPE_CHECKING:
    from tuopin.procedure.models import ExitCase

router = router_for_staff(tag="cases")
PER_PAGE = 50


class ActStanding(Named):
    """An act of an exit: done, open, or closed and by what."""

    number: int
    standing: Named
    article: Article | None
    performed_by: list[Named]
    verdict: Named | None
    done_on: date | None
    done_by: str | None
    note: str
    closed_by: list[Words]


class NoticeOfCase(Schema):
    """A notice that the household or village stands on."""

    id: int
    kind: Words
    number: str
    place: str
    posted_on: date
    last_day: date
    opens_on: date
    closed_on: date | None


class ObjectionOfCase(Schema):
    """An objection and its answer; who objected is nobody's business here."""

    notice: str
    channel: str
    text: str
    received_on: date
    is_upheld: bool | None
    answer: str | None
    answered_on: date | None


class HoldOfCase(Schema):
    """What holds an exit up."""

    id: int
    reason: str
    placed_on: date


class CaseListed(Schema):
    """A case of the year; one without a household is the village's own (art. 7)."""

    id: int
    household: str | None
    village: str
    year: int
    round: int
    status: Named | None


class Case(CaseListed):
    """A case with its acts, its notices, and what blocks the next act."""

    acts: list[ActStanding]
    next_acts: list[ActStanding]
    blocked_by: list[Words]
    holds: list[HoldOfCase]
    notices: list[NoticeOfCase]
    objections: list[ObjectionOfCase]


class Cases(Schema):
    """A page of a year's cases."""

    page: int
    pages: int
    total: int
    cases: list[CaseListed]


class Asked(Sent):
    """Which cases are asked for; households' where nothing else is said."""

    year: Year | None = None
    unit: Unit = Unit.HOUSEHOLD
    village: PlaceCode | None = None
    status: str | None = None
    page: PageNumber = 1


@router.get("/cases", response={200: Cases, READING: Problem}, url_name="cases")
def list_cases(request: ActorRequest, asked: Query[Asked]) -> Cases:
    """List the cases of a year in one's area; the present year unless one is named."""
    require_reader(request)
    year = asked.year or request.today.year
    if asked.unit is Unit.VILLAGE:
        found = queries.of_villages(year)
    else:
        found = queries.cases(year=year)
    if asked.village is not None:
        found = found.filter(village__code=asked.village)
    if asked.status is not None:
        found = found.filter(status=asked.status.replace("\0", ""))
    pages = Paginator(found.order_by("village__code", "id"), PER_PAGE)
    page = pages.get_page(asked.page)
    return Cases(
        page=page.number,
        pages=pages.num_pages,
        total=pages.count,
        cases=_listed(list(page.object_list), asked.unit),
    )


@router.get("/cases/{case}", response={200: Case, READING: Problem}, url_name="case")
def one_case(request: ActorRequest, case: Row) -> Case:
    """Return one case with its acts and what blocks the next."""
    actor = require_reader(request)
    found = queries.cases_by_id([case]).select_related("household", "village", "pack")
    for one in found.order_by("id"):
        return case_of(one, actor, on=request.today)
    raise missing()


def _listed(cases: Sequence[ExitCase], unit: Unit) -> list[CaseListed]:
    """Write cases; each pack is asked once for its words."""
    known = {
        pack_id: shown_statuses(queries.procedure_of(pack_of(pack_id), unit))
        for pack_id in {case.pack_id for case in cases}
    }
    return [
        CaseListed(
            id=case.id,
            household=case.household.number if case.household else None,
            village=case.village_id,
            year=case.year,
            round=case.round,
            status=status_named(known[case.pack_id][case.status]),
        )
        for case in cases
    ]


def case_of(case: ExitCase, actor: Actor, *, on: date) -> Case:
    """Return a case with everything that its page shows."""
    ((state, pack),) = queries.states([case.id])
    procedure = queries.procedure_of(pack, state.unit)
    acts = queries.acts_of(case)
    shown = case_shown(case, state, acts, procedure, actor, on=on)
    return as_case(case, shown)


def as_case(case: ExitCase, shown: CaseShown) -> Case:
    """Write a case as it is shown."""
    acts = {act.rule.id: _act(act, shown) for act in shown.acts}
    first_closed = shown.first_closed
    stops = [
        *(reason for act in shown.next_acts for reason in act.because),
        *(first_closed.because if first_closed else ()),
    ]
    return Case(
        id=case.id,
        household=case.household.number if case.household else None,
        village=case.village_id,
        year=shown.year,
        round=shown.round,
        status=status_named(shown.status),
        acts=list(acts.values()),
        next_acts=[acts[act.rule.id] for act in shown.next_acts],
        blocked_by=[words(one) for one in dict.fromkeys(stops)],
        holds=[
            HoldOfCase(id=one.id, reason=one.reason, placed_on=one.placed_on)
            for one in shown.holds
        ],
        notices=[_notice(one) for one in shown.notices],
        objections=[_objection(one) for one in shown.objections],
    )


def _act(act: ActOnStrip, shown: CaseShown) -> ActStanding:
    rule, done = act.rule, act.done
    return ActStanding(
        id=rule.id,
        zh=rule.title.zh,
        en=rule.title.en,
        number=act.number,
        standing=named(act.standing.value, act.standing.label),
        article=article(rule.cite),
        performed_by=[named(one.value, one.label) for one in rule.performed_by],
        verdict=named(act.verdict.id, act.verdict.title) if act.verdict else None,
        done_on=done.done_on if done else None,
        done_by=done.person_name if done else None,
        note=shown.notes.get(rule.id, ""),
        closed_by=[words(one) for one in act.because],
    )


def _notice(shown: NoticeShown) -> NoticeOfCase:
    one = shown.notice
    return NoticeOfCase(
        id=one.id,
        kind=words(shown.title),
        number=one.number,
        place=one.place,
        posted_on=one.posted_on,
        last_day=one.last_day,
        opens_on=one.opens_on,
        closed_on=one.closed_on,
    )


def _objection(one: ObjectionAbout) -> ObjectionOfCase:
    given = one.answer
    return ObjectionOfCase(
        notice=one.notice_number,
        channel=one.channel.value,
        text=one.text,
        received_on=one.received_on,
        is_upheld=given.is_upheld if given else None,
        answer=given.text if given else None,
        answered_on=given.decided_on if given else None,
    )
