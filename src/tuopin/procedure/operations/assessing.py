"""Assessing cases against the exit standard; the verdict is computed (art. 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import rows as audit_rows
from tuopin.office.policy.queries import pack_of
from tuopin.office.scope import acting_as
from tuopin.procedure import queries
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.models import ExitCase
from tuopin.procedure.recording import BatchResult, Row, record_acts
from tuopin.rulebook.text import Text
from tuopin.standards import operations as standards
from tuopin.standards.queries import (
    JudgedUnit,
    assessments_overtaken_by_a_visit,
    judge_households,
)

VISIT, ASSESSMENT = "visit", "assessment"


def assess(*, case_ids: Sequence[int], actor: Actor, on: date) -> BatchResult:
    """Assess cases against the exit standard; the verdict is computed (art. 3).

    It rests on the visit that the round's survey took, and on no other: a later visit
    that found something else begins a fresh round with a survey of its own.
    """
    with acting_as(actor):
        cases = _cases(queries.lock_cases(case_ids))
        subjects = _subjects_of_the_round(cases)
        overtaken = assessments_overtaken_by_a_visit(
            list(subjects[ASSESSMENT].values())
        )
        judged = _judged(cases, subjects[VISIT])
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
                    subject=f"{ASSESSMENT}:{assessment_id}",
                    refusal=_OVERTAKEN
                    if subjects[ASSESSMENT].get(case_id) in overtaken
                    else None,
                )
                for case_id, (assessment_id, _, one) in numbered.items()
            ],
            actor=actor,
            on=on,
        )
        by_pack: dict[tuple[int, int], list[tuple[int, JudgedUnit]]] = {}
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


_OVERTAKEN = CaseRefusal(
    Because.FACTS_CHANGED,
    Text(
        "评定之后又有一次入户调查，所得情况不同；请开始新一轮，办理该次入户调查后再评定。",
        "A visit after the assessment found something else: begin a fresh round, take "
        "that visit as its survey, then assess.",
    ),
    "art-03 ¶2",
)


def _cases(case_ids: Sequence[int]) -> list[ExitCase]:
    found = queries.cases_by_id(case_ids).filter(household__isnull=False)
    return list(found.order_by("id"))


def _subjects_of_the_round(cases: Sequence[ExitCase]) -> dict[str, dict[int, int]]:
    """Return each case's survey visit and latest assessment in its present round."""
    rounds = {case.id: case.round for case in cases}
    found: dict[str, dict[int, int]] = {VISIT: {}, ASSESSMENT: {}}
    for case_id, subject, at in queries.subjects_used(rounds):
        kind, _, number = subject.partition(":")
        if kind in found and at == rounds[case_id]:
            of_kind = found[kind]
            of_kind[case_id] = max(int(number), of_kind.get(case_id, 0))
    return found


def _judged(
    cases: Sequence[ExitCase], visits: Mapping[int, int]
) -> list[tuple[ExitCase, JudgedUnit]]:
    judged: list[tuple[ExitCase, JudgedUnit]] = []
    for pack_id, year in sorted({(case.pack_id, case.year) for case in cases}):
        same = {
            case.leaving_id: case
            for case in cases
            if (case.pack_id, case.year) == (pack_id, year)
        }
        found = judge_households(
            {household: visits.get(case.id) for household, case in same.items()},
            pack=pack_of(pack_id),
            year=year,
        )
        judged.extend((same[one.household_id or 0], one) for one in found)
    return judged
