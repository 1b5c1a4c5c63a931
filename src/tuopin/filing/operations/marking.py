"""The mark in the national system and the register (标注脱贫, art. 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.filing.operations.recording import record_per_case
from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.recording import BatchResult, Row
from tuopin.register import operations as register
from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class Entered:
    """A household as entered in the national system, and the system's confirmation."""

    case_id: int
    confirmation: str
    entered_by: str


def mark_lifted_out(
    *, entered: Sequence[Entered], actor: Actor, on: date
) -> BatchResult:
    """Mark households as lifted out in the register (标注脱贫, art. 6), the last act.

    One person enters, another confirms. The database looks through every gate once
    more when the register's row changes.
    """
    with acting_as(actor):
        result = procedure.record_act(
            act="mark_lifted_out",
            rows=[
                Row(
                    one.case_id,
                    "marked",
                    {"national_system_confirmation": one.confirmation},
                    refusal=_entered_alone(one, actor),
                )
                for one in entered
            ],
            actor=actor,
            on=on,
        )
        done = set(result.done)
        villages = cases.village_codes(done)
        marked = [one for one in entered if one.case_id in done]
        rows = audit_rows.insert(
            "filing_nationalmark",
            (
                "case_id",
                "village_code",
                "confirmation",
                "entered_by",
                "confirmed_by_id",
                "marked_on",
            ),
            [
                (
                    one.case_id,
                    villages[one.case_id],
                    one.confirmation,
                    one.entered_by,
                    actor.appointment_id,
                    on,
                )
                for one in marked
            ],
        )
        record_per_case(
            [one.case_id for one in marked],
            villages,
            rows,
            "filing.national_mark.confirmed",
            actor,
            on,
        )
        households = cases.cases_by_id(done).values_list("household_id", flat=True)
        register.mark_lifted_out(household_ids=list(households), actor=actor, on=on)
        return result


def _entered_alone(one: Entered, actor: Actor) -> CaseRefusal | None:
    entered_by = one.entered_by.strip()
    if entered_by and entered_by != actor.person_name.strip():
        return None
    return CaseRefusal(
        Because.SPECIFIC,
        Text(
            "全国系统的录入与核对须由两人分别完成，请写明录入人。",
            "Entry in the national system and its confirmation take two persons; "
            "name who entered it.",
        ),
        "art-06",
    )
