"""The mark in the national system and the register (标注脱贫, art. 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.filing.models import ReconciledRow
from tuopin.filing.national import queries
from tuopin.filing.national.comparing import ComparedAs
from tuopin.filing.national.queries import EnteredBy
from tuopin.filing.operations.recording import record_per_case
from tuopin.filing.operations.refusals import refusing_open_findings
from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.recording import BatchResult, Row
from tuopin.register import operations as register
from tuopin.rulebook.text import Text

NONE = "–"
"""Stands for the confirmation of a household that is refused for having none."""


def mark_lifted_out(*, case_ids: Sequence[int], actor: Actor, on: date) -> BatchResult:
    """Mark households as lifted out in the register (标注脱贫, art. 6), the last act.

    One person has entered them in the national system, another confirms here. Only a
    household whose latest comparison found nothing different is marked, and what
    confirms it is the national record's own number and day. The database looks
    through every gate once more when the register's row changes.
    """
    with acting_as(actor):
        cases.lock_cases(case_ids)
        entered = queries.entered_by(case_ids)
        compared = queries.latest_rows(case_ids)
        result = procedure.record_acts(
            act=queries.MARK,
            rows=[
                Row(
                    case_id,
                    "marked",
                    {"national_system_confirmation": _confirmation(compared, case_id)},
                    refusal=_not_to_be_marked(
                        entered.get(case_id), compared.get(case_id), actor
                    ),
                )
                for case_id in case_ids
            ],
            actor=actor,
            on=on,
        )
        villages = cases.village_codes(result.done)
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
                    case_id,
                    villages[case_id],
                    compared[case_id].confirmation,
                    entered[case_id].person_name,
                    actor.appointment_id,
                    on,
                )
                for case_id in result.done
            ],
        )
        record_per_case(
            result.done, villages, rows, "filing.national_mark.confirmed", actor, on
        )
        households = cases.cases_by_id(result.done).values_list(
            "household_id", flat=True
        )
        with refusing_open_findings():
            register.mark_lifted_out(household_ids=list(households), actor=actor, on=on)
        return result


def _confirmation(compared: dict[int, ReconciledRow], case_id: int) -> str:
    found = compared.get(case_id)
    return (found.confirmation if found else "") or NONE


def _not_to_be_marked(
    entered: EnteredBy | None, compared: ReconciledRow | None, actor: Actor
) -> CaseRefusal | None:
    if entered is None:
        return _refused(
            "本户还没有导出录入全国系统。请先在“全国系统标注”页导出，由另一人录入。",
            "The household was not exported for entry in the national system. Export "
            "it on the page of the mark; somebody else enters it.",
        )
    if compared is None or compared.outcome == ComparedAs.MISSING:
        return _refused(
            "本户还没有与全国系统的导出名单核对一致。录入后请导出全国系统名单，"
            "在“全国系统标注”页上传核对。",
            "The household was not found in a list of the national system. Once it is "
            "entered, export that list and compare it on the page of the mark.",
        )
    if compared.outcome != ComparedAs.EQUAL:
        return _refused(
            "与全国系统名单核对不一致。请先改正，再导出名单核对一次。",
            "The national system's list says otherwise. Correct what differs, export "
            "the list again and compare it.",
        )
    if actor.person_id in entered.person_ids:
        return _refused(
            "全国系统的录入与核对须由两人分别完成；本户是您导出录入的，请由另一人确认。",
            "Entry in the national system and its confirmation take two persons. You "
            "took this household for entry; somebody else confirms it.",
        )
    return None


def _refused(zh: str, en: str) -> CaseRefusal:
    return CaseRefusal(Because.SPECIFIC, Text(zh, en), "art-06")
