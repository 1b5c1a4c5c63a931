"""The poor villages of one's area, and one village's board (arts 4, 7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Field as Limited
from ninja import Schema

from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.web.acting import ActorRequest, NotInThePack
from tuopin.web.api.cases import Case, as_case
from tuopin.web.api.entering import require_reader, router_for_staff
from tuopin.web.api.judged import Assessment, Happened, assessment_of, timeline_of
from tuopin.web.api.once import RequestKey, once
from tuopin.web.api.problems import ACTING, READING, Problem, missing
from tuopin.web.api.words import (
    Article,
    Named,
    PlaceCode,
    Sent,
    Words,
    article,
    named,
    some_words,
    status_named,
    words,
)
from tuopin.web.villages.board import (
    Answerable,
    Board,
    NoSuchVillage,
    NoWayOut,
    Standing,
    board_of,
)
from tuopin.web.villages.listing import villages_of

router = router_for_staff(tag="villages")


class CriterionNow(Schema):
    """What a criterion says on the figures as they are."""

    title: Words
    outcome: Named
    observed: str | None
    threshold: str | None
    article: Article | None
    reason: Words
    missing: list[str]


class VillageListed(Schema):
    """A poor village: where its exit stands and what comes next."""

    code: str
    name: str
    township: str
    year: int | None
    status: Named | None
    is_planned: bool
    households_pending: int
    next_acts: list[Named]
    criteria: list[CriterionNow]


class Villages(Schema):
    """The poor villages of one's area, by place."""

    villages: list[VillageListed]


class FigureOfVillage(Schema):
    """A figure, and whether what visits found differs."""

    title: Words
    value: Words | None
    is_counted: bool
    differs_from_visits: bool


class Question(Schema):
    """Why a department's figure and the visits differ, and the answer."""

    id: int
    fact: str
    reported: str
    found: str
    due_on: date | None
    is_answered: bool


class DepartmentOfVillage(Schema):
    """What a department answers for."""

    name: str
    reported_on: date | None
    awaits_examination: bool
    figures: list[FigureOfVillage]
    questions: list[Question]


class Village(Schema):
    """A village with its figures, findings, acts and record."""

    code: str
    name: str
    township: str
    year: int
    departments: list[DepartmentOfVillage]
    criteria: list[CriterionNow]
    assessment: Assessment | None
    case: Case | None
    timeline: list[Happened]


def pack_for_villages(on: date) -> PolicyPack:
    """Return the pack in force; raises NotInThePack where villages do not exit."""
    pack = pack_of(pack_in_force(on).id)
    if cases.PROCEDURES[Unit.VILLAGE] not in pack.procedures:
        raise NotInThePack
    return pack


@router.get(
    "/villages", response={200: Villages, READING: Problem}, url_name="villages"
)
def list_villages(request: ActorRequest) -> Villages:
    """List the poor villages of one's area."""
    actor = require_reader(request)
    page = villages_of(actor, pack=pack_for_villages(request.today), on=request.today)
    return Villages(
        villages=[
            VillageListed(
                code=row.code,
                name=row.name,
                township=row.township,
                year=row.year,
                status=status_named(row.status),
                is_planned=row.is_planned,
                households_pending=row.households_pending,
                next_acts=[named(rule.id, rule.title) for rule in row.next_acts],
                criteria=[_criterion(one) for one in row.standings],
            )
            for row in page.rows
        ]
    )


class Listed(Sent):
    """The villages whose cases are opened by the plan that was filed."""

    villages: Annotated[list[PlaceCode], Limited(min_length=1, max_length=500)]


@router.post(
    "/villages", response={200: Villages, ACTING: Problem}, url_name="villages"
)
def list_in_plan(request: ActorRequest, key: RequestKey, sent: Listed) -> Villages:
    """Open the cases of villages that a filed plan names (art. 7)."""
    require_reader(request)
    pack_for_villages(request.today)

    def act() -> Villages:
        procedure.list_villages_in_plan(
            village_codes=sent.villages,
            year=request.today.year,
            actor=request.actor,
            on=request.today,
        )
        return list_villages(request)

    return once(request, key, Villages, act)


@router.get(
    "/villages/{code}", response={200: Village, READING: Problem}, url_name="village"
)
def one_village(request: ActorRequest, code: PlaceCode) -> Village:
    """Return one poor village of one's area; any other is not there."""
    require_reader(request)
    return village_of(request, code)


def village_of(request: ActorRequest, code: str) -> Village:
    """Return a village as its board shows it."""
    board = board_for(request, code)
    case = cases.latest_of_village(code)
    return Village(
        code=board.village.code,
        name=board.village.short_name,
        township=board.township.short_name,
        year=board.year,
        departments=[_department(one) for one in board.departments],
        criteria=[_criterion(one) for one in board.standings],
        assessment=assessment_of(board.assessment),
        case=as_case(case, board.case) if case and board.case else None,
        timeline=timeline_of(board.timeline),
    )


def board_for(request: ActorRequest, code: str) -> Board:
    """Return a village's board, or say that there is none."""
    pack = pack_for_villages(request.today)
    try:
        return board_of(request.actor, code, pack=pack, on=request.today)
    except NoSuchVillage as not_found:
        raise missing() from not_found
    except NoWayOut as absent:
        raise NotInThePack from absent


def _criterion(standing: Standing) -> CriterionNow:
    finding = standing.finding
    return CriterionNow(
        title=words(standing.criterion.title),
        outcome=named(finding.outcome.value, finding.outcome.label),
        observed=finding.observed,
        threshold=finding.threshold,
        article=article(finding.cite),
        reason=words(finding.reason),
        missing=list(finding.missing),
    )


def _department(one: Answerable) -> DepartmentOfVillage:
    return DepartmentOfVillage(
        name=one.name,
        reported_on=one.reported.returned_on if one.reported else None,
        awaits_examination=one.awaits_examination,
        figures=[
            FigureOfVillage(
                title=words(figure.fact.title),
                value=some_words(figure.value),
                is_counted=figure.is_counted,
                differs_from_visits=figure.differs,
            )
            for figure in one.figures
        ],
        questions=[
            Question(
                id=asked.id,
                fact=asked.fact,
                reported=asked.reported,
                found=asked.found,
                due_on=asked.due_on,
                is_answered=hasattr(asked, "answer"),
            )
            for asked in one.questions
        ],
    )
