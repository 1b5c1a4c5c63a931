"""A drawn household's whole file, for an inspector's eyes: read, and print as one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404

from tuopin.filing.domain import Level
from tuopin.filing.queries import archived_in
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import holders_of
from tuopin.office.accounts.rights import MAY, Right, may
from tuopin.office.divisions.domain import covers
from tuopin.office.divisions.queries import unit_named
from tuopin.office.documents.domain import paper_in, references_in
from tuopin.office.documents.queries import documents_by_number
from tuopin.office.policy.queries import pack_on
from tuopin.oversight import queries
from tuopin.oversight.domain import Approval, Verdict
from tuopin.oversight.performance.queries import marks_of
from tuopin.oversight.queries import DrawnStanding, OrderStanding
from tuopin.oversight.satisfaction.domain import Manner, Reply
from tuopin.oversight.satisfaction.queries import interviews_of
from tuopin.procedure.workload import latest_case
from tuopin.rulebook.inspection import InspectionRules
from tuopin.rulebook.performance import PerformanceRules, RedLine
from tuopin.rulebook.positions import Position
from tuopin.rulebook.satisfaction import SatisfactionRules
from tuopin.rulebook.text import Text
from tuopin.web.household_page import HouseholdPage, page_of
from tuopin.web.oversight.board import rules_for
from tuopin.web.templatetags.office import in_language
from tuopin.web.worksheets.fields import PAPER, Field, Kind

if TYPE_CHECKING:
    from tuopin.filing.models import ArchiveEntry
    from tuopin.office.documents.models import Document
    from tuopin.oversight.models import Inspection, Interview, RedLineMark, SpotCheck


@dataclass(frozen=True)
class ArchivedShown:
    """Where a household's papers are kept at one level."""

    level: Level
    entry: ArchiveEntry


@dataclass(frozen=True)
class GroundsShown:
    """What a statement rests on: a paper that is named, files, or both."""

    paper: str
    files: tuple[Document, ...]


@dataclass(frozen=True)
class CheckShown:
    """What was found of a household, with its grounds."""

    check: SpotCheck
    verdict: Text
    approval: Text
    grounds: GroundsShown

    @property
    def kind(self) -> str:
        """How the verdict is colored."""
        verdict = Verdict(self.check.verdict)
        if verdict.is_irregular:
            return "ends"
        return "done" if verdict.is_told else "waits"


@dataclass(frozen=True)
class RedLineMarked:
    """A red line that was marked, in words."""

    mark: RedLineMark
    title: Text


@dataclass(frozen=True)
class InterviewShown:
    """An interview in words."""

    interview: Interview
    manner: Text
    reply: Text
    said: tuple[tuple[Text, Text], ...]
    """Each question with its answer."""
    grounds: GroundsShown


@dataclass(frozen=True)
class DrawnPage:
    """A drawn household with its whole file and what may be done about it."""

    inspection: Inspection
    standing: DrawnStanding
    page: HouseholdPage
    archived: tuple[ArchivedShown, ...]
    checks: tuple[CheckShown, ...]
    rules: InspectionRules
    reason: Text | None
    """Why it stands in for another, if it does."""
    may_check: bool
    may_replace: bool
    interviews: tuple[InterviewShown, ...] = ()
    questions: SatisfactionRules | None = None
    """What may be asked of it, for whoever may record that now."""
    red_lines: tuple[RedLineMarked, ...] = ()
    markable: PerformanceRules | None = None
    """The rules of red lines, for whoever may mark one now."""


def drawn_page(
    actor: Actor, inspection: Inspection, list_number: int, *, on: date
) -> DrawnPage:
    """Return a drawn household's page, everything on it to be read only."""
    standing = queries.find_drawn(inspection, list_number)
    if standing is None:
        raise Http404
    line = standing.drawn.line
    case = latest_case(line.household_id)
    rules, performance = rules_for(inspection), pack_on(on).performance
    inspects = may(actor, Right.INSPECT, in_division=inspection.division_code)
    questions = pack_on(on).satisfaction
    interviews = interviews_of(standing.drawn.id)
    is_asked = any(one.reply != Reply.NOT_REACHED.value for one in interviews)
    asks = may(actor, Right.INTERVIEW, in_division=inspection.division_code)
    replaced_by = standing.replaced_by
    replaced = rules.replacements.get(standing.drawn.reason)
    return DrawnPage(
        inspection=inspection,
        standing=standing,
        page=_to_be_read(page_of(actor, line.household_number, on=on)),
        archived=tuple(
            ArchivedShown(Level(one.level), one) for one in archived_in(case.id)
        )
        if case
        else (),
        checks=tuple(
            CheckShown(
                one,
                Verdict(one.verdict).label,
                Approval(one.approval).label,
                grounds_shown(one.evidence),
            )
            for one in standing.checks
        ),
        rules=rules,
        reason=replaced.title if replaced else None,
        interviews=tuple(_interview(one, questions) for one in interviews),
        questions=questions if asks and not is_asked and not replaced_by else None,
        red_lines=_red_lines(standing, performance),
        markable=performance if inspects and standing.check else None,
        may_check=inspects and standing.may_be_checked,
        may_replace=inspects and standing.may_be_replaced,
    )


def _interview(one: Interview, rules: SatisfactionRules | None) -> InterviewShown:
    questions = rules.questions if rules else {}
    return InterviewShown(
        one,
        Manner(one.manner).label,
        Reply(one.reply).label,
        tuple(
            (questions[key].title, questions[key].answers[said].title)
            for key, said in one.answers.items()
            if key in questions and said in questions[key].answers
        ),
        grounds_shown(one.evidence),
    )


def _red_lines(
    standing: DrawnStanding, rules: PerformanceRules | None
) -> tuple[RedLineMarked, ...]:
    if rules is None or standing.check is None:
        return ()
    return tuple(
        RedLineMarked(one, rules.red_lines[RedLine(one.line)].title)
        for one in marks_of(standing.check.id)
    )


def _to_be_read(page: HouseholdPage) -> HouseholdPage:
    """Return a household's page without anything to do on it."""
    case = page.case
    if case is not None:
        holds = tuple(replace(one, may_release=False) for one in case.holds)
        case = replace(case, holds=holds, may_change_round=False)
    return replace(page, case=case, may_visit=False, may_unmask=False, may_object=False)


def grounds_shown(evidence: str) -> GroundsShown:
    """Return what a statement rests on, as far as it is in sight."""
    named = references_in(evidence)
    kept = documents_by_number(one.number for one in named)
    files = tuple(kept[one.number] for one in named if one.number in kept)
    return GroundsShown(paper_in(evidence), files)


def grounds_field(title: str, hint: str) -> Field:
    """Ask for what a statement rests on."""
    return Field(f"{PAPER}-grounds", title, Kind.PAPER, hint=hint)


def offices_over(actor: Actor, village: str, *, on: date) -> list[tuple[str, str]]:
    """Return the offices that may be ordered to correct, each with who it is."""
    found: dict[str, str] = {}
    over = replace(actor, division_code=f"{village[:6]}000000")
    for one in holders_of(MAY[Right.ANSWER_CORRECTION], under=over, on=on):
        if covers(one.division_code, village):
            key = f"{one.position.value}|{one.division_code}|{one.department or ''}"
            if key not in found:
                found[key] = in_language(
                    office_named(one.position, one.division_code, one.department or "")
                )
    return sorted(found.items(), key=lambda one: one[0].split("|")[1], reverse=True)


def office_named(position: Position, code: str, department: str = "") -> Text:
    """Return an office as people call it."""
    place, label = unit_named(code).name, position.label
    return Text(
        f"{place} {department or label.zh}", f"{place} {department or label.en}"
    )


def order_office(standing: OrderStanding) -> Text:
    """Return which office an order is addressed to."""
    order = standing.order
    position = Position(order.position)
    return office_named(position, order.office_code, order.department)
