"""One household's notices, their periods and the objections to it; read for screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tuopin.notice.domain import Channel
from tuopin.notice.models import Objection, PublicityNotice, SecondReview
from tuopin.office import arrays
from tuopin.procedure.strip import Hanging
from tuopin.rulebook.positions import Position

# A village's notice holds most of its households: one row for all of them.
OPENINGS = """
SELECT s.publicity, s.opens_on, array_agg(s.case_id)
FROM (
  SELECT DISTINCT ON (e.case_id, n.publicity) e.case_id, n.publicity, n.opens_on
  FROM notice_noticeentry e JOIN notice_publicitynotice n ON n.id = e.notice_id
  WHERE e.case_id = ANY(%s::bigint[])
  ORDER BY e.case_id, n.publicity, n.posted_on DESC, n.id DESC
) s
GROUP BY s.publicity, s.opens_on
"""


PERIODS_ON = """
SELECT DISTINCT ON (n.publicity) n.publicity, n.last_day, n.opens_on
FROM notice_noticeentry e JOIN notice_publicitynotice n ON n.id = e.notice_id
WHERE e.case_id = %s ORDER BY n.publicity, n.posted_on DESC, n.id DESC
"""


@dataclass(frozen=True)
class NoticeAbout:
    """A notice that a household stands on."""

    id: int
    publicity: str
    number: str
    place: str
    posted_on: date
    last_day: date
    opens_on: date
    closed_on: date | None


@dataclass(frozen=True)
class AnswerGiven:
    """The answer to an objection, and who gave it."""

    is_upheld: bool
    text: str
    decided_on: date
    decided_by: str
    position: Position


@dataclass(frozen=True)
class SecondReviewAbout:
    """A request to look at an answer once more, and its answer."""

    id: int
    channel: Channel
    text: str
    received_on: date
    answer: AnswerGiven | None

    def days_waiting(self, *, on: date) -> int:
        """Return the days since it came in; the day itself does not count."""
        return (on - self.received_on).days


@dataclass(frozen=True)
class ObjectionAbout:
    """An objection to a household; who objected is nobody's business here."""

    id: int
    notice_number: str
    channel: Channel
    text: str
    received_on: date
    receipt_code: str
    answer: AnswerGiven | None
    second: SecondReviewAbout | None


def openings_of(case_ids: Sequence[int]) -> dict[str, dict[int, date]]:
    """Return from which day each publicity lets each case go on, by its last notice."""
    with connection.cursor() as cursor:
        cursor.execute(OPENINGS, [arrays.of_ids(case_ids)])
        found: dict[str, dict[int, date]] = {}
        for publicity, opens_on, cases in cursor.fetchall():
            found.setdefault(publicity, {}).update(dict.fromkeys(cases, opens_on))
        return found


def periods_on(case_id: int) -> dict[str, Hanging]:
    """Return the latest period of each publicity that one case stands in."""
    with connection.cursor() as cursor:
        cursor.execute(PERIODS_ON, [case_id])
        return {
            publicity: Hanging(last_day, opens_on)
            for publicity, last_day, opens_on in cursor.fetchall()
        }


def notices_about(case_id: int) -> list[NoticeAbout]:
    """Return the notices that a household stands on, in the order of posting."""
    found = (
        PublicityNotice.objects.filter(entries__case_id=case_id)
        .select_related("closing")
        .order_by("posted_on", "id")
    )
    return [
        NoticeAbout(
            id=notice.id,
            publicity=notice.publicity,
            number=notice.number,
            place=notice.place,
            posted_on=notice.posted_on,
            last_day=notice.last_day,
            opens_on=notice.opens_on,
            closed_on=notice.closing.closed_on if hasattr(notice, "closing") else None,
        )
        for notice in found
    ]


def objections_about(case_id: int) -> list[ObjectionAbout]:
    """Return the objections to one household, with their answers, as they came."""
    found = (
        Objection.objects.filter(case_id=case_id)
        .select_related("notice", *ANSWERS)
        .order_by("received_on", "id")
    )
    return [
        ObjectionAbout(
            id=objection.id,
            notice_number=objection.notice.number,
            channel=Channel(objection.channel),
            text=objection.text,
            received_on=objection.received_on,
            receipt_code=objection.receipt_code,
            answer=answer_to(objection),
            second=second_review_of(objection),
        )
        for objection in found
    ]


@dataclass(frozen=True)
class ObjectionNamed:
    """By what the record of a notice names an objection, and what it is about."""

    id: int
    case_id: int
    notice_id: int
    receipt_code: str


def objections_among(case_ids: Sequence[int]) -> list[ObjectionNamed]:
    """Return the objections in some cases as the record names them."""
    found = Objection.objects.filter(case_id__in=list(case_ids)).order_by("id")
    named = found.values_list("id", "case_id", "notice_id", "receipt_code")
    return [ObjectionNamed(*one) for one in named]


ANSWERS = (
    "decision__decided_by__person",
    "second_review__received_by",
    "second_review__decision__decided_by__person",
)
"""What to select with objections whose answers are shown."""


def second_review_of(objection: Objection) -> SecondReviewAbout | None:
    """Return the second review of an objection, if it was asked for."""
    if not hasattr(objection, "second_review"):
        return None
    review = objection.second_review
    return SecondReviewAbout(
        id=review.id,
        channel=Channel(review.channel),
        text=review.text,
        received_on=review.received_on,
        answer=answer_to(review),
    )


def answer_to(matter: Objection | SecondReview) -> AnswerGiven | None:
    """Return the answer to an objection or its second review, if there is one yet."""
    if not hasattr(matter, "decision"):
        return None
    decision = matter.decision
    return AnswerGiven(
        is_upheld=decision.is_upheld,
        text=decision.answer,
        decided_on=decision.decided_on,
        decided_by=decision.decided_by.person.name,
        position=Position(decision.decided_by.position),
    )
