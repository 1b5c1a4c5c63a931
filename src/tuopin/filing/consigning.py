"""Writing letters and their receipts down, in the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.filing import queries
from tuopin.filing.bundle import roster_digest
from tuopin.filing.domain import Matter, Recipient
from tuopin.filing.models import Consignment, FilingReceipt
from tuopin.filing.refusing import UnableToFile
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.divisions.domain import township_of
from tuopin.procedure import queries as cases
from tuopin.procedure.state import CaseState
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

if TYPE_CHECKING:
    from tuopin.plan.models import ExitPlan


SENT_BY = {Recipient.CITY: "county_review", Recipient.PROVINCE: "city_review"}
"""After which review of the sender's own a plan goes to whom."""
SUBMIT, FILE = "submit_to_city", "file_with_province"


def keepers(
    matter: Matter, recipient: Recipient, pack: PolicyPack
) -> tuple[Position, ...]:
    """Return who sends letters about a matter, and keeps their receipts."""
    is_last = recipient is Recipient.PROVINCE
    match matter:
        case Matter.HOUSEHOLD_EXITS:
            return MAY[Right.SEND_CONSIGNMENT]
        case Matter.VILLAGE_EXITS:
            rules = cases.procedure_of(pack, Unit.VILLAGE)
            return rules.acts[FILE if is_last else SUBMIT].performed_by
        case Matter.PLANS:
            act = FILE if is_last else SENT_BY[recipient]
            return pack.procedure("plan").acts[act].performed_by


def went_up(state: CaseState, recipient: Recipient, sent: Mapping[int, date]) -> bool:
    """Say whether a village went to a recipient with a letter in its present round.

    A letter of an earlier round was answered; the next submission has its own.
    """
    if state.case_id not in sent:
        return False
    if recipient is Recipient.PROVINCE:
        return True
    submitted = state.acts.get(SUBMIT)
    return submitted is not None and sent[state.case_id] >= submitted.done_on


@dataclass(frozen=True)
class Letter:
    """To whom a letter goes, under which number, about which year."""

    recipient: Recipient
    number: str
    year: int


def name_of_plan(plan: ExitPlan) -> str:
    """Return what a letter names a plan by: its place, year, version, check code."""
    year = "timetable" if plan.is_timetable else str(plan.year)
    return f"{plan.township_id}/{year}/{plan.version}/{plan.roster_digest}"


def write_consignment(
    letter: Letter,
    *,
    names: Sequence[str],
    summary: Mapping[str, int],
    of_cases: Mapping[int, str] | None = None,
    of_plans: Mapping[int, str] | None = None,
    actor: Actor,
    on: date,
) -> Consignment:
    """Write a letter down with what it names: cases, or plans, each with its place."""
    recipient = letter.recipient.value
    consignment = Consignment.objects.create(
        recipient=recipient,
        division_code=actor.division_code,
        year=letter.year,
        letter_number=letter.number,
        roster_digest=roster_digest(names),
        summary=dict(summary),
        sent_on=on,
        sent_by_id=actor.appointment_id,
    )
    entries = [
        *audit_rows.insert(
            "filing_consignmententry",
            ("consignment_id", "case_id", "village_code"),
            [(consignment.id, one, place) for one, place in (of_cases or {}).items()],
        ),
        *audit_rows.insert(
            "filing_consignedplan",
            ("consignment_id", "plan_id", "division_code"),
            [(consignment.id, one, place) for one, place in (of_plans or {}).items()],
        ),
    ]
    body = {"letter": letter.number, "roster_sha256": consignment.roster_digest}
    rows = [*audit_rows.digests("filing_consignment", [consignment.id]), *entries]
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"consignment:{consignment.id}",
                act=f"filing.{recipient}.sent",
                division_code=actor.division_code,
                body=body,
                rows=rows,
            )
        ],
    )
    return consignment


def refuse_odd_letter(recipient: Recipient, letter_number: str, on: date) -> None:
    """Refuse a letter without a number of its own, or dated another day."""
    refuse_other_day(on, UnableToFile)
    if not letter_number.strip() or queries.is_letter_sent(recipient, letter_number):
        raise UnableToFile(
            Text(
                f"报送文号“{letter_number}”为空或已用过，请另编文号。",
                f"The letter number “{letter_number}” is empty or was used: give the "
                "letter another one.",
            ),
            cite="art-06",
        )


def by_township(village_codes: Sequence[str]) -> dict[str, int]:
    """Count households by township, the summary that a covering letter carries."""
    return dict(sorted(Counter(township_of(code) for code in village_codes).items()))


def refuse_odd_receipt(consignment: Consignment, number: str, on: date) -> None:
    """Refuse a receipt without a number, too old, or another than the one there."""
    if not number.strip() or on < consignment.sent_on:
        raise UnableToFile(
            Text(
                "备案回执须有编号，且不早于报送日期。",
                "A receipt needs its number, and cannot be older than the consignment.",
            ),
            cite="art-06",
        )
    standing = queries.receipt_of(consignment)
    if standing is not None and standing.number != number:
        raise UnableToFile(
            Text(
                f"该批材料的回执已登记为{standing.number}({standing.received_on})。",
                f"The receipt of this consignment is {standing.number}, of "
                f"{standing.received_on}.",
            ),
            cite="art-06",
        )


def keep_receipt(
    consignment: Consignment, recipient: Recipient, number: str, actor: Actor, on: date
) -> None:
    """Write down the receipt of a consignment, in the caller's transaction."""
    receipt = FilingReceipt.objects.create(
        consignment=consignment,
        division_code=consignment.division_code,
        number=number,
        received_on=on,
        recorded_by_id=actor.appointment_id,
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"consignment:{consignment.id}",
                act=f"filing.{recipient.value}.received",
                division_code=consignment.division_code,
                body={"receipt": number},
                rows=audit_rows.digests("filing_filingreceipt", [receipt.id]),
            )
        ],
    )
