"""Reading questions about surveys and how far they are answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from tuopin.office.accounts.domain import Actor
from tuopin.office.scope import alone_with
from tuopin.register import queries as register
from tuopin.rulebook.text import Text
from tuopin.survey.integrity.domain import SECOND_SURVEY, Conclusion
from tuopin.survey.models import IntegrityAnswer, IntegrityQuestion, SurveySubmission

WAITS = Text("等调查人说明", "waits for the surveyor")
ANSWERED = Text("已说明，待得出结论", "answered, to be concluded on")


@dataclass(frozen=True)
class AskedAbout:
    """A question with all that was said to it, the last last."""

    question: IntegrityQuestion
    answers: tuple[IntegrityAnswer, ...]

    @property
    def conclusion(self) -> Conclusion | None:
        """What was made of it, if anything."""
        found = [one.conclusion for one in self.answers if one.conclusion]
        return Conclusion(found[-1]) if found else None

    @property
    def is_second(self) -> bool:
        """Whether a second survey raised it, so that the household waits."""
        return self.question.kind == SECOND_SURVEY

    @property
    def is_open(self) -> bool:
        """Whether nobody has concluded on it."""
        return self.conclusion is None

    @property
    def state(self) -> Text:
        """How it stands, in words."""
        if self.conclusion is not None:
            return self.conclusion.label
        return ANSWERED if self.answers else WAITS


def asked_about(year: int) -> list[AskedAbout]:
    """Return the questions of a year in sight, the open ones first."""
    found = _with_answers(_questions().filter(year=year).order_by("id"))
    return sorted(found, key=lambda one: (not one.is_open, one.question.due_on))


def asked_of(actor: Actor) -> list[AskedAbout]:
    """Return the questions that a person was asked, the open ones first."""
    own = _questions().filter(asked_of__person_id=actor.person_id).order_by("id")
    return sorted(_with_answers(own), key=lambda one: not one.is_open)


def households_asked(year: int) -> dict[tuple[str, int, str], set[str]]:
    """Return which households were asked about, by check, person and phone."""
    found: dict[tuple[str, int, str], set[str]] = {}
    rows = IntegrityQuestion.objects.filter(year=year).values_list(
        "kind", "asked_of__person_id", "device", "households"
    )
    for kind, person, device, households in rows:
        found.setdefault((kind, person, device), set()).update(households)
    return found


def appointments_of_surveyors(year: int) -> dict[int, tuple[int, str]]:
    """Return under which appointment, and where, each person surveyed last."""
    rows = (
        SurveySubmission.objects.filter(year=year)
        .order_by("submitted_by__person_id", "-id")
        .distinct("submitted_by__person_id")
        .values_list(
            "submitted_by__person_id",
            "submitted_by_id",
            "submitted_by__division__code",
        )
    )
    return {person: (appointment, place) for person, appointment, place in rows}


def differing_surveys(household_ids: Iterable[int]) -> list[tuple[int, int, str]]:
    """Return (question, household, village) of second surveys not concluded on."""
    concluded = IntegrityAnswer.objects.exclude(conclusion="")
    rows = (
        IntegrityQuestion.objects.filter(kind=SECOND_SURVEY)
        .exclude(id__in=concluded.values("question_id"))
        .order_by("id")
        .values_list("id", "division_code", "households")
    )
    number_of = {number: (at, place) for at, place, (number,) in rows}
    if not number_of:
        return []
    wanted = set(household_ids)
    return [
        (number_of[one.number][0], one.id, number_of[one.number][1])
        for one in register.households_by_number(list(number_of)).values()
        if one.id in wanted
    ]


def locked_question(number: int) -> AskedAbout | None:
    """Return a question, with nobody else at it for the rest of the transaction."""
    alone_with(f"integrity question:{number}")
    found = _with_answers(_questions().filter(id=number).order_by("id"))
    return found[0] if found else None


def _questions() -> QuerySet[IntegrityQuestion]:
    return IntegrityQuestion.objects.select_related("asked_of__person")


def _with_answers(questions: Iterable[IntegrityQuestion]) -> list[AskedAbout]:
    asked = list(questions)
    answers: dict[int, list[IntegrityAnswer]] = {}
    found = IntegrityAnswer.objects.filter(question__in=asked)
    for one in found.select_related("answered_by__person").order_by("id"):
        answers.setdefault(one.question_id, []).append(one)
    return [AskedAbout(one, tuple(answers.get(one.id, ()))) for one in asked]
