"""Referring a finding for accountability, with its evidence (问责, art. 15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right, require, require_position
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.recording import Written, write
from tuopin.office.scope import acting_as, alone_with
from tuopin.oversight import queries
from tuopin.oversight.recording import of_inspection
from tuopin.oversight.refusing import (
    UnableToInspect,
    not_there,
    refuse_no_grounds,
    refuse_no_words,
    refused,
)
from tuopin.rulebook.text import Text

LONGEST_NUMBER, LONGEST_NAMES = 60, 200


@dataclass(frozen=True)
class Referral:
    """To whom a finding goes, under which letter, whom it concerns, what is so."""

    letter_number: str
    referred_to: str
    concerns: str
    facts: str
    evidence: str


def refer(*, order_id: int, referral: Referral, actor: Actor, on: date) -> None:
    """Refer the finding behind an order for accountability; once."""
    require_position(actor, MAY[Right.INSPECT])
    with acting_as(actor):
        alone_with(f"order:{order_id}")
        found = queries.find_order(order_id)
        if found is None:
            raise not_there()
        check = found.order.check_made
        inspection = queries.find_inspection(check.drawn.inspection_id)
        if inspection is None:
            raise not_there()
        require(
            actor,
            Right.INSPECT,
            places=[inspection.division_code, found.order.village_code],
        )
        refuse_other_day(on, UnableToInspect)
        earlier = queries.find_referral(check.id)
        if earlier is not None:
            raise refused(
                f"这个问题已以{earlier.letter_number}移送{earlier.referred_to}。",
                f"This finding was referred to {earlier.referred_to} by "
                f"{earlier.letter_number}.",
            )
        _refuse_words(referral)
        if queries.has_letter(inspection.division_code, referral.letter_number.strip()):
            raise refused(
                f"文号{referral.letter_number}已经用过。一件移送一个文号。",
                f"The number {referral.letter_number} has been used. Each referral has "
                "its own.",
            )
        write(
            of_inspection(inspection.id, inspection.division_code),
            "oversight.finding.referred",
            Written(
                "oversight_accountabilitycase",
                {
                    "check_made_id": check.id,
                    "division_code": inspection.division_code,
                    "letter_number": referral.letter_number.strip(),
                    "referred_to": referral.referred_to.strip(),
                    "concerns": referral.concerns.strip(),
                    "facts": referral.facts.strip(),
                    "evidence": referral.evidence,
                    "referred_by_id": actor.appointment_id,
                },
                referral.evidence,
            ),
            {"letter": referral.letter_number.strip()},
            actor=actor,
            on=on,
        )


def _refuse_words(referral: Referral) -> None:
    for text, what, longest in (
        (
            referral.letter_number,
            Text("移送的文号", "the letter's number"),
            LONGEST_NUMBER,
        ),
        (
            referral.referred_to,
            Text("移送给哪个机关", "to whom it goes"),
            LONGEST_NUMBER,
        ),
        (
            referral.concerns,
            Text("涉及的单位和人员", "whom it concerns"),
            LONGEST_NAMES,
        ),
    ):
        refuse_no_words(text, what=what, longest=longest)
    refuse_no_words(referral.facts, what=Text("查明的事实", "what was established"))
    refuse_no_grounds(referral.evidence)
