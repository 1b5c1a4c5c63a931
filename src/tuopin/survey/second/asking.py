"""Asking the first surveyor where a second survey differs in the standard (art. 12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.policy.queries import pack_on
from tuopin.register.queries import HouseholdRow
from tuopin.survey.integrity.columns import QUESTION
from tuopin.survey.integrity.domain import SECOND_SURVEY
from tuopin.survey.second import queries
from tuopin.survey.second.agreement import Comparing
from tuopin.survey.second.comparing import ComparedSurvey, compare_surveys, written

COMPARISON = ("drawn_id", "village_code", "second_id", "form_digest", "pairs")


def ask_about_differences(
    households: Sequence[HouseholdRow], *, year: int, actor: Actor, on: date
) -> None:
    """Keep how two surveys compare, and ask where they differ in the standard.

    Called with the second survey itself, which is in the record by then.
    """
    pack = pack_on(on)
    rules, form = pack.second_survey, pack.questionnaire
    if not households or rules is None or form is None:
        return
    numbers = [one.number for one in households]
    drawn = queries.drawn(year, household_numbers=numbers)
    found = compare_surveys(Comparing.of(form, pack, rules), drawn, year=year)
    _write_compared(found, form.digest, actor, on)
    differing = [one for one in found if one.decisive]
    due_on = on + timedelta(days=rules.answer_within_days)
    rows = audit_rows.insert(
        "survey_integrityquestion",
        QUESTION,
        [
            (
                SECOND_SURVEY,
                year,
                one.drawn.village_code,
                "",
                Jsonb([one.drawn.household.number]),
                Jsonb(_measured(one)),
                one.drawn.line.surveyor_id,
                due_on,
                actor.appointment_id,
            )
            for one in differing
        ],
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"integrity:{row.id}",
                act="survey.integrity.asked",
                division_code=one.drawn.village_code,
                body={"check": SECOND_SURVEY, "households": 1},
                rows=[row],
            )
            for one, row in zip(differing, rows, strict=True)
        ],
    )


def _write_compared(
    found: Sequence[ComparedSurvey], form_digest: str, actor: Actor, on: date
) -> None:
    rows = audit_rows.insert(
        "survey_secondcomparison",
        COMPARISON,
        [
            (
                one.drawn.id,
                one.drawn.village_code,
                one.second.id,
                form_digest,
                Jsonb(written(one.pairs)),
            )
            for one in found
        ],
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"submission:{one.second.id}",
                act="survey.second.compared",
                division_code=one.drawn.village_code,
                body={"household": one.drawn.household.number},
                rows=[row],
            )
            for one, row in zip(found, rows, strict=True)
        ],
    )


def _measured(one: ComparedSurvey) -> dict[str, str]:
    """Return how many answers differ among how many, and on which questions."""
    asked = dict.fromkeys(pair.question.name for pair in one.decisive)
    return {
        "odd": str(len(one.decisive)),
        "total": str(sum(pair.touches_standard for pair in one.pairs)),
        "questions": " ".join(asked),
    }
