"""Reading visits, departments' returns and the questions that they raise."""

from __future__ import annotations

from collections.abc import Iterable

from tuopin.office.scope import alone_with
from tuopin.survey.models import (
    DepartmentReturn,
    FigureAnswer,
    FigureQuestion,
    SiteExamination,
    SurveyedMember,
    SurveyVisit,
)


def visits_by_id(visit_ids: Iterable[int]) -> dict[int, SurveyVisit]:
    """Return these visits by id, as far as they lie in the actor's area."""
    return SurveyVisit.objects.select_related("recorded_by").in_bulk(list(visit_ids))


def found_of_members(
    visit_ids: Iterable[int],
) -> dict[int, dict[str, dict[str, object]]]:
    """Return what visits found of members, by visit, number and fact.

    A fact that was asked and not answered is None; one that was not asked is absent.
    """
    found: dict[int, dict[str, dict[str, object]]] = {}
    rows = SurveyedMember.objects.filter(visit_id__in=list(visit_ids))
    for visit, number, facts in rows.values_list("visit_id", "number", "facts"):
        found.setdefault(visit, {})[number] = facts
    return found


def visits_to(household_id: int) -> list[SurveyVisit]:
    """Return every visit to a household, the latest first."""
    return list(
        SurveyVisit.objects.filter(household_id=household_id)
        .select_related("recorded_by__person")
        .order_by("-surveyed_on", "-id")
    )


def latest_visits(village_codes: Iterable[str], *, year: int) -> dict[int, SurveyVisit]:
    """Return each household's latest visit of a year that has a paper behind it."""
    visits = SurveyVisit.objects.filter(
        village__code__in=list(village_codes), year=year
    )
    found = visits.exclude(evidence={}).order_by("household_id", "surveyed_on", "id")
    return {visit.household_id: visit for visit in found}


def newest_visits(household_ids: Iterable[int]) -> dict[int, SurveyVisit]:
    """Return each household's newest visit with a paper behind it, of any year."""
    visits = SurveyVisit.objects.filter(household_id__in=list(household_ids))
    found = visits.exclude(evidence={}).order_by("household_id", "-surveyed_on", "-id")
    return {one.household_id: one for one in found.distinct("household_id")}


def years_of_newest_visits(place: tuple[str, str]) -> dict[int, list[str]]:
    """Return the households of an area by the year of their newest visit, by number."""
    first, after = place
    visits = SurveyVisit.objects.filter(
        household__village_id__gte=first, household__village_id__lt=after
    )
    newest = (
        visits.exclude(evidence={})
        .order_by("household_id", "-surveyed_on", "-id")
        .distinct("household_id")
        .values_list("household__number", "year")
    )
    found: dict[int, list[str]] = {}
    for number, year in newest:
        found.setdefault(year, []).append(number)
    return found


def visits_of(household_ids: Iterable[int], *, year: int) -> list[SurveyVisit]:
    """Return the visits of a year with a paper behind them, in the order of the day."""
    found = SurveyVisit.objects.filter(household_id__in=list(household_ids), year=year)
    return list(found.exclude(evidence={}).order_by("surveyed_on", "id"))


def latest_returns(
    village_codes: Iterable[str], *, year: int
) -> dict[tuple[str, int], dict[str, DepartmentReturn]]:
    """Return the returns that stand, by village and round, then by department."""
    found: dict[tuple[str, int], dict[str, DepartmentReturn]] = {}
    rows = DepartmentReturn.objects.filter(
        village__code__in=list(village_codes), year=year
    ).select_related("recorded_by__person", "examination__recorded_by__person")
    for one in rows.order_by("id"):
        found.setdefault((one.village_id, one.round), {})[one.department] = one
    return found


def examiners(
    village_codes: Iterable[str], *, year: int
) -> dict[tuple[str, int], frozenset[int]]:
    """Return the persons who examined any return, by village and round; of those that
    were replaced too, so that nobody clears themselves by a newer return."""
    found: dict[tuple[str, int], set[int]] = {}
    rows = SiteExamination.objects.filter(
        department_return__village__code__in=list(village_codes),
        department_return__year=year,
    )
    for village, round_, person in rows.values_list(
        "department_return__village__code",
        "department_return__round",
        "recorded_by__person_id",
    ):
        found.setdefault((village, round_), set()).add(person)
    return {key: frozenset(persons) for key, persons in found.items()}


def examination_of(standing: DepartmentReturn) -> SiteExamination | None:
    """Return what was found on site of a return, if anybody has been there."""
    return (
        SiteExamination.objects.filter(department_return=standing)
        .select_related("recorded_by__person")
        .order_by("id")
        .first()
    )


def questions_about(return_ids: Iterable[int]) -> list[FigureQuestion]:
    """Return the questions that returns raised, with their answers."""
    return list(
        FigureQuestion.objects.filter(department_return_id__in=list(return_ids))
        .select_related("department_return", "answer__answered_by__person")
        .order_by("id")
    )


def find_question(question_id: int) -> FigureQuestion | None:
    """Return a question about a figure of a village in the actor's area."""
    found = FigureQuestion.objects.filter(id=question_id).order_by("id")
    return found.first()


def locked_question(question_id: int) -> FigureQuestion:
    """Return a question, with nobody else at it for the rest of the transaction."""
    alone_with(f"question:{question_id}")
    found = FigureQuestion.objects.select_related("department_return")
    return found.get(id=question_id)


def answer_to(question: FigureQuestion) -> FigureAnswer | None:
    """Return the answer to a question, if there is one yet."""
    return FigureAnswer.objects.filter(question=question).order_by("id").first()
