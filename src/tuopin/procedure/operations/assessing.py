"""Assessing cases against the exit standard; the verdict is computed (art. 3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import rows as audit_rows
from tuopin.office.policy.queries import pack_of
from tuopin.office.scope import acting_as
from tuopin.procedure import queries
from tuopin.procedure.models import ExitCase
from tuopin.procedure.recording import BatchResult, Row, record_acts
from tuopin.standards import operations as standards
from tuopin.standards.queries import JudgedHousehold, judge_households


def assess(*, case_ids: Sequence[int], actor: Actor, on: date) -> BatchResult:
    """Assess cases against the exit standard; the verdict is computed (art. 3)."""
    with acting_as(actor):
        judged = _judged(queries.lock_cases(case_ids), on)
        ids = audit_rows.draw_ids("standards_assessment", len(judged))
        numbered = {
            case.id: (assessment_id, case, one)
            for assessment_id, (case, one) in zip(ids, judged, strict=True)
        }
        result = record_acts(
            act="assess",
            rows=[
                Row(
                    case_id,
                    one.outcome.value,
                    subject=f"assessment:{assessment_id}",
                )
                for case_id, (assessment_id, _, one) in numbered.items()
            ],
            actor=actor,
            on=on,
        )
        by_pack: dict[tuple[int, int], list[tuple[int, JudgedHousehold]]] = {}
        for case_id in result.done:
            assessment_id, case, one = numbered[case_id]
            by_pack.setdefault((case.pack_id, case.year), []).append(
                (assessment_id, one)
            )
        for (pack_id, year), kept in by_pack.items():
            standards.keep_assessments(
                judged=kept, pack_id=pack_id, year=year, actor=actor, on=on
            )
        return result


def _judged(
    case_ids: Sequence[int], on: date
) -> list[tuple[ExitCase, JudgedHousehold]]:
    cases = list(ExitCase.objects.filter(id__in=list(case_ids)).order_by("id"))
    judged: list[tuple[ExitCase, JudgedHousehold]] = []
    for pack_id, year in sorted({(case.pack_id, case.year) for case in cases}):
        same = {
            case.household_id: case
            for case in cases
            if (case.pack_id, case.year) == (pack_id, year)
        }
        found = judge_households(list(same), pack=pack_of(pack_id), year=year, on=on)
        judged.extend((same[one.household_id], one) for one in found)
    return judged
