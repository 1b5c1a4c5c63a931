"""A submission that was put aside, beside what stands: question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.documents.domain import Reference
from tuopin.office.documents.queries import documents_by_number
from tuopin.register.queries import HouseholdRow, find_household
from tuopin.rulebook.questionnaire.examining import AnswerFault
from tuopin.rulebook.questionnaire.form import AnswerType
from tuopin.rulebook.questionnaire.sheet import AnswerSheet, Asked
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.survey.domain import Channel, WhyPutAside
from tuopin.survey.examining import Examined, as_submitted, examine_submission
from tuopin.survey.fieldwork import decision_on, submission_behind, submission_by_id
from tuopin.survey.operations import UnableToSubmit
from tuopin.survey.queries import visits_to
from tuopin.web.questionnaire.showing import in_words

if TYPE_CHECKING:
    from tuopin.office.documents.models import Document
    from tuopin.survey.models import SubmissionDecision, SurveySubmission, SurveyVisit

Side: TypeAlias = "tuple[Examined | None, SurveySubmission | None]"
SILENT = (AnswerType.NOTE, AnswerType.IMAGE)
"""What says nothing in words; pictures are shown."""


@dataclass(frozen=True)
class Compared:
    """One question, as what stands answers it and as the submission does."""

    label: Text
    whose: str
    stands: str
    sent: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.stands != self.sent


@dataclass(frozen=True)
class Pictures:
    """The pictures of one question, on both sides."""

    label: Text
    whose: str
    stands: tuple[Document, ...]
    sent: tuple[Document, ...]


@dataclass(frozen=True)
class PutAside:
    """A submission that was put aside, with all that a decision needs."""

    submission: SurveySubmission
    household: HouseholdRow
    standing: SurveyVisit | None
    rows: tuple[Compared, ...]
    pictures: tuple[Pictures, ...]
    faults: tuple[AnswerFault, ...]
    decision: SubmissionDecision | None
    may_decide: bool
    is_own: bool

    @property
    def because(self) -> Text:
        """Why it was put aside."""
        return WhyPutAside(self.submission.put_aside).label

    @property
    def channel(self) -> Text:
        """By which way it came."""
        return Channel(self.submission.channel).label

    @property
    def different(self) -> list[Compared]:
        """The questions on which the two differ."""
        return [one for one in self.rows if one.differs]

    @property
    def may_serve(self) -> bool:
        """Whether who sent it may take it as the year's survey, once it is a visit."""
        taken = self.decision is not None and self.decision.visit_id is not None
        return taken and self.is_own


def put_aside_page(actor: Actor, number: int, *, on: date) -> PutAside | None:
    """Return what was put aside under a number, None where there is none in sight."""
    kept = submission_by_id(number)
    household = find_household(kept.household.number) if kept else None
    if kept is None or household is None or not kept.put_aside:
        return None
    decision = decision_on(kept)
    is_own = kept.submitted_by.person_id == actor.person_id
    standing = _standing(kept, decision)
    examined = _examined(kept, household)
    behind = submission_behind(standing.id) if standing else None
    stood = _examined(behind, household) if behind else None
    return PutAside(
        submission=kept,
        household=household,
        standing=standing,
        rows=tuple(_rows(examined, standing, stood)) if examined else (),
        pictures=tuple(_pictures((stood, behind), (examined, kept))),
        faults=examined.faults if examined else (),
        decision=decision,
        may_decide=decision is None
        and not is_own
        and may(actor, Right.DECIDE_SUBMISSION, in_division=kept.village_code),
        is_own=is_own,
    )


def _standing(
    kept: SurveySubmission, decision: SubmissionDecision | None
) -> SurveyVisit | None:
    """Return the latest visit of the year beside the submission's own."""
    own = decision.visit_id if decision else None
    found = visits_to(kept.household_id)
    return next((one for one in found if one.year == kept.year and one.id != own), None)


def _examined(kept: SurveySubmission, household: HouseholdRow) -> Examined | None:
    try:
        return examine_submission(as_submitted(kept), household)
    except UnableToSubmit:
        # It answers another questionnaire, in another shape.
        return None


def _pictures(stands: Side, sent: Side) -> list[Pictures]:
    """Return the questions that either side has a picture for, in order."""
    before, after = _taken(stands), _taken(sent)
    numbers = [one.number for side in (before, after) for _, one in side.values()]
    kept = documents_by_number(numbers)
    return [
        Pictures(
            label=(after.get(key) or before[key])[0],
            whose=key[1],
            stands=_shown(kept, before.get(key)),
            sent=_shown(kept, after.get(key)),
        )
        for key in dict.fromkeys([*after, *before])
    ]


def _taken(side: Side) -> dict[tuple[str, str], tuple[Text, Reference]]:
    """Return a side's pictures, by question and by whose they are."""
    examined, kept = side
    if examined is None or kept is None:
        return {}
    sheet, files = examined.sheet, as_submitted(kept).attachments
    return {
        (one.question.name, _whose(sheet, one)): (one.question.label, files[name])
        for one in sheet.asked()
        if one.question.type is AnswerType.IMAGE
        for name in [sheet.written(one.question.name, one.instance)]
        if name in files
    }


def _shown(
    kept: Mapping[int, Document], taken: tuple[Text, Reference] | None
) -> tuple[Document, ...]:
    found = kept.get(taken[1].number) if taken else None
    return (found,) if found else ()


def _rows(
    sent: Examined, standing: SurveyVisit | None, stood: Examined | None
) -> list[Compared]:
    facts = sent.pack.facts[Unit.HOUSEHOLD].facts
    answers = standing.answers if standing else {}
    rows = []
    for one in sent.sheet.asked():
        question = one.question
        if question.type in SILENT or not question.label.zh:
            continue
        fact = facts.get(question.fact or "")
        if stood is not None:
            before = _said(stood.sheet, one)
        elif fact is not None and fact.name in answers:
            before = fact.word_for(answers[fact.name]).zh
        else:
            before = ""
        after = _said(sent.sheet, one)
        # A visit by sheet says its facts only: the rest has nothing to compare.
        if before or (after and (stood is not None or fact is not None)):
            whose = _whose(sent.sheet, one)
            rows.append(Compared(question.label, whose, before, after))
    return rows


def _said(sheet: AnswerSheet, asked: Asked) -> str:
    value = sheet.written(asked.question.name, asked.instance)
    return in_words(asked, value, sheet)


def _whose(sheet: AnswerSheet, asked: Asked) -> str:
    repeat = sheet.form.repeat_of(asked.question.name)
    if repeat is None or asked.instance is None:
        return ""
    who = next((q for q in repeat.questions() if q.list_name), None)
    if who is None:
        return str(asked.instance + 1)
    number = sheet.given(who.name, asked.instance)
    return sheet.tables.get(who.list_name, {}).get(number, {}).get("label", "")
