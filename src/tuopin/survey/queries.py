"""Reading visits: the one that counts for a year, and all of a household's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.survey.models import SurveyVisit


def counting_visits(
    household_ids: Sequence[int], *, year: int, until: date
) -> dict[int, SurveyVisit]:
    """Return each household's visit that counts: the year's latest until a day.

    A visit with no paper behind it counts for nothing (art. 12).
    """
    found = (
        SurveyVisit.objects.filter(
            household_id__in=list(household_ids), year=year, surveyed_on__lte=until
        )
        .exclude(evidence={})
        .order_by("household_id", "-surveyed_on", "-id")
        .distinct("household_id")
    )
    return {visit.household_id: visit for visit in found}


def visits_to(household_id: int) -> list[SurveyVisit]:
    """Return every visit to a household, the latest first."""
    return list(
        SurveyVisit.objects.filter(household_id=household_id)
        .select_related("recorded_by__person")
        .order_by("-surveyed_on", "-id")
    )
