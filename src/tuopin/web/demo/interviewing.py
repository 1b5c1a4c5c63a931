"""Satisfaction interviews of the demonstration year, with the drawn households."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.policy.queries import pack_on
from tuopin.oversight import operations as oversight
from tuopin.oversight.operations import Asked
from tuopin.oversight.queries import DrawnStanding
from tuopin.oversight.satisfaction.domain import Manner, Reply

INTERVIEWER, PAPER = "访问员庚", "满意度回访通话记录"
REFUSES, NOT_REACHED, DISCONTENT = 5, 17, (1, 8, 23)
"""Which of the drawn, in turn, does not answer, and which is not content."""


def interview_all(drawn: Sequence[DrawnStanding], actor: Actor, on: date) -> None:
    """Ask every drawn household that stands whether it is content."""
    rules = pack_on(on).satisfaction
    assert rules is not None
    kept = [one for one in drawn if one.replaced_by is None]
    for at, one in enumerate(kept):
        reply = {REFUSES: Reply.REFUSED, NOT_REACHED: Reply.NOT_REACHED}.get(
            at, Reply.ANSWERED
        )
        answers = {
            question.id: list(question.answers)[-1 if at in DISCONTENT else 0]
            for question in rules.questions.values()
        }
        oversight.record_interview(
            drawn_id=one.drawn.id,
            asked=Asked(
                Manner.PHONE,
                reply,
                INTERVIEWER,
                on,
                PAPER,
                answers if reply is Reply.ANSWERED else {},
            ),
            actor=actor,
            on=on,
        )
