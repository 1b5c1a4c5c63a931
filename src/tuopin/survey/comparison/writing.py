"""The rows of lists, questions and answers; an operation writes and records them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import rows as audit_rows
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.using import Use, write_uses
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.comparison import ListRules
from tuopin.survey.comparison.domain import ListPaper, Verdict
from tuopin.survey.comparison.matching import Compared
from tuopin.survey.models import ComparisonQuestion

LIST = (
    "kind",
    "department",
    "document_number",
    "dated_on",
    "division_code",
    "file_digest",
    "counts",
    "brought_by_id",
)
QUESTION = (
    "department_list_id",
    "household_id",
    "village_code",
    "member_number",
    "kind",
    "department",
    "document_number",
    "dated_on",
    "told",
    "holds",
    "due_on",
    "fingerprint",
)
ANSWER = (
    "question_id",
    "village_code",
    "verdict",
    "text",
    "evidence",
    "answered_by_id",
)


@dataclass(frozen=True)
class Asked:
    """A question as it was written: about whom, and whether it stops the household."""

    row: audit_rows.RowRef
    household_id: int
    village_code: str
    holds: bool


def write_list(
    paper: ListPaper,
    compared: Compared,
    rules: ListRules,
    *,
    digest: str,
    actor: Actor,
    on: date,
) -> tuple[audit_rows.RowRef, list[Asked]]:
    """Write a list and its questions, for the operation that records them."""
    (brought,) = audit_rows.insert(
        "survey_departmentlist",
        LIST,
        [
            (
                rules.id,
                rules.department,
                paper.document_number,
                paper.dated_on,
                actor.division_code,
                digest,
                Jsonb(dict(compared.counts)),
                actor.appointment_id,
            )
        ],
    )
    due_on = on + timedelta(days=rules.answer_within_days)
    rows = audit_rows.insert(
        "survey_comparisonquestion",
        QUESTION,
        [
            (
                brought.id,
                hit.person.household_id,
                hit.person.village_code,
                hit.person.number,
                rules.id,
                rules.department,
                paper.document_number,
                paper.dated_on,
                Jsonb(dict(hit.told)),
                rules.holds,
                due_on,
                hit.fingerprint,
            )
            for hit in compared.fresh
        ],
    )
    return brought, [
        Asked(row, hit.person.household_id, hit.person.village_code, rules.holds)
        for row, hit in zip(rows, compared.fresh, strict=True)
    ]


def write_answer(
    question: ComparisonQuestion,
    household: HouseholdRow,
    verdict: Verdict,
    text: str,
    evidence: str,
    *,
    actor: Actor,
) -> list[audit_rows.RowRef]:
    """Write what was found out, and the use of the files that show it."""
    (row,) = audit_rows.insert(
        "survey_comparisonanswer",
        ANSWER,
        [
            (
                question.id,
                question.village_code,
                verdict.value,
                text,
                evidence,
                actor.appointment_id,
            )
        ],
    )
    uses = [
        Use(
            one,
            question.village_code,
            "comparison",
            "grounds",
            f"question:{question.id}",
            household.number,
        )
        for one in references_in(evidence)
    ]
    return [row, *write_uses(uses, actor).values()]
