"""Questions where a department's figure and the visits to households differ (疑点)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_area, require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.scope import acting_as
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.survey import queries
from tuopin.survey.models import DepartmentReturn, FigureQuestion
from tuopin.survey.operations.returns import UnableToReturn


def ask_questions(
    *,
    about: DepartmentReturn,
    found: Mapping[str, str],
    due_on: date | None,
    actor: Actor,
    on: date,
) -> None:
    """Ask a department why its figures differ from what visits found, by fact.

    Called with the return itself: whoever reports is told at once.
    """
    if not found:
        return
    with acting_as(actor):
        rows = audit_rows.insert(
            "survey_figurequestion",
            (
                "department_return_id",
                "village_code",
                "fact",
                "reported",
                "found",
                "due_on",
            ),
            [
                (about.id, about.village_id, fact, about.figures[fact], seen, due_on)
                for fact, seen in found.items()
            ],
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"village:{about.village_id}",
                    act="survey.department.asked",
                    division_code=about.village_id,
                    body={"department": about.department},
                    rows=rows,
                )
            ],
        )


def answer_question(
    *, question: FigureQuestion, text: str, actor: Actor, on: date
) -> None:
    """Answer why a figure differs, for the department whose figure it is (art. 12)."""
    require_position(actor, (Position.DEPARTMENT,))
    require_area(actor, [question.village_code])
    with acting_as(actor):
        asked = queries.locked_question(question.id)
        owner = asked.department_return.department
        if owner != actor.department:
            raise UnableToReturn(
                Text(
                    f"这个疑点由{owner}答复。",
                    f"This question is for {owner} to answer.",
                ),
                cite="art-12",
            )
        if not text.strip():
            raise UnableToReturn(
                Text("请写明差异的原因。", "Say why the figures differ."),
                cite="art-12",
            )
        if queries.answer_to(asked) is not None:
            raise UnableToReturn(
                Text("这个疑点已经答复。", "This question has been answered."),
                cite="art-12",
            )
        refuse_other_day(on, UnableToReturn)
        (row,) = audit_rows.insert(
            "survey_figureanswer",
            ("question_id", "village_code", "text", "answered_on", "answered_by_id"),
            [(asked.id, asked.village_code, text.strip(), on, actor.appointment_id)],
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"village:{asked.village_code}",
                    act="survey.department.answered",
                    division_code=asked.village_code,
                    body={"department": owner},
                    rows=[row],
                )
            ],
        )
