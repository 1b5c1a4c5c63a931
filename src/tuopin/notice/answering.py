"""What the answers to an objection and to its second review have in common."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from tuopin.notice import queries
from tuopin.notice.attaching import UnableToDecide, files_of
from tuopin.notice.models import Objection
from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit.rows import RowRef
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.domain import Reference
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.state import CaseState
from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class Answer:
    """A written answer: upheld or dismissed, why, and what was found."""

    is_upheld: bool
    text: str
    files: tuple[Reference, ...] = ()


def refuse_unwritten(answer: Answer, on: date) -> None:
    """Refuse an answer without words, or dated on another day than it is given."""
    if not answer.text.strip():
        raise UnableToDecide(
            Text(
                "处理决定须有书面答复，请写明理由。",
                "A decision needs a written answer with its reasons.",
            ),
            cite="art-06",
        )
    refuse_other_day(on, UnableToDecide)


def refuse_to_come(on: date, entered_on: date) -> None:
    """Refuse what is said to come in on a later day than today."""
    if on > entered_on:
        raise UnableToDecide(
            Text(
                f"收到异议的日期{on}晚于今天{entered_on}。",
                f"{on} is after today, {entered_on}.",
            ),
            cite="art-06",
        )


def involved_in(objection: Objection, state: CaseState) -> set[int]:
    """Return who may not answer: who acted, keeps out (回避), or took it in."""
    receiver = objection.received_by
    return {
        *(done.person_id for done in state.acts.values()),
        *state.recused_persons,
        *((receiver.person_id,) if receiver else ()),
    }


def record_answer(
    objection: Objection,
    answer: Answer,
    row: RowRef,
    *,
    matter: str,
    role: str,
    actor: Actor,
    on: date,
) -> None:
    """Write an answer's row and files into the audit record of its notice."""
    verdict = "upheld" if answer.is_upheld else "dismissed"
    files = files_of(objection, role, answer.files, actor)
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"notice:{objection.notice_id}",
                act=f"notice.{matter}.{verdict}",
                division_code=objection.village_code,
                body={"receipt": objection.receipt_code},
                rows=[row, *files],
            )
        ],
    )


def settle_by(
    answer: Answer,
    objection: Objection,
    acts: Container[str],
    *,
    cause: str,
    subject: str,
    actor: Actor,
    on: date,
) -> None:
    """Let the household go, or end its round or its case, as an answer says."""
    procedure.settle(
        case_id=objection.case_id,
        cause=cause,
        subject=subject,
        reason=_REASONS[answer.is_upheld],
        gives_up=answer.is_upheld and not _ends_its_round(objection, acts),
        actor=actor,
        on=on,
    )


def _ends_its_round(objection: Objection, acts: Container[str]) -> bool:
    """Whether closing its notice will end the round of an upheld objection.

    Not if the notice was closed before, nor if it hung for an earlier round.
    """
    publicity = queries.publicity_of(objection.notice)
    about = f"notice:{objection.notice_id}"
    present = cases.cases_with_act(publicity.opened_by, subject=about)
    return objection.case_id in present and publicity.closed_by not in acts


_REASONS = {
    True: "异议成立 / objection upheld",
    False: "异议不成立 / objection dismissed",
}
