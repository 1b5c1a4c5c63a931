"""A submitted questionnaire into the record, and into the household's exit.

Every way in ends here: the page, the field's applications, what was filled off line.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because
from tuopin.rulebook.text import Text
from tuopin.survey.domain import Receipt, Submission
from tuopin.survey.operations import UnableToSubmit, submit_survey, submit_surveys
from tuopin.survey.writing import recorded_as, recorded_visits
from tuopin.web.visiting import VisitOutcome


@dataclass(frozen=True)
class TakenSurvey:
    """A submission's receipt, and whether it is the year's survey of its household.

    Neither a survey nor refused: put aside, or the household has no case that year.
    """

    receipt: Receipt
    is_survey: bool
    refused: Text | None = None
    cite: str = ""


def outcome_of(taken: TakenSurvey) -> VisitOutcome:
    """Return what became of it as the household's page tells it."""
    receipt = taken.receipt
    return VisitOutcome(
        receipt.household_number,
        is_repeated=receipt.is_repeated,
        is_survey=taken.is_survey,
        refused=taken.refused,
        cite=taken.cite,
        put_aside=receipt.text if receipt.visit_id is None else None,
    )


def serve_exit(visit_id: int | None, *, actor: Actor, on: date) -> None:
    """Take a visit of the actor's own as the year's survey; raises UnableToSubmit."""
    with acting_as(actor):
        visits = recorded_visits([visit_id] if visit_id else [])
        result = procedure.survey(visits=visits, actor=actor, on=on)
    for row in result.refused:
        if row.refusal is not None:
            raise UnableToSubmit(row.refusal.text, cite=row.refusal.cite)


def take_survey(submission: Submission, *, actor: Actor, on: date) -> TakenSurvey:
    """Submit a questionnaire, and take it as the year's survey if it can be.

    The visit stands even where the procedure refuses it as a survey. Raises
    UnableToSubmit and other refusals where it is no visit at all; then nothing is kept.
    """
    with acting_as(actor):
        receipt = submit_survey(submission=submission, actor=actor, on=on)
        visits = recorded_as(receipt, actor=actor)
        _hold([receipt], actor, on)
        if not visits:
            return TakenSurvey(receipt, is_survey=False)
        try:
            result = procedure.survey(visits=visits, actor=actor, on=on)
        except Refusal as refusal:
            return TakenSurvey(receipt, False, refusal.text, refusal.cite)
    for row in result.refused:
        why = row.refusal
        if why is None:
            continue
        if receipt.is_repeated and why.because is Because.DONE_BEFORE:
            return TakenSurvey(receipt, is_survey=True)
        return TakenSurvey(receipt, False, why.text, why.cite)
    return TakenSurvey(receipt, is_survey=bool(result.done))


def _hold(receipts: Sequence[Receipt], actor: Actor, on: date) -> None:
    """Stop the households of which a second survey found something else."""
    again = [
        one.household_id for one in receipts if one.is_second and not one.is_repeated
    ]
    if again:
        procedure.hold_for_second_surveys(household_ids=again, actor=actor, on=on)


def take_surveys(
    submissions: Sequence[Submission], *, actor: Actor, on: date
) -> list[Receipt | UnableToSubmit]:
    """Submit questionnaires, and take those that are visits as the year's surveys.

    A visit stands even where the procedure refuses it as a survey.
    """
    with acting_as(actor):
        taken = submit_surveys(submissions=submissions, actor=actor, on=on)
        recorded = [
            one.visit_id
            for one in taken
            if isinstance(one, Receipt) and one.visit_id and not one.is_repeated
        ]
        _hold([one for one in taken if isinstance(one, Receipt)], actor, on)
        if recorded:
            # The procedure is not there, or not the actor's: the visits stay.
            with suppress(Refusal):
                visits = recorded_visits(recorded)
                procedure.survey(visits=visits, actor=actor, on=on)
        return taken
