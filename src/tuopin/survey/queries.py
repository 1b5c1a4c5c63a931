"""Reading visits: those that a survey names, and all of a household's."""

from __future__ import annotations

from collections.abc import Iterable

from tuopin.survey.models import SurveyVisit


def visits_by_id(visit_ids: Iterable[int]) -> dict[int, SurveyVisit]:
    """Return these visits by id, as far as they lie in the actor's area."""
    return SurveyVisit.objects.select_related("recorded_by").in_bulk(list(visit_ids))


def visits_to(household_id: int) -> list[SurveyVisit]:
    """Return every visit to a household, the latest first."""
    return list(
        SurveyVisit.objects.filter(household_id=household_id)
        .select_related("recorded_by__person")
        .order_by("-surveyed_on", "-id")
    )
