"""Everything the office knows of one household's exit, gathered from the stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.safestring import mark_safe

from tuopin.notice.about import (
    NoticeAbout,
    ObjectionAbout,
    notices_about,
    objections_about,
    periods_on,
)
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.domain import township_of
from tuopin.office.divisions.queries import unit_named
from tuopin.office.documents.domain import paper_in, references_in
from tuopin.office.documents.queries import documents_by_number
from tuopin.office.policy.local import local_rules
from tuopin.office.policy.picture import Mark, picture_of
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.policy.readings import open_among
from tuopin.procedure.holds import may_release
from tuopin.procedure.queries import acts_of, open_holds, procedure_of, states
from tuopin.procedure.standing import Kind, ShownStatus, shown_status
from tuopin.procedure.state import APPROVAL, CaseState
from tuopin.procedure.strip import ActOnStrip, Standing, strip
from tuopin.procedure.workload import latest_case
from tuopin.register import access
from tuopin.register.queries import HouseholdAsAt, HouseholdRow, household_as_at
from tuopin.rulebook.facts import FactSource
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import Interpretation, PolicyPack
from tuopin.rulebook.procedure import Procedure, Status, status
from tuopin.rulebook.shown import observed, source_of
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.queries import latest_assessment
from tuopin.survey.comparison.queries import questions_about_household
from tuopin.survey.fieldwork import put_aside_of
from tuopin.survey.operations import SURVEYORS
from tuopin.survey.queries import visits_to
from tuopin.survey.second.queries import open_for
from tuopin.web.answers import value_shown
from tuopin.web.changes.differences import Changes
from tuopin.web.changes.gathering import changes_in
from tuopin.web.comparison.board import QuestionShown, questions_shown
from tuopin.web.members_found import MemberFound, members_shown
from tuopin.web.timeline import CASE_ACT, VISIT_RECORDED, Happening, happenings

if TYPE_CHECKING:
    from tuopin.office.documents.models import Document
    from tuopin.procedure.models import ActRecord, ExitCase
    from tuopin.standards.models import Assessment
    from tuopin.survey.models import SurveyVisit


@dataclass(frozen=True)
class Place:
    """Where a household lives, from the township down."""

    township: str
    village: str
    code: str


@dataclass(frozen=True)
class FactShown:
    """A fact as the survey found it; no value where it was not answered."""

    title: Text
    value: Text | None


@dataclass(frozen=True)
class VisitShown:
    """A visit to the household and what it found."""

    surveyed_on: date
    entered_on: date
    surveyor: str
    organization: str
    facts: tuple[FactShown, ...]
    members: tuple[MemberFound, ...] = ()


@dataclass(frozen=True)
class FindingShown:
    """What a criterion said, why, and what was missing."""

    title: Text
    outcome: Outcome
    observed: Text
    threshold: str
    cite: str
    reason: Text
    missing: tuple[Text, ...]
    source: FactSource | None


@dataclass(frozen=True)
class AssessmentShown:
    """An assessment: by whom, when, on which pack, with every finding."""

    outcome: Outcome
    assessed_on: date
    assessed_by: str
    pack_title: Text
    pack_version: str
    visited_on: date | None
    findings: tuple[FindingShown, ...]
    open_readings: tuple[Interpretation, ...]


@dataclass(frozen=True)
class NoticeShown:
    """A notice with the pack's name for it."""

    title: Text
    notice: NoticeAbout


@dataclass(frozen=True)
class HoldShown:
    """What holds the household up, and since when; `may_release` is the reader's."""

    id: int
    reason: str
    placed_on: date
    may_release: bool


FRESH_ROUND = "restart"
FRESH = Text("重新一轮", "begin a fresh round")
MARKS = {
    Standing.DONE: Mark.DONE,
    Standing.ENDED: Mark.ENDED,
    Standing.OPEN: Mark.OPEN,
    Standing.AGAIN: Mark.OPEN,
    Standing.STOPPED: Mark.OPEN,
}


@dataclass(frozen=True)
class FileShown:
    """A kept file that an act names; `document` is None where it is out of sight."""

    number: int
    document: Document | None


@dataclass(frozen=True)
class ProofShown:
    """What an act rests on: a paper that is named, files, or both."""

    act: Text
    title: Text
    paper: str
    files: tuple[FileShown, ...]


@dataclass(frozen=True)
class CaseShown:
    """A household's way out in one year, act by act."""

    year: int
    round: int
    status: ShownStatus
    procedure: Procedure
    acts: tuple[ActOnStrip, ...]
    notes: Mapping[str, str]
    """What whoever did an act of the round wrote beside it, by act."""
    holds: tuple[HoldShown, ...]
    notices: tuple[NoticeShown, ...]
    objections: tuple[ObjectionAbout, ...]
    proofs: tuple[ProofShown, ...]
    may_change_round: bool

    @property
    def round_changes(self) -> tuple[Status, ...]:
        """What the reader may make of the round: begin another, or give the case up."""
        if not self.may_change_round or self.status.kind is Kind.DONE:
            return ()
        return (Status(FRESH_ROUND, FRESH), *self.procedure.endings)

    @property
    def is_later_round(self) -> bool:
        """Whether the acts were begun again at least once."""
        return self.round > 1

    @property
    def is_done(self) -> bool:
        """Whether every act has been done."""
        return all(act.is_done for act in self.acts)

    @property
    def picture(self) -> str:
        """The procedure drawn with the acts of this case on it, as safe SVG."""
        marks = {act.rule.id: MARKS.get(act.standing, Mark.NONE) for act in self.acts}
        return mark_safe(picture_of(self.procedure, marks))

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done in this round any more."""
        return self.status.kind in (Kind.DONE, Kind.ENDS)

    @property
    def is_approved(self) -> bool:
        """Whether the last act that rests on the facts is done."""
        return any(act.rule.id == APPROVAL and act.is_done for act in self.acts)

    @property
    def next_acts(self) -> tuple[ActOnStrip, ...]:
        """The acts whose requirements hold, whether or not they may be done today."""
        return tuple(act for act in self.acts if act.is_next)

    @property
    def first_closed(self) -> ActOnStrip | None:
        """The first act, in legal order, that something still keeps closed."""
        closed = (act for act in self.acts if not act.is_next and act.because)
        return next(closed, None)


@dataclass(frozen=True)
class HouseholdPage:
    """A household with its facts, findings, acts and record."""

    household: HouseholdRow
    place: Place
    as_at: HouseholdAsAt | None
    visits: tuple[VisitShown, ...]
    assessment: AssessmentShown | None
    case: CaseShown | None
    changes: Changes | None
    questions: tuple[QuestionShown, ...]
    timeline: tuple[Happening, ...]
    may_visit: bool
    surveys_again: bool
    may_unmask: bool
    may_object: bool
    may_give_slip: bool


def page_of(actor: Actor, number: str, *, on: date) -> HouseholdPage:
    """Return a household's page; raises HouseholdNotFound for any other area's."""
    household = access.household_for(actor, number)
    case = latest_case(household.id)
    pack = pack_of(case.pack_id if case else pack_in_force(on).id)
    procedure = procedure_of(pack)
    acts = acts_of(case) if case else []
    shown = None
    if case:
        ((state, _),) = states([case.id])
        shown = case_shown(case, state, acts, procedure, actor, on=on)
    year = case.year if case else on.year
    visits = visits_to(household.id)
    assessment = latest_assessment(household.id, year=year)
    streams = [
        f"household:{household.id}",
        *(f"survey:{visit.id}" for visit in visits),
        *(f"submission:{one.id}" for one in put_aside_of(household.id)),
        *([f"case:{case.id}"] if case else []),
        *(f"notice:{one.notice.id}" for one in (shown.notices if shown else ())),
    ]
    receipts = {one.receipt_code for one in (shown.objections if shown else ())}
    days = _declared_days(acts, visits)
    return HouseholdPage(
        household=household,
        place=_place(household.village_id),
        as_at=household_as_at(number, on),
        visits=tuple(
            VisitShown(
                surveyed_on=visit.surveyed_on,
                entered_on=visit.entered_on,
                surveyor=visit.surveyor,
                organization=visit.organization,
                facts=_facts(pack, visit.answers),
                # Earlier visits are named only.
                members=() if at else members_shown(household.id, visit.id, pack),
            )
            for at, visit in enumerate(visits)
        ),
        assessment=assessment_shown(assessment, pack) if assessment else None,
        case=shown,
        changes=changes_in([case]).get(case.id) if case else None,
        questions=questions_shown(
            questions_about_household(household.id), pack.comparison, on=on
        ),
        timeline=tuple(
            happenings(streams, procedure=procedure, receipts=receipts, days=days)
        ),
        may_unmask=may(actor, Right.READ_ID_NUMBER, in_division=household.village_id),
        may_visit=actor.position in SURVEYORS,
        surveys_again=household.id in open_for(actor),
        may_give_slip=may(actor, Right.GIVE_SLIP, in_division=household.village_id),
        may_object=bool(shown and shown.notices)
        and may(actor, Right.RECEIVE_OBJECTION, in_division=household.village_id),
    )


def _declared_days(
    acts: Sequence[ActRecord], visits: Sequence[SurveyVisit]
) -> dict[tuple[str, str], list[date]]:
    """Return the days on which visits and acts happened, by stream and event."""
    days = {(f"survey:{v.id}", VISIT_RECORDED): [v.surveyed_on] for v in visits}
    for act in acts:
        key = (f"case:{act.case_id}", f"{CASE_ACT}{act.act}")
        days.setdefault(key, []).append(act.done_on)
    return days


def _place(village_code: str) -> Place:
    village = unit_named(village_code)
    township = unit_named(township_of(village_code))
    return Place(township.short_name, village.short_name, village_code)


def case_shown(
    case: ExitCase,
    state: CaseState,
    acts: Sequence[ActRecord],
    procedure: Procedure,
    actor: Actor,
    *,
    on: date,
) -> CaseShown:
    """Return a case as screens show it: a household's, or a village's own."""
    hanging = periods_on(case.id)
    procedure = local_rules().procedure(
        procedure,
        place=state.village_code,
        on=on,
        department=actor.department or "",
    )
    current = status(procedure, state.performed, held=bool(state.holds))
    return CaseShown(
        year=state.year,
        round=state.round,
        status=shown_status(procedure, state.ending or current.id),
        procedure=procedure,
        notes={
            act.act: act.note for act in acts if act.note and act.round == state.round
        },
        acts=strip(procedure, state, on=on, hanging=hanging),
        holds=tuple(
            HoldShown(hold.id, hold.reason, hold.placed_on, may_release(hold, actor))
            for hold in open_holds(case)
        ),
        notices=tuple(
            NoticeShown(procedure.publicities[notice.publicity].title, notice)
            for notice in notices_about(case.id)
        ),
        objections=tuple(objections_about(case.id)),
        proofs=tuple(
            _proofs([one for one in acts if one.round == case.round], procedure)
        ),
        may_change_round=may(actor, Right.PLACE_HOLD, in_division=case.village_id),
    )


def _proofs(acts: Sequence[ActRecord], procedure: Procedure) -> Iterator[ProofShown]:
    """Return what acts rest on, in the order of recording."""
    named = [one for act in acts for text in act.evidence.values()
             for one in references_in(text)]  # fmt: skip
    documents = documents_by_number(one.number for one in named)
    for act in acts:
        rule = procedure.acts[act.act]
        for paper in rule.evidence:
            text = act.evidence.get(paper.id, "")
            if text:
                yield ProofShown(
                    rule.title,
                    paper.title,
                    paper_in(text),
                    tuple(
                        FileShown(one.number, documents.get(one.number))
                        for one in references_in(text)
                    ),
                )


def _facts(pack: PolicyPack, answers: Mapping[str, object]) -> tuple[FactShown, ...]:
    return tuple(
        FactShown(fact.title, value_shown(fact, answers.get(fact.name)))
        for fact in pack.facts[Unit.HOUSEHOLD].facts.values()
        if fact.source is FactSource.SURVEY
    )


def assessment_shown(
    assessment: Assessment, pack: PolicyPack, unit: Unit = Unit.HOUSEHOLD
) -> AssessmentShown:
    """Return an assessment as screens show it, in the pack's order of criteria."""
    criteria = pack.standards[unit]
    sheet = pack.facts[unit]
    visit = assessment.survey_visit
    by_criterion = {found.criterion: found for found in assessment.findings.all()}
    return AssessmentShown(
        outcome=Outcome(assessment.outcome),
        assessed_on=assessment.assessed_on,
        assessed_by=assessment.assessed_by.person.name,
        pack_title=pack.title,
        pack_version=pack.version[:12],
        visited_on=visit.surveyed_on if visit else None,
        findings=tuple(
            FindingShown(
                title=criteria[name].title,
                outcome=Outcome(found.outcome),
                observed=observed(criteria[name], sheet, found.observed),
                threshold=found.threshold or "",
                cite=found.cite,
                reason=Text(found.reason_zh, found.reason_en),
                missing=tuple(sheet.title_of(fact) for fact in found.missing),
                source=source_of(criteria[name], sheet),
            )
            for name in criteria
            if (found := by_criterion.get(name)) is not None
        ),
        open_readings=open_among(
            pack,
            (
                note
                for name in criteria
                if name in by_criterion
                for note in criteria[name].notes
            ),
        ),
    )
