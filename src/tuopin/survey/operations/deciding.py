"""Deciding on what was put aside, with both versions in sight (art. 12)."""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.scope import acting_as, alone_with
from tuopin.register import queries as register
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.survey import fieldwork
from tuopin.survey.examining import as_submitted, examine_submission
from tuopin.survey.models import SurveySubmission
from tuopin.survey.refusing import UnableToSubmit
from tuopin.survey.second.queries import sent_again
from tuopin.survey.writing import Found, write_as_visits

COLUMNS = ("submission_id", "village_code", "visit_id", "reason", "decided_by_id")


def decide_submission(
    *, number: int, is_taken: bool, reason: str, actor: Actor, on: date
) -> int | None:
    """Take what was put aside as a visit, or leave it, with a reason; once.

    Taken, it is a visit of its own, entered by who submitted it; nothing that stood
    before is changed. Returns the visit's number. Raises UnableToSubmit.
    """
    with acting_as(actor):
        refuse_other_day(on, UnableToSubmit)
        alone_with(f"decision on submission {number}")
        kept = fieldwork.submission_by_id(number)
        if kept is None or kept.put_aside in fieldwork.DECIDED:
            raise UnableToSubmit(_NONE)
        require(actor, Right.DECIDE_SUBMISSION, places=[kept.village_code])
        _refuse(kept, reason, actor)
        if is_taken:
            _refuse_second(kept)
        visit_id, rows = _taken(kept, actor) if is_taken else (None, [])
        (decision,) = audit_rows.insert(
            "survey_submissiondecision",
            COLUMNS,
            [
                (
                    kept.id,
                    kept.village_code,
                    visit_id,
                    reason.strip(),
                    actor.appointment_id,
                )
            ],
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"submission:{kept.id}",
                    act="survey.submission.decided",
                    division_code=kept.village_code,
                    body={"household": kept.household.number, "taken": is_taken},
                    rows=[*rows, decision],
                )
            ],
        )
        return visit_id


def _refuse(kept: SurveySubmission, reason: str, actor: Actor) -> None:
    if fieldwork.decision_on(kept) is not None:
        raise UnableToSubmit(
            Text("这份调查已经处理。", "This submission has been decided on.")
        )
    if not reason.strip():
        raise UnableToSubmit(Text("请写明理由。", "Say why."), cite="art-12")
    if kept.submitted_by.person_id == actor.person_id:
        raise UnableToSubmit(
            Text(
                "这份调查是您自己上报的，请由他人处理。",
                "You submitted this yourself; somebody else decides on it.",
            ),
            cite="art-12",
        )


def _refuse_second(kept: SurveySubmission) -> None:
    """Refuse to take for the household's visit what came from who was sent again."""
    sent = sent_again(year=kept.year, household_ids=[kept.household_id])
    again = sent.get((kept.household_id, kept.year))
    if again is not None and again.person_id == kept.submitted_by.person_id:
        raise UnableToSubmit(_SECOND, cite="art-12")


def _taken(kept: SurveySubmission, actor: Actor) -> tuple[int, list[audit_rows.RowRef]]:
    household = register.find_household(kept.household.number)
    if household is None or not household.may_be_surveyed:
        raise UnableToSubmit(_GONE, cite="art-02")
    alone_with(f"visits to household {household.id}")
    submission = as_submitted(kept)
    examined = examine_submission(submission, household)
    if examined.faults:
        said = examined.faults[0].text
        raise UnableToSubmit(
            Text(
                f"按现在的问卷和登记，这份调查不能采用：{said.zh}"
                "请不予采用，重新入户调查。",
                "By the questionnaire and the register as they are, it cannot be "
                f"taken: {said.en} Leave it, and have the household surveyed again.",
            ),
            faults=examined.faults,
        )
    sender = kept.submitted_by
    found = Found(
        submission,
        household,
        examined,
        sender.person.name,
        Position(sender.position).label.zh,
    )
    ((written, rows),) = write_as_visits([found], actor=actor, entered_by=sender.id)
    return written.row.id, rows


_NONE = Text(
    "您辖区内没有这份搁置的调查。",
    "There is no such submission put aside in your area.",
)
_SECOND = Text(
    "这是抽中户的第二次调查，不能代替第一次。请不予采用，由第二次调查人重新上报。",
    "This comes from who surveys a drawn household again, and replaces no first "
    "survey. Leave it; they submit it anew.",
)
_GONE = Text(
    "这一户已注销，不能再采用。",
    "The household was deregistered; this cannot be taken any more.",
)
