"""The acts of article 6: what each asks for, who waits for it, and doing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated

from django.http import QueryDict
from ninja import Field as Limited
from ninja import Schema

from tuopin.web.acting import ActorRequest
from tuopin.web.api.entering import router_for_staff
from tuopin.web.api.filling import (
    Answers,
    Paper,
    Papers,
    attach,
    brought_with,
    faults_in,
    fill,
    typed_by,
    unknown,
)
from tuopin.web.api.once import RequestKey, once
from tuopin.web.api.outcomes import Outcome, outcome_of
from tuopin.web.api.problems import (
    ACTING,
    READING,
    Fault,
    Problem,
    Trouble,
    faulty,
    missing,
)
from tuopin.web.api.sheets import Sheet, VillageOfSheet, notices_of, sheet_of
from tuopin.web.api.words import Article, Named, PlaceCode, Row, Sent, Words, article
from tuopin.web.api.words import words as both
from tuopin.web.evidence import MOST_FILES
from tuopin.web.my_work import work_of
from tuopin.web.worksheets import whole
from tuopin.web.worksheets.doings import CLOSINGS, DOINGS, FILINGS
from tuopin.web.worksheets.fields import ATTACHMENT, Brought, Field
from tuopin.web.worksheets.own_papers import place_of_field
from tuopin.web.worksheets.sheet import (
    PER_PAGE,
    NoSuchSheet,
    Scope,
    Worksheet,
    scope_of,
    sheet_fields,
    villages_of,
    worksheet_of,
)

router = router_for_staff(tag="acts")
ActName = Annotated[str, Limited(max_length=40, pattern="^[a-z_]+$")]


class Line(Named):
    """An act that a position has to do, or waits for, at a place."""

    when: str
    article: Article | None
    place: str
    households: int
    due_on: date | None
    then: Words | None
    performed_by: list[Named]


class Work(Schema):
    """A position's work of the day."""

    today: date
    lines: list[Line]


class SentRow(Sent):
    """What is asked for one case."""

    case: Row
    round: Annotated[int, Limited(ge=1, le=1000)]
    answers: Answers = {}
    papers: Papers = {}


class SentAct(Sent):
    """An act as it is posted: for cases row by row, or for one notice."""

    on: date | None = None
    answers: Answers = {}
    papers: Papers = {}
    attachments: Annotated[list[Row], Limited(max_length=MOST_FILES)] = []
    rows: Annotated[list[SentRow], Limited(max_length=PER_PAGE)] = []
    notice: Row | None = None


@router.get("/acts", response={200: Work, READING: Problem}, url_name="work")
def my_work(request: ActorRequest) -> Work:
    """Return what one's position has to do today, is late with, or waits for."""
    found = work_of(request.actor, on=request.today)
    return Work(
        today=request.today,
        lines=[
            Line(
                id=line.act,
                zh=line.title.zh,
                en=line.title.en,
                when=line.when.value,
                article=article(line.cite),
                place=line.place_code,
                households=line.households,
                due_on=line.due_on,
                then=both(line.due.then) if line.due else None,
                performed_by=[
                    Named(id=one.value, zh=one.label.zh, en=one.label.en)
                    for one in line.performed_by
                ],
            )
            for group in found.groups
            for line in group.lines
        ],
    )


@router.get(
    "/acts/{act}/{place}", response={200: Sheet, READING: Problem}, url_name="act"
)
def one_sheet(
    request: ActorRequest,
    act: ActName,
    place: PlaceCode,
    page: Annotated[int, Limited(ge=1, le=100_000)] = 1,
) -> Sheet:
    """Return what an act asks for at a place, and the households that wait for it."""
    scope = _scope(request, act, place)
    if scope.is_by_village:
        places = [VillageOfSheet(**vars(one)) for one in villages_of(scope)]
        return sheet_of(scope, villages=places)
    if act in CLOSINGS:
        fields = sheet_fields(scope)
        return sheet_of(scope, fields, notices=notices_of(scope))
    if act not in DOINGS:
        return sheet_of(scope)
    found = worksheet_of(scope, page=page)
    return sheet_of(scope, found.fields, found=found)


@router.post(
    "/acts/{act}/{place}", response={200: Outcome, ACTING: Problem}, url_name="act"
)
def post_act(
    request: ActorRequest,
    act: ActName,
    place: PlaceCode,
    key: RequestKey,
    sent: SentAct,
) -> Outcome:
    """Do an act, as the sheet on the screen does: a result for every case."""
    scope = _scope(request, act, place)
    if scope.is_by_village or (act not in DOINGS and act not in CLOSINGS):
        raise _not_here(act)
    do = _close if act in CLOSINGS else _rows
    return once(request, key, Outcome, lambda: do(request, scope, sent))


def _scope(request: ActorRequest, act: str, place: str) -> Scope:
    try:
        return scope_of(request.actor, act, place, on=request.today)
    except NoSuchSheet as none:
        raise missing() from none


def _not_here(act: str) -> Trouble:
    if act in FILINGS:
        says = Words(
            zh="备案请用/filings。", en="Letters are sent and received at /filings."
        )
    elif act in DOINGS:
        says = Words(zh="请指定一个村。", en="Name one village.")
    else:
        says = Words(
            zh="入户调查请用/households/{number}/visits。",
            en="Visits are entered at /households/{number}/visits.",
        )
    return faulty([Fault(field="place" if act in DOINGS else "act", says=says)])


def _close(request: ActorRequest, scope: Scope, sent: SentAct) -> Outcome:
    typed = typed_by(on=sent.on, answers=sent.answers, papers=sent.papers)
    typed["notice"] = "" if sent.notice is None else str(sent.notice)
    brought = _brought(request, scope, typed)
    closing = whole.closing_of(scope, typed, brought)
    faults = [
        *unknown(closing.fields, sent.answers, sent.papers),
        *_misplaced(rows=bool(sent.rows), attachments=bool(sent.attachments)),
        *faults_in(lambda: whole.closing_of(scope, typed, brought).fields),
    ]
    if closing.chosen is None:
        says = Words(zh="没有这份公示。", en="There is no such notice to close.")
        faults.append(Fault(field="notice", says=says))
    if faults:
        raise faulty(faults)
    return outcome_of(closing.done())


def _misplaced(**given: bool) -> list[Fault]:
    """Return a fault for what this kind of act does not take."""
    says = Words(zh="此环节不用这一项。", en="This act takes nothing of the kind.")
    return [
        Fault(field=name, says=says) for name, is_given in given.items() if is_given
    ]


def _rows(request: ActorRequest, scope: Scope, sent: SentAct) -> Outcome:
    typed = typed_by(on=sent.on, answers=sent.answers, papers=sent.papers)
    attach(typed, ATTACHMENT, Paper(files=sent.attachments))
    for row in sent.rows:
        typed.appendlist("listed", f"{row.case}.{row.round}")
        typed.appendlist("case", str(row.case))
        fill(typed, row.answers, row.papers, case_id=row.case)
    brought = _brought(request, scope, typed)
    found = worksheet_of(scope, typed=typed, brought=brought)
    faults = [*_unfit(sent, found), *_told(scope, typed, brought, found)]
    if faults:
        raise faulty(faults)
    return outcome_of(DOINGS[scope.rule.id].do(found.asked(), request.actor))


def _brought(request: ActorRequest, scope: Scope, typed: QueryDict) -> Brought:
    place_of = partial(place_of_field, scope)
    return brought_with(typed, request.actor, on=request.today, place_of=place_of)


def _unfit(sent: SentAct, found: Worksheet) -> list[Fault]:
    """Return what was sent that the sheet has no place for."""
    faults = unknown(found.fields, sent.answers, sent.papers)
    takes_files = any(field.name == ATTACHMENT for field in found.fields)
    faults += _misplaced(
        notice=sent.notice is not None,
        attachments=bool(sent.attachments) and not takes_files,
    )
    rows = {row.case_id: row for row in found.rows}
    seen: set[int] = set()
    for row in sent.rows:
        if row.case in seen:
            says = Words(zh="同一户出现了两次。", en="This case stands here twice.")
            faults.append(Fault(field="case", row=row.case, says=says))
        elif row.case not in rows:
            says = Words(zh="没有这一户。", en="There is no such case at this place.")
            faults.append(Fault(field="case", row=row.case, says=says))
        else:
            fields = (*rows[row.case].fields, *rows[row.case].papers)
            faults += unknown(fields, row.answers, row.papers, row=row.case)
        seen.add(row.case)
    if not sent.rows:
        says = Words(zh="没有选择任何一户。", en="No case was chosen.")
        faults.append(Fault(field="rows", says=says))
    return faults


def _told(
    scope: Scope, typed: QueryDict, brought: Brought, found: Worksheet
) -> list[Fault]:
    """Return what cannot be taken of what was filled in, in both languages."""
    if not found.is_faulty:
        return []

    def fields() -> Sequence[Field]:
        again = worksheet_of(scope, typed=typed, brought=brought)
        own = [field for row in again.chosen for field in (*row.fields, *row.papers)]
        return (*again.fields, *own)

    stale = Words(
        zh="此后已经开始新的一轮；请重新查看后再办理。",
        en="Another round has begun since; look at it again first.",
    )
    return [
        *faults_in(fields),
        *(
            Fault(field="round", row=row.case_id, says=stale)
            for row in found.chosen
            if row.is_stale
        ),
    ]
