"""Reading lists to draw from, draws, and who surveys what a second time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from tuopin.office.accounts.domain import Actor
from tuopin.office.scope import alone_with
from tuopin.survey.domain import WhyPutAside
from tuopin.survey.models import (
    DrawnSurvey,
    SecondAssignment,
    SecondSurveyFrame,
    SecondSurveyLine,
    SurveySubmission,
    SurveyVisit,
)
from tuopin.survey.second.domain import Line

ELIGIBLE = """
SELECT village_code, household_id, number, visit_id, surveyor_id
FROM second_survey_eligible(%s, %s)
"""


@dataclass(frozen=True)
class Eligible:
    """A surveyed household that a list takes in, with the line that it gets."""

    household_id: int
    line: Line


@dataclass(frozen=True)
class SentAgain:
    """Who surveys a drawn household a second time, by when, and whether it has come."""

    drawn_id: int
    household_id: int
    village_code: str
    year: int
    surveyor_id: int
    person_id: int
    surveyor_name: str
    due_on: date
    assigned_at: datetime
    is_sent: bool

    def is_open_for(self, actor: Actor) -> bool:
        """Whether the actor is who was sent, and still has to go."""
        return self.person_id == actor.person_id and not self.is_sent


def eligible(county: str, *, year: int) -> list[Eligible]:
    """Return what a list of a year takes in, in its order, numbered from one."""
    with connection.cursor() as cursor:
        cursor.execute(ELIGIBLE, [county, year])
        found = sorted(cursor.fetchall(), key=lambda row: (row[0], row[2]))
    return [
        Eligible(household, Line(at, village, number, visit, surveyor))
        for at, (village, household, number, visit, surveyor) in enumerate(found, 1)
    ]


def frames(year: int) -> list[SecondSurveyFrame]:
    """Return the lists of a year in sight, the latest first."""
    return list(_frames().filter(year=year).order_by("-id"))


def frame_by_id(number: int) -> SecondSurveyFrame | None:
    """Return a list in sight."""
    return _frames().filter(id=number).order_by("id").first()


def locked_frame(number: int) -> SecondSurveyFrame | None:
    """Return a list, with nobody else at it for the rest of the transaction."""
    alone_with(f"second survey list {number}")
    return frame_by_id(number)


def undrawn(year: int) -> SecondSurveyFrame | None:
    """Return a list of a year from which nothing is drawn yet."""
    found = _frames().filter(year=year, draw__isnull=True)
    return found.order_by("id").first()


def _frames() -> QuerySet[SecondSurveyFrame]:
    return SecondSurveyFrame.objects.select_related(
        "frozen_by__person", "draw__witness__person", "draw__entered_by__person"
    )


def lines_of(frame: SecondSurveyFrame) -> QuerySet[SecondSurveyLine]:
    """Return the lines of a list, in order."""
    found = SecondSurveyLine.objects.filter(frame=frame).order_by("position")
    return found.select_related("household", "surveyor__person")


def as_lines(rows: Iterable[SecondSurveyLine]) -> list[Line]:
    """Return lines as the digest and the draw read them."""
    return [
        Line(
            row.position,
            row.village_code,
            row.household.number,
            row.visit_id,
            row.surveyor_id,
        )
        for row in rows
    ]


def counts_by_village(frame: SecondSurveyFrame) -> dict[str, int]:
    """Return how many households a list has in each village."""
    found = SecondSurveyLine.objects.filter(frame=frame).values_list("village_code")
    return dict(found.annotate(Count("id")).order_by("village_code"))


def drawn(
    year: int, *, household_numbers: Sequence[str] | None = None
) -> list[DrawnSurvey]:
    """Return what was drawn in a year in sight, by village and the list's number."""
    found = _drawn().filter(year=year)
    if household_numbers is not None:
        found = found.filter(household__number__in=list(household_numbers))
    return list(found.order_by("village_code", "line__position"))


def drawn_by_id(number: int) -> DrawnSurvey | None:
    """Return what was drawn under a number, in sight."""
    return _drawn().filter(id=number).order_by("id").first()


def drawn_of(frame: SecondSurveyFrame) -> list[DrawnSurvey]:
    """Return what was drawn from one list, by village and lot."""
    return list(_drawn().filter(line__frame=frame).order_by("village_code", "lot"))


def first_surveyors(found: Iterable[DrawnSurvey]) -> dict[int, str]:
    """Return who surveyed drawn households first, as their visits have it."""
    visit_of = {one.id: one.line.visit_id for one in found}
    names = dict(
        SurveyVisit.objects.filter(id__in=visit_of.values()).values_list(
            "id", "surveyor"
        )
    )
    return {one: names.get(visit, "") for one, visit in visit_of.items()}


def _drawn() -> QuerySet[DrawnSurvey]:
    return DrawnSurvey.objects.select_related(
        "household__village", "line__surveyor__person"
    )


def sent_again(
    *, year: int | None = None, household_ids: Iterable[int] | None = None
) -> dict[tuple[int, int], SentAgain]:
    """Return who is sent again, by household and year; the latest one stands."""
    found = SecondAssignment.objects.annotate(
        is_sent=Exists(
            SurveySubmission.objects.filter(
                household_id=OuterRef("drawn__household_id"),
                year=OuterRef("drawn__year"),
                put_aside=WhyPutAside.SECOND_SURVEY.value,
            )
        )
    )
    if year is not None:
        found = found.filter(drawn__year=year)
    if household_ids is not None:
        found = found.filter(drawn__household_id__in=list(household_ids))
    rows = found.select_related("drawn", "surveyor__person").order_by("id")
    return {
        (row.drawn.household_id, row.drawn.year): SentAgain(
            drawn_id=row.drawn_id,
            household_id=row.drawn.household_id,
            village_code=row.village_code,
            year=row.drawn.year,
            surveyor_id=row.surveyor_id,
            person_id=row.surveyor.person_id,
            surveyor_name=row.surveyor.person.name,
            due_on=row.due_on,
            assigned_at=row.recorded_at,
            is_sent=row.is_sent,
        )
        for row in rows
    }


def open_for(actor: Actor) -> dict[int, SentAgain]:
    """Return what the actor still has to survey again, by household."""
    mine = SecondAssignment.objects.filter(surveyor__person_id=actor.person_id)
    asked = list(mine.values_list("drawn__household_id", flat=True))
    if not asked:
        return {}
    return {
        household: one
        for (household, _), one in sent_again(household_ids=asked).items()
        if one.is_open_for(actor)
    }


def second_submissions(
    year: int, *, household_ids: Iterable[int] | None = None
) -> dict[int, SurveySubmission]:
    """Return the second surveys of a year that have come, by household."""
    found = SurveySubmission.objects.filter(
        year=year, put_aside=WhyPutAside.SECOND_SURVEY.value
    )
    if household_ids is not None:
        found = found.filter(household_id__in=list(household_ids))
    rows = found.select_related("household", "submitted_by__person").order_by("id")
    return {row.household_id: row for row in rows}
