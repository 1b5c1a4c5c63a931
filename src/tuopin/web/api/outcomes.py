"""What became of every case that an act was asked for."""

from __future__ import annotations

from ninja import Schema

from tuopin.procedure.queries import cases_by_id
from tuopin.procedure.recording import BatchResult, Result
from tuopin.web.api.problems import Reason, reason_of


class RowDone(Schema):
    """What became of one case, and why, if the act was not done."""

    case: int
    household: str | None
    result: Result
    reason: Reason | None


class Outcome(Schema):
    """What became of every case that was asked for."""

    act: str
    done: int
    rows: list[RowDone]


def outcome_of(result: BatchResult) -> Outcome:
    """Write what became of each case."""
    found = cases_by_id(row.case_id for row in result.rows).select_related("household")
    numbers = {
        case.id: case.household.number if case.household else None
        for case in found.order_by("id")
    }
    return Outcome(
        act=result.act,
        done=len(result.done),
        rows=[
            RowDone(
                case=row.case_id,
                household=numbers.get(row.case_id),
                result=row.result,
                reason=reason_of(row.refusal) if row.refusal else None,
            )
            for row in result.rows
        ],
    )
