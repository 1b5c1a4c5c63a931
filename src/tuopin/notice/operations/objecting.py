"""Objections to who stands on a notice, and the answers to them (异议, art. 6)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
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
from tuopin.notice.attaching import (
    UnableToDecide,
    files_of,
    refuse_not_kept,
)
from tuopin.notice.domain import Channel
from tuopin.notice.models import Objection, PublicityNotice
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.queries import today
from tuopin.office.documents.domain import Reference
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.domain import OBJECTION
from tuopin.procedure.state import CaseState
from tuopin.rulebook.text import Text

DECISION = (
    "objection_id",
    "village_code",
    "is_upheld",
    "answer",
    "decided_on",
    "decided_by_id",
)


@dataclass(frozen=True)
class Statement:
    """What somebody says against an exit on a notice; a name is not needed."""

    case_id: int
    channel: Channel
    text: str
    objector_name: str = ""
    receipt_code: str = ""
    """Drawn before, so that what is sent twice is taken in once."""
    files: tuple[Reference, ...] = ()
    """Letters and photos that came with it, as kept."""


def object_to(
    *, notice: PublicityNotice, statement: Statement, actor: Actor, on: date
) -> Objection:
    """Take an objection in, hold that one case, and give a receipt (art. 6).

    Late objections are taken too: until it is marked or delisted, they stop it.
    """
    with acting_as(actor):
        entry = queries.entry(notice.id, statement.case_id)
        require(actor, Right.RECEIVE_OBJECTION, places=[entry.village_code])
        entered_on = today()
        _refuse_unreceived(statement, on, entered_on)
        _refuse_before(notice, on)
        refuse_not_kept(statement.files)
        objection = Objection.objects.create(
            notice_id=notice.id,
            case_id=statement.case_id,
            village_code=entry.village_code,
            channel=statement.channel.value,
            text=statement.text,
            objector_name=statement.objector_name,
            received_on=on,
            entered_on=entered_on,
            received_by_id=actor.appointment_id,
            receipt_code=statement.receipt_code
            or domain.receipt_code(secrets.randbelow(10**12)),
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"notice:{notice.id}",
                    act="notice.objection.received",
                    division_code=entry.village_code,
                    body={"receipt": objection.receipt_code},
                    rows=[
                        *audit_rows.digests("notice_objection", [objection.id]),
                        *files_of(objection, "statement", statement.files, actor),
                    ],
                )
            ],
        )
        procedure.hold(
            case_id=statement.case_id,
            cause=OBJECTION,
            subject=f"objection:{objection.id}",
            reason="异议待处理 / objection undecided",
            actor=actor,
            on=entered_on,
        )
        return objection


def _refuse_before(notice: PublicityNotice, on: date) -> None:
    if on < notice.posted_on:
        raise UnableToDecide(
            Text(
                f"收到异议的日期{on}早于公示张贴的日期{notice.posted_on}。",
                f"{on} is before the notice was posted, on {notice.posted_on}.",
            ),
            cite="art-06",
        )


def _refuse_unreceived(statement: Statement, on: date, entered_on: date) -> None:
    if not statement.text.strip():
        raise UnableToDecide(
            Text(
                "请写明异议内容，一句话即可。",
                "Say what the objection is; one sentence is enough.",
            ),
            cite="art-06",
        )
    refuse_to_come(on, entered_on)


def decide_objection(
    *,
    objection: Objection,
    is_upheld: bool,
    answer: str,
    actor: Actor,
    on: date,
    files: Sequence[Reference] = (),
) -> None:
    """Answer an objection in writing, upheld or dismissed (art. 6).

    `files` are what was found when it was looked into.

    Not by who received it, by anybody who acted in the case, nor by who keeps out of
    it. An objection upheld ends the round when its notice is closed; upheld after
    that, it ends the case at once.
    """
    given = Answer(is_upheld, answer, tuple(files))
    with acting_as(actor):
        require(actor, Right.DECIDE_OBJECTION, places=[objection.village_code])
        ((state, _),) = cases.states(cases.lock_cases([objection.case_id]))
        _refuse_partial(objection, state, actor)
        refuse_unwritten(given, on)
        refuse_not_kept(files)
        decision = (
            objection.id,
            objection.village_code,
            is_upheld,
            answer,
            on,
            actor.appointment_id,
        )
        (row,) = audit_rows.insert("notice_objectiondecision", DECISION, [decision])
        record_answer(
            objection,
            given,
            row,
            matter="objection",
            role="answer",
            actor=actor,
            on=on,
        )
        settle_by(
            given,
            objection,
            state.acts,
            cause=OBJECTION,
            subject=f"objection:{objection.id}",
            actor=actor,
            on=on,
        )


def _refuse_partial(objection: Objection, state: CaseState, actor: Actor) -> None:
    decision = queries.decision_of(objection)
    if decision is not None:
        raise UnableToDecide(
            Text(
                f"该异议已由{decision.decided_by.person.name}于{decision.decided_on}作出决定。",
                f"{decision.decided_by.person.name} decided this on "
                f"{decision.decided_on}.",
            ),
            cite="art-06",
        )
    if actor.person_id in involved_in(objection, state):
        zh, en = state.unit.spoken.zh, state.unit.spoken.en
        raise UnableToDecide(
            Text(
                f"您经办过{zh}的退出程序、应当回避，或接收了该异议，"
                "须由其他人作出决定。",
                f"You acted in the case of {en}, keep out of it, or took the "
                "objection in; somebody else has to decide it.",
            ),
            cite="art-15",
        )
