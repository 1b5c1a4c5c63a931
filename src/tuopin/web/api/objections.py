"""Objections of one's area: taken in by staff, and answered (arts 6, 15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from ninja import Field as Limited
from ninja import Schema

from tuopin.notice.domain import Channel
from tuopin.notice.objections import ObjectionListed, find_listed
from tuopin.register.access import HouseholdNotFound
from tuopin.web.acting import ActorRequest
from tuopin.web.api.entering import require_reader, router_for_staff
from tuopin.web.api.filling import Paper, attach, brought_with, in_both
from tuopin.web.api.once import RequestKey, once
from tuopin.web.api.problems import (
    ACTING,
    READING,
    Fault,
    Problem,
    faulty,
    forbidden,
    missing,
)
from tuopin.web.api.words import KEEPABLE, Row, Sent, Words, words
from tuopin.web.evidence import MOST_FILES
from tuopin.web.evidence import Sent as SentForm
from tuopin.web.objecting import (
    NotThere,
    ObjectPage,
    decide,
    files_of_answer,
    files_of_statement,
    may_decide,
    object_page,
    objections_of,
    take_in,
)
from tuopin.web.objection_forms import LONGEST_NAME, LONGEST_TEXT, DecisionForm
from tuopin.web.reviewing import may_receive

router = router_for_staff(tag="objections")
Spoken = Annotated[str, Limited(max_length=LONGEST_TEXT, pattern=KEEPABLE)]
Files = Annotated[list[Row], Limited(max_length=MOST_FILES)]


class Objection(Schema):
    """An objection and its answer; who objected is nobody's business here."""

    id: int
    household: str
    village: str
    notice: str
    kind: Words
    channel: Channel
    text: str
    received_on: date
    days_waiting: int
    receipt_code: str
    is_upheld: bool | None
    answer: str | None
    answered_on: date | None


class Objections(Schema):
    """The objections that wait, oldest first, and the latest that were answered."""

    total_waiting: int
    waiting: list[Objection]
    answered: list[Objection]


class SentObjection(Sent):
    """What somebody said to a member of staff, by telephone or on paper."""

    notice: Row
    channel: Channel
    received_on: date
    text: Spoken
    objector_name: Annotated[
        str, Limited(max_length=LONGEST_NAME, pattern=KEEPABLE)
    ] = ""
    files: Files = []


class SentAnswer(Sent):
    """The written answer to an objection."""

    is_upheld: bool
    answer: Spoken
    files: Files = []


@router.get(
    "/objections", response={200: Objections, READING: Problem}, url_name="objections"
)
def list_objections(request: ActorRequest) -> Objections:
    """List the objections of one's area."""
    actor = require_reader(request)
    page = objections_of(actor, None, on=request.today)
    return Objections(
        total_waiting=page.total,
        waiting=[_written(one.objection, request.today) for one in page.waiting],
        answered=[_written(one, request.today) for one in page.answered],
    )


@router.post(
    "/households/{number}/objections",
    response={200: Objection, ACTING: Problem},
    url_name="household_objections",
)
def take_objection(
    request: ActorRequest, number: str, key: RequestKey, sent: SentObjection
) -> Objection:
    """Take in an objection to a household that somebody brought."""
    if not may_receive(request.actor):
        raise forbidden()
    return once(request, key, Objection, lambda: _taken(request, number, sent))


def _taken(request: ActorRequest, number: str, sent: SentObjection) -> Objection:
    try:
        page = _page(request, number, sent)
    except HouseholdNotFound as not_found:
        raise missing() from not_found
    if page.form is None:
        says = Words(
            zh="该户不在任何公示上，不能提出异议。",
            en="The household stands on no notice that could be objected to.",
        )
        raise faulty([Fault(field="notice", says=says)])
    if page.is_faulty:
        raise faulty(_faults(lambda: _form_of(_page(request, number, sent))))
    taken = take_in(page.form, page.case_id, actor=request.actor, files=page.files)
    return _found(taken, request.today)


def _page(request: ActorRequest, number: str, sent: SentObjection) -> ObjectPage:
    typed = QueryDict(mutable=True)
    said = sent.model_dump(mode="json", exclude={"files"})
    for name, value in said.items():
        typed[name] = str(value)
    # The request's own key says whether it is the same objection again.
    typed["after"] = "0"
    attach(typed, files_of_statement().name, Paper(files=sent.files))
    form = SentForm(typed, MultiValueDict())
    return object_page(request.actor, number, form, on=request.today)


def _form_of(page: ObjectPage) -> forms.Form:
    assert page.form is not None
    return page.form


@router.post(
    "/objections/{objection}/answer",
    response={200: Objection, ACTING: Problem},
    url_name="objection_answer",
)
def answer_objection(
    request: ActorRequest, objection: Row, key: RequestKey, sent: SentAnswer
) -> Objection:
    """Answer an objection in writing; what it held is let go or begins anew."""
    if not may_decide(request.actor):
        raise forbidden()
    return once(request, key, Objection, lambda: _answered(request, objection, sent))


def _answered(request: ActorRequest, objection: int, sent: SentAnswer) -> Objection:
    said = {
        "objection": str(objection),
        "verdict": "upheld" if sent.is_upheld else "dismissed",
        "answer": sent.answer,
    }
    form = DecisionForm(said, objection_id=objection)
    if not form.is_valid():
        raise faulty(_faults(lambda: DecisionForm(said, objection_id=objection)))
    typed = QueryDict(mutable=True)
    attach(typed, files_of_answer().name, Paper(files=sent.files))
    actor, place = request.actor, request.actor.division_code
    brought = brought_with(typed, actor, on=request.today, place_of=lambda _: place)
    files = files_of_answer().filled_from({}, brought).references
    try:
        decide(form, actor=actor, on=request.today, files=files)
    except NotThere as not_there:
        raise missing() from not_there
    return _found(objection, request.today)


def _faults(find: Callable[[], forms.Form]) -> list[Fault]:
    chinese, english = in_both(
        lambda: {name: str(errors[0]) for name, errors in find().errors.items()}
    )
    return [
        Fault(field=name, says=Words(zh=zh, en=english[name]))
        for name, zh in chinese.items()
    ]


def _found(objection_id: int, on: date) -> Objection:
    found = find_listed(objection_id)
    if found is None:
        raise missing()
    return _written(found, on)


def _written(one: ObjectionListed, on: date) -> Objection:
    given = one.answer
    return Objection(
        id=one.id,
        household=one.household_number,
        village=one.village_code,
        notice=one.notice_number,
        kind=words(one.notice_title),
        channel=one.channel,
        text=one.text,
        received_on=one.received_on,
        days_waiting=one.days_waiting(on=on),
        receipt_code=one.receipt_code,
        is_upheld=given.is_upheld if given else None,
        answer=given.text if given else None,
        answered_on=given.decided_on if given else None,
    )
