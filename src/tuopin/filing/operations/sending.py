"""Rosters sent to the city and the province, and their receipts (备案, art. 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.filing import queries
from tuopin.filing.consigning import (
    Letter,
    by_township,
    keep_receipt,
    keepers,
    refuse_odd_letter,
    refuse_odd_receipt,
    write_consignment,
)
from tuopin.filing.domain import Matter, Recipient
from tuopin.filing.models import Consignment, ConsignmentReminder
from tuopin.filing.operations.refusals import UnableToFile
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import (
    Right,
    require,
    require_area,
    require_position,
)
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as, alone_with
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.recording import BatchResult, Row
from tuopin.procedure.state import APPROVAL, CaseState
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


def send_consignment(
    *,
    recipient: Recipient,
    case_ids: Sequence[int],
    letter_number: str,
    actor: Actor,
    on: date,
) -> Consignment:
    """Send the roster of approved households to the city or the province (art. 6)."""
    require(actor, Right.SEND_CONSIGNMENT, places=[actor.division_code])
    with acting_as(actor):
        states = cases.states(cases.lock_cases(case_ids))
        _refuse_unapproved([state for state, _ in states], asked=len(case_ids))
        refuse_odd_letter(recipient, letter_number, on)
        _refuse_sent(recipient, case_ids, year=states[0][0].year)
        return write_consignment(
            Letter(recipient, letter_number, states[0][0].year),
            names=[state.household_number for state, _ in states],
            summary=by_township([state.village_code for state, _ in states]),
            of_cases={state.case_id: state.village_code for state, _ in states},
            actor=actor,
            on=on,
        )


def _refuse_unapproved(states: Sequence[CaseState], *, asked: int) -> None:
    """Refuse a list with a household not approved, given up, or of another year."""
    unapproved = [
        state
        for state in states
        if state.unit is not Unit.HOUSEHOLD
        or state.performed.get(APPROVAL) != "approved"
        or state.ending is not None
    ]
    years = {state.year for state in states}
    if unapproved or len(states) != asked or len(years) != 1:
        raise UnableToFile(
            Text(
                f"有{len(unapproved)}户未经县审批认定或已撤回，或名单为空、跨年度，"
                "不能报送备案。",
                f"{len(unapproved)} households are not approved or were given up, or "
                "the list is empty or of several years: nothing was sent.",
            ),
            cite="art-06",
        )


def _refuse_sent(recipient: Recipient, case_ids: Sequence[int], *, year: int) -> None:
    sent = queries.case_ids_sent_to(recipient, year=year) & set(case_ids)
    if sent:
        raise UnableToFile(
            Text(
                f"名单中有{len(sent)}户已在另一封信中报送{recipient.label.zh}，未报送。",
                f"{len(sent)} households on the list went to {recipient.label.en} in "
                "another letter: nothing was sent.",
            ),
            cite="art-06",
        )


def remind(
    *, consignment: Consignment, manner: str, actor: Actor, on: date
) -> ConsignmentReminder:
    """Record that the recipient was reminded of a receipt that has not come (催办)."""
    with acting_as(actor):
        matter = queries.matters_of([consignment.id])[consignment.id]
        recipient = Recipient(consignment.recipient)
        require_position(actor, keepers(matter, recipient, pack_on(on)))
        require_area(actor, [consignment.division_code])
        alone_with(f"consignment:{consignment.id}")
        refuse_other_day(on, UnableToFile)
        _refuse_needless_reminder(consignment, manner)
        reminder = ConsignmentReminder.objects.create(
            consignment=consignment,
            division_code=consignment.division_code,
            manner=manner.strip(),
            reminded_on=on,
            reminded_by_id=actor.appointment_id,
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"consignment:{consignment.id}",
                    act=f"filing.{consignment.recipient}.reminded",
                    division_code=consignment.division_code,
                    body={},
                    rows=audit_rows.digests(
                        "filing_consignmentreminder", [reminder.id]
                    ),
                )
            ],
        )
        return reminder


def _refuse_needless_reminder(consignment: Consignment, manner: str) -> None:
    if queries.receipt_of(consignment) is not None or not manner.strip():
        raise UnableToFile(
            Text(
                "该批材料的回执已到，或没有写明催办方式；未登记催办。",
                "The receipt has come, or the reminder does not say how it was made: "
                "nothing was recorded.",
            ),
            cite="art-06",
        )


def file_with_city(
    *, consignment: Consignment, number: str, actor: Actor, on: date
) -> BatchResult:
    """Record the city's receipt: its households are filed there (市级备案, art. 6)."""
    return _file(Recipient.CITY, consignment, number, actor, on)


def file_with_province(
    *, consignment: Consignment, number: str, actor: Actor, on: date
) -> BatchResult:
    """Record the province's receipt: its households are filed there (art. 6)."""
    return _file(Recipient.PROVINCE, consignment, number, actor, on)


def _file(
    recipient: Recipient,
    consignment: Consignment,
    number: str,
    actor: Actor,
    on: date,
) -> BatchResult:
    if consignment.recipient != recipient.value:
        raise UnableToFile(
            Text(
                f"该批材料报送的是{Recipient(consignment.recipient).label.zh},"
                f"不是{recipient.label.zh}。",
                f"This consignment went to the {consignment.recipient}, not to the "
                f"{recipient.value}.",
            ),
            cite="art-06",
        )
    with acting_as(actor):
        alone_with(f"consignment:{consignment.id}")
        matter = queries.matters_of([consignment.id])[consignment.id]
        if matter is not Matter.HOUSEHOLD_EXITS:
            raise UnableToFile(
                Text(
                    f"这封信报送的是{matter.label.zh}，不是贫困户退出。",
                    f"This letter is about {matter.label.en}, not about households.",
                ),
                cite="art-06",
            )
        refuse_odd_receipt(consignment, number, on)
        result = procedure.record_acts(
            act=recipient.act,
            rows=[
                Row(
                    case_id,
                    "filed",
                    {"filing_receipt": number},
                    subject=f"consignment:{consignment.id}",
                )
                for case_id in queries.case_ids_in(consignment)
            ],
            actor=actor,
            on=on,
        )
        if result.done and queries.receipt_of(consignment) is None:
            keep_receipt(consignment, recipient, number, actor, on)
        return result
