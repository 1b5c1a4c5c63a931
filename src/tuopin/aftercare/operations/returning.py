"""Putting a household back on the register after its exit (返贫; arts 9, 15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.aftercare.domain import RiskOutcome, WhyReturned
from tuopin.aftercare.models import RiskRecord
from tuopin.aftercare.recording import write
from tuopin.aftercare.refusing import (
    LONGEST_NAME,
    UnableToCare,
    refuse_no_grounds,
    refuse_no_words,
    refused,
    rules_on,
)
from tuopin.aftercare.settling import Closing, close, open_risk_of
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require_area, require_position
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.recording import of_household
from tuopin.office.scope import acting_as, alone_with
from tuopin.procedure.workload import latest_case
from tuopin.register import statuses
from tuopin.register.domain import RegistrationStatus
from tuopin.register.queries import HouseholdRow, find_household, households_by_id

if TYPE_CHECKING:
    from tuopin.procedure.models import ExitCase

LONGEST_GROUNDS = 1000


@dataclass(frozen=True)
class Document:
    """The document by which a household is put back, and what it rests on."""

    letter_number: str
    grounds: str
    evidence: str


def return_to_poverty(
    *, risk_id: int, document: Document, actor: Actor, on: date
) -> int:
    """Put a household that fell back on the register again (返贫).

    It is done on a risk that was recorded, by whom the pack says, with a document. The
    file of its exit stays as it is; another exit goes the whole way again, by the plan
    of a later year.
    """
    require_position(actor, rules_on(on).returning.decided_by)
    with acting_as(actor):
        risk, _ = open_risk_of(risk_id, actor, Right.READ_REGISTER)
        (household,) = households_by_id([risk.household_id])
        made = _Return(WhyReturned.FELL_BACK, document, risk)
        return _put_back(household, made, actor, on)


def undo_false_exit(
    *, household_number: str, subject: str, document: Document, actor: Actor, on: date
) -> int:
    """Put a household back whose exit supervision found wrong (arts 9, 15).

    `subject` names supervision's order. Whether there is such a finding is for the
    stage that keeps findings: it calls this.
    """
    require_position(actor, rules_on(on).returning.decided_by)
    with acting_as(actor):
        household = find_household(household_number)
        if household is None:
            raise refused(
                "您辖区内没有这户。", "There is no such household in your area."
            )
        require_area(actor, [household.village_id])
        alone_with(f"aftercare of household {household.id}")
        made = _Return(WhyReturned.FALSE_EXIT, document, subject=subject)
        return _put_back(household, made, actor, on)


@dataclass(frozen=True)
class _Return:
    """Why a household is put back, by which document, on what it was found."""

    because: WhyReturned
    document: Document
    risk: RiskRecord | None = None
    subject: str = ""


def _put_back(household: HouseholdRow, made: _Return, actor: Actor, on: date) -> int:
    document = made.document
    _refuse_no_document(document, on)
    case = _exit_of(household, on)
    matter = of_household(household.id, household.number, household.village_id)
    number = write(
        "aftercare_returntopoverty",
        {
            "household_id": household.id,
            "case_id": case.id,
            "because": made.because.value,
            "grounds": document.grounds.strip(),
            "letter_number": document.letter_number.strip(),
            "evidence": document.evidence,
            "subject": made.subject,
            "risk_id": made.risk.id if made.risk else None,
            "decided_by_id": actor.appointment_id,
        },
        "aftercare.return.decided",
        matter,
        evidence=document.evidence,
        actor=actor,
        on=on,
    )
    if made.risk is not None:
        closing = Closing(
            RiskOutcome.RETURNED, document.grounds, document.letter_number
        )
        close(made.risk, closing, matter, actor, on)
    statuses.write_status(
        [household.id], RegistrationStatus.RETURNED, actor=actor, on=on
    )
    return number


def _refuse_no_document(document: Document, on: date) -> None:
    refuse_other_day(on, UnableToCare)
    refuse_no_words(
        document.letter_number, "文号", "the document's number", longest=LONGEST_NAME
    )
    refuse_no_words(
        document.grounds,
        "恢复在册的依据",
        "why the household is put back",
        longest=LONGEST_GROUNDS,
    )
    refuse_no_grounds(document.evidence)


def _exit_of(household: HouseholdRow, on: date) -> ExitCase:
    """Return the exit that is undone; refuse a household that is not lifted out."""
    _, status, since = statuses.locked_statuses([household.id])[household.id]
    case = latest_case(household.id)
    if status is not RegistrationStatus.LIFTED_OUT or case is None:
        raise refused(
            f"户{household.number}现在是“{status.label.zh}”，没有标注脱贫，不用恢复在册。"
            "正在办理退出的，请用暂停或终止。",
            f"Household {household.number} is {status.label.en}: it is not marked as "
            "lifted out. An exit under way is held, or given up.",
        )
    if since is not None and since >= on:
        raise refused(
            f"户{household.number}今天（{since}）才标注脱贫，请明天起办理。",
            f"Household {household.number} was marked as lifted out on {since}: put it "
            "back from the day after.",
        )
    return case
