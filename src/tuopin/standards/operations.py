"""Keeping assessments: the findings, frozen with their facts and the pack's version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.rulebook.units import Unit
from tuopin.standards import domain
from tuopin.standards.queries import JudgedUnit

ASSESSMENT = (
    "id",
    "household_id",
    "village_code",
    "survey_visit_id",
    "year",
    "pack_id",
    "facts",
    "facts_digest",
    "member_rows",
    "outcome",
    "assessed_on",
    "assessed_by_id",
)
FINDING = (
    "assessment_id",
    "village_code",
    "criterion",
    "outcome",
    "observed",
    "threshold",
    "cite",
    "missing",
    "reason_zh",
    "reason_en",
)


def keep_assessments(
    *,
    judged: Sequence[tuple[int, JudgedUnit]],
    pack_id: int,
    year: int,
    actor: Actor,
    on: date,
) -> None:
    """Keep findings with their facts, under ids drawn beforehand (art. 3).

    Called inside the transaction of the act that rests on them; the outcome is the
    program's, never typed by anybody.
    """
    assessments = audit_rows.insert(
        "standards_assessment",
        ASSESSMENT,
        [
            (
                assessment_id,
                one.household_id,
                one.village_code,
                one.visit_id,
                year,
                pack_id,
                Jsonb(dict(one.frozen)),
                domain.digest(one.frozen),
                list(one.member_rows),
                one.outcome.value,
                on,
                actor.appointment_id,
            )
            for assessment_id, one in judged
        ],
    )
    findings = audit_rows.insert(
        "standards_assessmentfinding", FINDING, _finding_rows(judged)
    )
    by_assessment = iter(findings)
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"assessment:{assessment_id}",
                act=f"standards.{_unit(one)}.assessed",
                division_code=one.village_code,
                body={"outcome": one.outcome.value},
                rows=[row, *(next(by_assessment) for _ in one.findings)],
            )
            for (assessment_id, one), row in zip(judged, assessments, strict=True)
        ],
    )


def _finding_rows(
    judged: Sequence[tuple[int, JudgedUnit]],
) -> list[tuple[object, ...]]:
    return [
        (
            assessment_id,
            one.village_code,
            finding.criterion,
            finding.outcome.value,
            finding.observed,
            finding.threshold,
            str(finding.cite),
            list(finding.missing),
            finding.reason.zh,
            finding.reason.en,
        )
        for assessment_id, one in judged
        for finding in one.findings
    ]


def _unit(one: JudgedUnit) -> Unit:
    return Unit.VILLAGE if one.household_id is None else Unit.HOUSEHOLD
