"""The acts of article 7, on one village's board."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict
from ninja import Schema

from tuopin.web.acting import ActorRequest
from tuopin.web.api.acts import ActName
from tuopin.web.api.entering import require_reader, router_for_staff
from tuopin.web.api.filling import (
    Answers,
    Papers,
    brought_with,
    faults_in,
    typed_by,
    unknown,
)
from tuopin.web.api.once import RequestKey, once
from tuopin.web.api.problems import ACTING, READING, Problem, faulty
from tuopin.web.api.sheets import Question, question
from tuopin.web.api.villages import (
    Village,
    board_for,
    village_of,
)
from tuopin.web.api.words import Article, Named, PlaceCode, Sent, article
from tuopin.web.villages.acting import OpenAct, attempt, open_acts
from tuopin.web.villages.board import Board
from tuopin.web.worksheets.fields import PAPER, Brought, Field

router = router_for_staff(tag="villages")


class ActOpen(Named):
    """An act of the village that is the reader's to do, and what it asks for."""

    article: Article | None
    questions: list[Question]
    papers: list[Question]


class OpenActs(Schema):
    """The acts of a village that are the reader's to do today."""

    acts: list[ActOpen]


class SentAct(Sent):
    """An act on a village as it is posted."""

    on: date | None = None
    answers: Answers = {}
    papers: Papers = {}


@router.get(
    "/villages/{code}/acts",
    response={200: OpenActs, READING: Problem},
    url_name="village_acts",
)
def open_to_reader(request: ActorRequest, code: PlaceCode) -> OpenActs:
    """Return which acts of a village are the reader's to do today."""
    require_reader(request)
    board = board_for(request, code)
    return OpenActs(acts=[_written(one) for one in _open(request, board)])


@router.post(
    "/villages/{code}/acts/{act}",
    response={200: Village, ACTING: Problem},
    url_name="village_act",
)
def post_village_act(
    request: ActorRequest,
    code: PlaceCode,
    act: ActName,
    key: RequestKey,
    sent: SentAct,
) -> Village:
    """Do an act on a village, as its board does; returns the village as it is then."""
    require_reader(request)
    return once(request, key, Village, lambda: _done(request, code, act, sent))


def _done(request: ActorRequest, code: str, act: str, sent: SentAct) -> Village:
    board = board_for(request, code)
    typed = typed_by(
        on=sent.on or request.today, answers=sent.answers, papers=sent.papers
    )
    brought = brought_with(
        typed, request.actor, on=request.today, place_of=lambda _: code
    )

    def fields() -> tuple[Field, ...]:
        found = _open(request, board, act=act, typed=typed, brought=brought)
        return tuple(field for one in found if one.id == act for field in one.fields)

    # An act that is not open is refused by the board, in its own words.
    asked = fields()
    if asked and (faults := unknown(asked, sent.answers, sent.papers)):
        raise faulty(faults)
    wrong = attempt(
        board,
        act,
        request.actor,
        on=request.today,
        typed=typed,
        brought=brought,
    )
    if wrong is not None:
        raise faulty(faults_in(fields))
    return village_of(request, code)


def _open(
    request: ActorRequest,
    board: Board,
    *,
    act: str = "",
    typed: QueryDict | None = None,
    brought: Brought | None = None,
) -> tuple[OpenAct, ...]:
    """Return the acts that are the reader's, one of them filled in."""
    if board.case_id is None:
        return ()
    return open_acts(
        board,
        board.case_id,
        request.actor,
        on=request.today,
        typed=typed,
        typed_for=act,
        brought=brought,
    )


def _written(act: OpenAct) -> ActOpen:
    rule = act.act.rule
    papers = [one for one in act.fields if one.name.startswith(PAPER)]
    return ActOpen(
        id=rule.id,
        zh=rule.title.zh,
        en=rule.title.en,
        article=article(rule.cite),
        questions=[question(one) for one in act.fields if one not in papers],
        papers=[question(one) for one in papers],
    )
