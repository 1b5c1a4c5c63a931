"""Filing villages with the province: they leave the register (销号, art. 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.filing.operations.recording import record_per_case
from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as
from tuopin.plan import queries as plans
from tuopin.plan.timing import has_timetable
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.recording import BatchResult, Row
from tuopin.procedure.state import CaseState
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

_LEFT_OUT = CaseRefusal(
    Because.SPECIFIC,
    Text(
        "最近备案的退出计划没有列入该村，不能销号。请先修订计划，重新列入并报省备案。",
        "The plan filed last leaves this village out, so it cannot be delisted. Amend "
        "the plan, name the village again and file it with the province.",
    ),
    "art-05",
)
_ANOTHER_YEAR = CaseRefusal(
    Because.SPECIFIC,
    Text(
        "最近备案的退出时序没有把该村定在本年度退出，不能销号。"
        "请先修订退出时序，经县、市审核并报省备案。",
        "The timetable filed last has this village exit in another year, so it cannot "
        "be delisted. Amend the timetable, reviewed and filed in the same way.",
    ),
    "art-05",
)


def file_villages_with_province(
    *, case_ids: Sequence[int], receipt_number: str, actor: Actor, on: date
) -> BatchResult:
    """Record the province's receipt for villages: they are off the register (art. 7).

    The last act of article 7. The database looks through every gate once more.
    """
    with acting_as(actor):
        states = cases.states(cases.lock_cases(case_ids))
        villages = [
            (state, pack) for state, pack in states if state.unit is Unit.VILLAGE
        ]
        untimely = _untimely(villages)
        receipt = {"filing_receipt": receipt_number.strip()}
        result = procedure.record_decision(
            act="file_with_province",
            rows=[
                Row(
                    state.case_id,
                    "filed",
                    receipt,
                    refusal=untimely.get(state.case_id),
                )
                for state, _ in villages
            ],
            actor=actor,
            on=on,
        )
        codes = cases.village_codes(result.done)
        rows = audit_rows.insert(
            "filing_villagedelisting",
            (
                "case_id",
                "village_code",
                "receipt_number",
                "delisted_on",
                "recorded_by_id",
            ),
            [
                (one, codes[one], receipt_number.strip(), on, actor.appointment_id)
                for one in result.done
            ],
        )
        record_per_case(result.done, codes, rows, "filing.village.delisted", actor, on)
        return result


def _untimely(
    villages: Sequence[tuple[CaseState, PolicyPack]],
) -> dict[int, CaseRefusal]:
    """Refuse the villages that the year's plan or the timetable no longer names."""
    planned = {
        year: plans.filed_villages(year=year)
        for year in {state.year for state, _ in villages}
    }
    years = plans.filed_years()
    found = {}
    for state, pack in villages:
        if state.village_code not in planned[state.year]:
            found[state.case_id] = _LEFT_OUT
        elif has_timetable(pack) and years.get(state.village_code) != state.year:
            found[state.case_id] = _ANOTHER_YEAR
    return found
