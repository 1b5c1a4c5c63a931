"""Reading lists, their questions and how far these are cleared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from tuopin.office.scope import alone_with
from tuopin.rulebook.text import Text
from tuopin.survey.comparison.domain import OPEN, Verdict
from tuopin.survey.models import (
    ComparisonAnswer,
    ComparisonQuestion,
    DepartmentList,
)

CLEARING = ComparisonAnswer.objects.filter(question_id=OuterRef("id")).exclude(
    verdict=Verdict.CONFIRMED.value
)


@dataclass(frozen=True)
class Standing:
    """A question with every answer to it, the last one last."""

    question: ComparisonQuestion
    answers: tuple[ComparisonAnswer, ...]

    @property
    def verdict(self) -> Verdict | None:
        """What was found out last, if anything."""
        return Verdict(self.answers[-1].verdict) if self.answers else None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be cleared."""
        return self.verdict is None or not self.verdict.clears

    @property
    def state(self) -> Text:
        """How it stands, in words."""
        return self.verdict.label if self.verdict else OPEN

    def is_late(self, on: date) -> bool:
        """Say whether it should have been cleared before a day."""
        return self.is_open and self.question.due_on < on


def lists(*, most: int) -> list[DepartmentList]:
    """Return the lists that were brought in the actor's area, the latest first."""
    found = DepartmentList.objects.select_related("brought_by__person")
    return list(found.order_by("-id")[:most])


def has_list(kind: str, document_number: str) -> bool:
    """Say whether a list came under this number before."""
    found = DepartmentList.objects.filter(kind=kind, document_number=document_number)
    return found.exists()


def open_questions(*, department: str | None = None) -> QuerySet[ComparisonQuestion]:
    """Return what is still to be cleared in sight, by the day it is due."""
    found = ComparisonQuestion.objects.filter(~Exists(CLEARING))
    if department is not None:
        found = found.filter(department=department)
    return found.select_related("household__village").order_by("due_on", "id")


def cleared_questions(*, department: str | None = None) -> QuerySet[ComparisonQuestion]:
    """Return what is cleared in sight, the latest asked first."""
    found = ComparisonQuestion.objects.filter(Exists(CLEARING))
    if department is not None:
        found = found.filter(department=department)
    return found.select_related("household__village").order_by("-id")


def holding_questions(household_ids: Iterable[int]) -> list[ComparisonQuestion]:
    """Return the open questions that stop some households."""
    found = open_questions().filter(holds=True, household_id__in=list(household_ids))
    return list(found.order_by("id"))


def standing_of(questions: Iterable[ComparisonQuestion]) -> list[Standing]:
    """Return questions with their answers, in the order given."""
    asked = list(questions)
    answers: dict[int, list[ComparisonAnswer]] = {}
    found = ComparisonAnswer.objects.filter(question__in=asked)
    for one in found.select_related("answered_by__person").order_by("id"):
        answers.setdefault(one.question_id, []).append(one)
    return [Standing(one, tuple(answers.get(one.id, ()))) for one in asked]


def questions_about_household(household_id: int) -> list[Standing]:
    """Return every question about a household, the oldest first."""
    found = ComparisonQuestion.objects.filter(household_id=household_id)
    return standing_of(found.select_related("household__village").order_by("id"))


def find_question(number: int) -> Standing | None:
    """Return a question in sight with its answers."""
    found = ComparisonQuestion.objects.filter(id=number)
    standing = standing_of(found.select_related("household__village").order_by("id"))
    return standing[0] if standing else None


def locked_question(number: int) -> Standing | None:
    """Return a question, with nobody else at it for the rest of the transaction."""
    alone_with(f"comparison question:{number}")
    return find_question(number)


def brought_by(question: ComparisonQuestion) -> int | None:
    """Return who brought the list of a question, where the actor sees the list."""
    found = DepartmentList.objects.filter(id=question.department_list_id)
    people = found.order_by("id").values_list("brought_by__person_id", flat=True)
    return people[0] if people else None
