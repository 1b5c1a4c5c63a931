"""What the questionnaire's pages show of one household; nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.office.accounts.domain import Actor
from tuopin.office.clock.queries import today
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.facts import Fact
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.questionnaire.examining import AnswerFault, examine, faults_of
from tuopin.rulebook.questionnaire.form import AnswerType, Questionnaire
from tuopin.rulebook.questionnaire.reading import read_answers, unanswered
from tuopin.rulebook.questionnaire.sheet import AnswerSheet
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.survey import drafts
from tuopin.survey.fieldwork import (
    Assigned,
    assignments,
    household_versions,
    own_assignments,
)
from tuopin.survey.lists import lists_for
from tuopin.web.questionnaire.showing import Shown, shown, shown_on
from tuopin.web.questionnaire.steps import Step, steps_of

if TYPE_CHECKING:
    from tuopin.survey.models import SurveyDraft


@dataclass(frozen=True)
class Visiting:
    """A household's questionnaire in the hands of one surveyor on a day."""

    household: HouseholdRow
    pack: PolicyPack
    form: Questionnaire
    assigned: Assigned | None
    draft: SurveyDraft | None
    actor: Actor
    on: date

    @property
    def is_mine(self) -> bool:
        """Whether the actor was sent there."""
        return self.assigned is not None and self.assigned.is_for(self.actor)

    @property
    def latest_day(self) -> date:
        """The last day that somebody can be sent by, this year."""
        return date(self.on.year, 12, 31)

    def sheet(self, draft: SurveyDraft) -> AnswerSheet:
        """Return a draft's answers, as the register has the household now."""
        tables = lists_for([self.household], year=self.on.year)
        return read_answers(self.form, draft.answers, today=today(), tables=tables)


def visiting(
    household: HouseholdRow,
    pack: PolicyPack,
    form: Questionnaire,
    *,
    actor: Actor,
    on: date,
) -> Visiting:
    """Return how far the actor is with a household's questionnaire."""
    own = own_assignments(actor, year=on.year).get(household.id)
    standing = assignments(on.year, household_ids=[household.id])
    assigned = own or standing.get(household.id)
    draft = drafts.draft_of(actor, household.id, year=on.year)
    return Visiting(household, pack, form, assigned, draft, actor, on)


@dataclass(frozen=True)
class StepPage:
    """One step with its questions, and where it stands among the others."""

    steps: tuple[Step, ...]
    at: int
    questions: tuple[Shown, ...]
    has_more: bool = False

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.steps[self.at]

    @property
    def position(self) -> int:
        """Its number, from one."""
        return self.at + 1

    @property
    def before(self) -> Step | None:
        """The step before it."""
        return self.steps[self.at - 1] if self.at else None

    @property
    def after(self) -> Step | None:
        """The step after it."""
        return self.steps[self.at + 1] if self.at + 1 < len(self.steps) else None

    @property
    def faults(self) -> list[Shown]:
        """The questions whose answers cannot be taken."""
        return [one for one in self.questions if one.fault]

    @property
    def takes_place(self) -> bool:
        """Whether the phone's place is asked here."""
        return any(one.is_place for one in self.questions)

    @property
    def takes_signature(self) -> bool:
        """Whether somebody may sign on the screen here."""
        return any(one.question.is_signature for one in self.questions)


def step_page(
    sheet: AnswerSheet,
    draft: SurveyDraft,
    key: str,
    *,
    faults: list[AnswerFault] | None = None,
    has_more: bool = False,
) -> StepPage | None:
    """Return a step as it is shown, None where the form has no such step now."""
    steps = steps_of(sheet)
    at = next((n for n, step in enumerate(steps) if step.key == key), None)
    if at is None:
        return None
    questions = shown_on(steps[at], sheet, draft.attachments, faults or ())
    return StepPage(steps, at, tuple(questions), has_more)


def faults_on(step: Step, sheet: AnswerSheet, draft: SurveyDraft) -> list[AnswerFault]:
    """Return what is wrong with a step's answers."""
    pictures = drafts.references_of(draft)
    return [
        fault
        for one in step.asked(sheet)
        if one.question.type is not AnswerType.CALCULATE
        for fault in faults_of(sheet, one, pictures)
    ]


@dataclass(frozen=True)
class StepRead:
    """A step as it is read back: every question with its answer in words."""

    step: Step
    answers: tuple[Shown, ...]
    has_faults: bool


@dataclass(frozen=True)
class ReadBack:
    """The whole questionnaire before it is sent."""

    steps: tuple[StepRead, ...]
    faults: tuple[AnswerFault, ...]
    unknown: tuple[Fact, ...]
    has_changed: bool

    @property
    def may_send(self) -> bool:
        """Whether nothing stands against sending it."""
        return not self.faults and not self.has_changed

    @property
    def shown_faults(self) -> list[tuple[Step, Text]]:
        """The faults, each with the step on which to mend it."""
        found = []
        for fault in self.faults:
            for read in self.steps:
                if _stands_on(fault, read.step):
                    found.append((read.step, fault.shown))
                    break
        return found


def read_back(now: Visiting, draft: SurveyDraft) -> ReadBack:
    """Return the whole of a draft, as it would be sent."""
    sheet = now.sheet(draft)
    faults = examine_draft(sheet, draft)
    year = now.on.year
    versions = household_versions([now.household.id], year=year)
    return ReadBack(
        steps=tuple(
            StepRead(
                step,
                tuple(
                    shown(one, sheet, draft.attachments)
                    for one in step.asked(sheet)
                    if one.question.label.zh
                    and one.question.type is not AnswerType.NOTE
                ),
                any(_stands_on(fault, step) for fault in faults),
            )
            for step in steps_of(sheet)
        ),
        faults=faults,
        unknown=unanswered(sheet, now.pack.facts[Unit.HOUSEHOLD]),
        has_changed=versions[now.household.id].written != draft.base_version,
    )


def examine_draft(sheet: AnswerSheet, draft: SurveyDraft) -> tuple[AnswerFault, ...]:
    """Return what stands against sending a draft; what is not asked is left behind."""
    found = examine(sheet, drafts.references_of(draft))
    return tuple(
        fault
        for fault in found
        if fault.question not in sheet.form.questions
        or sheet.is_asked(fault.question, fault.instance)
    )


def _stands_on(fault: AnswerFault, step: Step) -> bool:
    return fault.instance == step.instance and any(
        one.name == fault.question for one in step.questions
    )
