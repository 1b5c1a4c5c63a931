"""One second look at the answer to an objection, by the level above (异议复核)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.notice import domain, queries
from tuopin.notice.answering import (
    Answer,
    involved_in,
    record_answer,
    refuse_to_come,
    refuse_unwritten,
    settle_by,
)
from tuopin.notice.attaching import UnableToDecide, files_of, refuse_not_kept
from tuopin.notice.domain import Channel
from tuopin.notice.models import Objection, ObjectionDecision, SecondReview
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.queries import today
from tuopin.office.documents.domain import Reference
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.domain import SECOND_REVIEW
from tuopin.rulebook.procedure import SecondReviewRule
from tuopin.rulebook.text import Text

DECISION = (
    "review_id",
    "village_code",
    "is_upheld",
    "answer",
    "decided_on",
    "decided_by_id",
)


@dataclass(frozen=True)
class ReviewRequest:
    """What an answer to an objection leaves out, as whoever objected says it."""

    channel: Channel
    text: str
    files: tuple[Reference, ...] = ()


def ask_second_review(
    *, objection: Objection, request: ReviewRequest, actor: Actor, on: date
) -> SecondReview:
    """Take in the one request to look at an answer again (art. 6).

    Within the pack's days it holds the household as the objection did; a late one is
    taken in and answered, and holds nothing.
    """
    with acting_as(actor):
        require(actor, Right.RECEIVE_OBJECTION, places=[objection.village_code])
        cases.lock_cases([objection.case_id])
        rule, decision = _answered(objection)
        _refuse_second(objection)
        entered_on = today()
        _refuse_unsaid(request, decision, on, entered_on)
        refuse_not_kept(request.files)
        review = SecondReview.objects.create(
            objection_id=objection.id,
            village_code=objection.village_code,
            channel=request.channel.value,
            text=request.text,
            received_on=on,
            entered_on=entered_on,
            received_by_id=actor.appointment_id,
        )
        files = files_of(objection, "second_statement", request.files, actor)
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"notice:{objection.notice_id}",
                    act="notice.second_review.asked",
                    division_code=objection.village_code,
                    body={"receipt": objection.receipt_code},
                    rows=[
                        *audit_rows.digests("notice_secondreview", [review.id]),
                        *files,
                    ],
                )
            ],
        )
        if on <= rule.last_day(decision.decided_on):
            procedure.hold(
                case_id=objection.case_id,
                cause=SECOND_REVIEW,
                subject=f"second_review:{review.id}",
                reason="异议复核待处理 / second review undecided",
                actor=actor,
                on=entered_on,
            )
        return review


def decide_second_review(
    *, review: SecondReview, answer: Answer, actor: Actor, on: date
) -> None:
    """Answer a second review in writing; it is the last answer here (art. 6).

    By a person one level above the first answer who did not give it, nor took any of
    the two in, nor acted in the case, nor keeps out of it. Its consequence is that of
    a first answer.
    """
    with acting_as(actor):
        require(actor, Right.REVIEW_OBJECTION, places=[review.village_code])
        objection = queries.objection_of(review)
        ((state, _),) = cases.states(cases.lock_cases([objection.case_id]))
        _, first = _answered(objection)
        _refuse_decided(review)
        _refuse_level(first, actor)
        involved = involved_in(objection, state)
        _refuse_concerned(review, first, involved, actor)
        refuse_unwritten(answer, on)
        refuse_not_kept(answer.files)
        decision = (
            review.id,
            review.village_code,
            answer.is_upheld,
            answer.text,
            on,
            actor.appointment_id,
        )
        (row,) = audit_rows.insert("notice_secondreviewdecision", DECISION, [decision])
        record_answer(
            objection,
            answer,
            row,
            matter="second_review",
            role="second_answer",
            actor=actor,
            on=on,
        )
        settle_by(
            answer,
            objection,
            state.acts,
            cause=SECOND_REVIEW,
            subject=f"second_review:{review.id}",
            actor=actor,
            on=on,
        )


def _answered(objection: Objection) -> tuple[SecondReviewRule, ObjectionDecision]:
    """Return the pack's rule and the answer to be looked at again, or refuse."""
    rule = queries.second_review_rule(objection.case_id)
    if rule is None:
        raise UnableToDecide(
            Text(
                "本规则没有异议复核；可向督查反映。",
                "These rules know no second review; supervision can be told.",
            ),
            cite="art-06",
        )
    decision = queries.decision_of(objection)
    if decision is None:
        raise UnableToDecide(
            Text(
                "该异议还没有书面答复；答复之后才能申请复核。",
                "This objection has no written answer yet; a second review is asked "
                "for after it.",
            ),
            cite=str(rule.cite),
        )
    if decision.is_upheld:
        raise UnableToDecide(
            Text(
                "该异议已成立，没有可复核的；该户另行重新开始一轮。",
                "This objection was upheld, so nothing is left to review; the "
                "household may begin a fresh round.",
            ),
            cite=str(rule.cite),
        )
    return rule, decision


def _refuse_second(objection: Objection) -> None:
    earlier = queries.second_review_of(objection)
    if earlier is not None:
        raise UnableToDecide(
            Text(
                f"已于{earlier.received_on}申请复核；复核只有一次。",
                f"A second review was asked for on {earlier.received_on}; there is "
                "only one.",
            ),
            cite="art-06",
        )


def _refuse_unsaid(
    request: ReviewRequest, first: ObjectionDecision, on: date, entered_on: date
) -> None:
    if not request.text.strip():
        raise UnableToDecide(
            Text(
                "请写明对答复哪里不服，一句话即可。",
                "Say what is wrong with the answer; one sentence is enough.",
            ),
            cite="art-06",
        )
    refuse_to_come(on, entered_on)
    if on < first.decided_on:
        raise UnableToDecide(
            Text(
                f"收到申请的日期{on}早于答复的日期{first.decided_on}。",
                f"{on} is before the answer, which was given on {first.decided_on}.",
            ),
            cite="art-06",
        )


def _refuse_decided(review: SecondReview) -> None:
    decision = queries.second_decision_of(review)
    if decision is not None:
        name = decision.decided_by.person.name
        raise UnableToDecide(
            Text(
                f"{name}已于{decision.decided_on}作出复核决定。",
                f"{name} decided this second review on {decision.decided_on}.",
            ),
            cite="art-06",
        )


def _refuse_level(first: ObjectionDecision, actor: Actor) -> None:
    answered_at = first.decided_by.division_id
    if not domain.is_one_level_above(actor.division_code, answered_at):
        raise UnableToDecide(
            Text(
                "复核由作出答复机关的上一级办理，请交由上一级。",
                "A second review belongs to the level above whoever answered first.",
            ),
            cite="art-06",
        )


def _refuse_concerned(
    review: SecondReview, first: ObjectionDecision, involved: set[int], actor: Actor
) -> None:
    receiver = review.received_by.person_id
    if actor.person_id in involved | {receiver, first.decided_by.person_id}:
        raise UnableToDecide(
            Text(
                "您作过第一次答复、接收过该异议或复核申请、经办过该户，或应当回避，"
                "须由其他人复核。",
                "You gave the first answer, took the objection or this request in, "
                "acted in the case, or keep out of it; somebody else has to review.",
            ),
            cite="art-15",
        )
