"""A submission as the questionnaire and the register read it; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.office.clock.queries import today
from tuopin.office.documents.domain import references_in
from tuopin.office.policy.queries import pack_on
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.questionnaire.evaluating import Tables
from tuopin.rulebook.questionnaire.examining import AnswerFault, examine
from tuopin.rulebook.questionnaire.form import Questionnaire
from tuopin.rulebook.questionnaire.reading import UnreadableAnswers, read_answers
from tuopin.rulebook.questionnaire.sheet import AnswerSheet
from tuopin.rulebook.text import Text
from tuopin.survey import refusing
from tuopin.survey.domain import Channel, Submission
from tuopin.survey.lists import HOUSEHOLDS, lists_for
from tuopin.survey.models import SurveySubmission
from tuopin.survey.refusing import UnableToSubmit


@dataclass(frozen=True)
class Examined:
    """A submission as the questionnaire reads it, with every fault."""

    sheet: AnswerSheet
    pack: PolicyPack
    faults: tuple[AnswerFault, ...]


def questionnaire_on(day: date) -> tuple[PolicyPack, Questionnaire]:
    """Return the pack in force on a day with its questionnaire.

    Raises UnableToSubmit where the pack has none.
    """
    pack = pack_on(day)
    if pack.questionnaire is None:
        raise UnableToSubmit(refusing.NO_QUESTIONNAIRE)
    return pack, pack.questionnaire


def examine_submission(submission: Submission, household: HouseholdRow) -> Examined:
    """Return a submission as the present questionnaire and register read it."""
    day = today()
    tables = lists_for([household], year=submission.surveyed_on.year)
    return examined_by(questionnaire_on(day), submission, tables, on=day)


def examined_by(
    asked: tuple[PolicyPack, Questionnaire],
    submission: Submission,
    tables: Tables,
    *,
    on: date,
) -> Examined:
    """Return a submission as a questionnaire reads it, with the lists as they are."""
    pack, form = asked
    try:
        sheet = read_answers(form, submission.answers, today=on, tables=tables)
    except UnreadableAnswers as unreadable:
        raise UnableToSubmit(unreadable.text) from unreadable
    faults = [*examine(sheet, submission.attachments), *_other(submission, sheet)]
    return Examined(sheet, pack, tuple(faults))


def _other(submission: Submission, sheet: AnswerSheet) -> list[AnswerFault]:
    """Return where the answers speak of another household or day than the envelope."""
    asked = sheet.form.from_list(HOUSEHOLDS)
    expected = {"surveyed_on": submission.surveyed_on.isoformat()}
    if asked is not None:
        expected[asked.name] = submission.household_number
    found = []
    for name, right in expected.items():
        value = sheet.given(name)
        if value and value != right:
            label = sheet.form.questions[name].label
            found.append(AnswerFault(name, label, value, Text(right, right)))
    return found


def as_submitted(kept: SurveySubmission) -> Submission:
    """Return a kept submission as it came."""
    body = kept.body
    files = {name: references_in(said) for name, said in body["attachments"].items()}
    return Submission(
        instance_id=kept.instance_id,
        form_version=kept.form_version,
        form_digest=kept.form_digest,
        household_number=kept.household.number,
        surveyed_on=kept.surveyed_on,
        device=kept.device,
        channel=Channel(kept.channel),
        answers=body["answers"],
        attachments={name: found[0] for name, found in files.items() if found},
        base_version=kept.base_version,
        began_at=body["began_at"],
        ended_at=body["ended_at"],
    )
