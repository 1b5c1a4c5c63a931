"""Lists and questions as their pages show them; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.documents import queries as documents
from tuopin.office.documents.domain import paper_in, references_in
from tuopin.office.policy.queries import pack_on
from tuopin.register.queries import HouseholdRow, households_by_id, member_rows
from tuopin.rulebook.comparison import ComparisonRules, ListRules
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.survey.comparison import queries
from tuopin.survey.comparison.domain import COUNTED, Verdict
from tuopin.survey.comparison.queries import Standing
from tuopin.web.acting import NotInThePack
from tuopin.web.worksheets.fields import Field, Kind

if TYPE_CHECKING:
    from tuopin.office.documents.models import Document
    from tuopin.survey.models import ComparisonAnswer, DepartmentList

MOST_OPEN, MOST_CLEARED, MOST_LISTS = 200, 50, 20


@dataclass(frozen=True)
class Told:
    """What the list says of somebody, by what it is called."""

    title: Text
    text: str


@dataclass(frozen=True)
class AnswerShown:
    """An answer with its grounds."""

    answer: ComparisonAnswer
    verdict: Text
    paper: str
    files: tuple[Document, ...]


@dataclass(frozen=True)
class QuestionShown:
    """A question as lists and its own page show it."""

    standing: Standing
    rules: ListRules | None
    person: str
    told: tuple[Told, ...]
    is_late: bool
    answers: tuple[AnswerShown, ...] = ()

    @property
    def id(self) -> int:
        """Its number."""
        return self.standing.question.id

    @property
    def title(self) -> Text:
        """What the list is called; its name where the pack in force has none."""
        kind = self.standing.question.kind
        return self.rules.title if self.rules else Text(kind, kind)

    @property
    def asks(self) -> Text | None:
        """The question itself."""
        return self.rules.question if self.rules else None


@dataclass(frozen=True)
class ListShown:
    """A list that was brought, with its figures in words."""

    brought: DepartmentList
    title: Text
    counts: tuple[tuple[Text, int], ...]


@dataclass(frozen=True)
class Board:
    """The lists of a department, or of all, and how far their questions are."""

    own: tuple[ListRules, ...]
    lists: tuple[ListShown, ...]
    waiting: tuple[QuestionShown, ...]
    total: int
    late: int
    cleared: tuple[QuestionShown, ...]

    @property
    def shows_some_only(self) -> bool:
        """Whether more wait than the page shows."""
        return self.total > len(self.waiting)


@dataclass(frozen=True)
class Waiting:
    """How many questions an office has to clear, and how many are late."""

    total: int
    late: int


def rules_on(on: date) -> ComparisonRules:
    """Return the pack's lists; raises NotInThePack where it names none."""
    rules = pack_on(on).comparison
    if rules is None:
        raise NotInThePack(
            _("The rules in force name no lists that departments compare.")
        )
    return rules


def waiting_for(actor: Actor, *, on: date) -> Waiting | None:
    """Return how much an actor has to clear; None where that is for others."""
    rules = pack_on(on).comparison
    if rules is None or actor.position not in rules.answered_by:
        return None
    found = queries.open_questions()
    total = found.count()
    return Waiting(total, found.filter(due_on__lt=on).count()) if total else None


def board_of(actor: Actor, *, on: date) -> Board:
    """Return what a department brought, or what an office has to clear."""
    rules = rules_on(on)
    is_department = actor.position is Position.DEPARTMENT
    department = (actor.department or "") if is_department else None
    waiting = queries.open_questions(department=department)
    cleared = queries.cleared_questions(department=department)[:MOST_CLEARED]
    return Board(
        own=rules.of_department(actor.department) if is_department else (),
        lists=tuple(
            _list(one, rules)
            for one in queries.lists(most=MOST_LISTS)
            if department in (None, one.department)
        ),
        waiting=questions_shown(queries.standing_of(waiting[:MOST_OPEN]), rules, on=on),
        total=waiting.count(),
        late=waiting.filter(due_on__lt=on).count(),
        cleared=questions_shown(queries.standing_of(cleared), rules, on=on),
    )


def _list(brought: DepartmentList, rules: ComparisonRules) -> ListShown:
    known = rules.lists.get(brought.kind)
    return ListShown(
        brought,
        known.title if known else Text(brought.kind, brought.kind),
        counts_shown(brought.counts),
    )


def counts_shown(counts: Mapping[str, int]) -> tuple[tuple[Text, int], ...]:
    """Return a list's figures, each with what it counts."""
    return tuple((label, counts.get(name, 0)) for name, label in COUNTED.items())


def questions_shown(
    standings: Sequence[Standing], rules: ComparisonRules | None, *, on: date
) -> tuple[QuestionShown, ...]:
    """Return questions with the names of whom they are about."""
    members = member_rows([one.question.household_id for one in standings])
    names = {m.number: m.name for some in members.values() for m in some}
    files = documents.documents_by_number(
        reference.number
        for one in standings
        for answer in one.answers
        for reference in references_in(answer.evidence)
    )
    lists = rules.lists if rules else {}
    return tuple(
        QuestionShown(
            standing=one,
            rules=lists.get(one.question.kind),
            person=names.get(one.question.member_number, one.question.member_number),
            told=_told(one, lists.get(one.question.kind)),
            is_late=one.is_late(on),
            answers=tuple(_answer(answer, files) for answer in one.answers),
        )
        for one in standings
    )


def _told(standing: Standing, rules: ListRules | None) -> tuple[Told, ...]:
    titles = {told.id: told.title for told in rules.tells} if rules else {}
    told = standing.question.told
    return tuple(
        Told(titles.get(name, Text(name, name)), text) for name, text in told.items()
    )


def _answer(answer: ComparisonAnswer, files: Mapping[int, Document]) -> AnswerShown:
    named = [files.get(one.number) for one in references_in(answer.evidence)]
    verdict = Verdict(answer.verdict).label
    return AnswerShown(
        answer,
        verdict,
        paper_in(answer.evidence),
        tuple(one for one in named if one is not None),
    )


@dataclass(frozen=True)
class QuestionPage:
    """One question with its household, and whether the reader clears it."""

    shown: QuestionShown
    household: HouseholdRow
    may_answer: bool


def question_page(actor: Actor, number: int, *, on: date) -> QuestionPage | None:
    """Return a question in the actor's sight; a department sees its own."""
    rules = rules_on(on)
    standing = queries.find_question(number)
    if standing is None:
        return None
    is_department = actor.position is Position.DEPARTMENT
    if is_department and standing.question.department != actor.department:
        return None
    (shown,) = questions_shown([standing], rules, on=on)
    (household,) = households_by_id([standing.question.household_id])
    may_answer = standing.is_open and actor.position in rules.answered_by
    return QuestionPage(shown, household, may_answer)


def grounds_field() -> Field:
    """Ask for what an answer rests on."""
    return Field(
        "grounds",
        _("What it rests on"),
        Kind.PAPER,
        required=False,
        hint=_("name or number of the paper"),
    )
