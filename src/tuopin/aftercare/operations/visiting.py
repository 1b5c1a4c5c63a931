"""Logging a call on a household after its exit (art. 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.aftercare.models import AftercareVisit
from tuopin.aftercare.refusing import (
    LONGEST_NAME,
    UnableToCare,
    refuse_no_words,
    refused,
    rules_on,
    write,
)
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right, require, require_position
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.gates import refuse_not_kept
from tuopin.office.scope import acting_as, alone_with
from tuopin.register.domain import RegistrationStatus
from tuopin.register.queries import find_household

LONGEST_TEXT = 400


@dataclass(frozen=True)
class Call:
    """Who called on which household, when, what was found, on which proof."""

    household_number: str
    visitor: str
    found: str
    evidence: str
    done_on: date


def log_visit(*, call: Call, actor: Actor, on: date) -> int:
    """Log a call on a household that has exited; returns its number."""
    require_position(actor, MAY[Right.LOG_VISIT])
    rules = rules_on(on)
    with acting_as(actor):
        household = find_household(call.household_number)
        if household is None:
            raise refused(
                "您辖区内没有这户。", "There is no such household in your area."
            )
        require(actor, Right.LOG_VISIT, places=[household.village_id])
        alone_with(f"aftercare of household {household.id}")
        refuse_other_day(on, UnableToCare)
        if household.registration_status is not RegistrationStatus.LIFTED_OUT:
            raise refused(
                "该户没有脱贫退出，入户请用入户调查。",
                "This household has not exited: its visits are surveys.",
            )
        earliest = rules.term_of(on).first_day
        if not earliest <= call.done_on <= on:
            raise refused(
                f"回访日期{call.done_on}须在本期（{earliest}起）至今天（{on}）。",
                f"{call.done_on} is not from {earliest}, when the period began, to "
                f"today, {on}.",
            )
        refuse_no_words(call.visitor, "回访人", "who called", longest=LONGEST_NAME)
        refuse_no_words(call.found, "情况", "what was found", longest=LONGEST_TEXT)
        _refuse_no_proof(call.evidence)
        if AftercareVisit.objects.filter(
            household_id=household.id, done_on=call.done_on
        ).exists():
            raise refused(
                f"该户{call.done_on}的回访已经登记。",
                f"A call on {call.done_on} has been logged.",
            )
        return write(
            "aftercare_aftercarevisit",
            {
                "household_id": household.id,
                "village_code": household.village_id,
                "visitor": call.visitor.strip(),
                "found": call.found.strip(),
                "evidence": call.evidence,
                "done_on": call.done_on,
                "logged_by_id": actor.appointment_id,
            },
            "aftercare.visit.logged",
            stream=f"household:{household.id}",
            actor=actor,
            on=call.done_on,
        )


def _refuse_no_proof(evidence: str) -> None:
    if not evidence.strip():
        raise refused(
            "请写明凭据（如回访记录）或上传照片。",
            "Name the record of the call, or upload a photo.",
        )
    refuse_not_kept(references_in(evidence), UnableToCare, cite="art-09")
