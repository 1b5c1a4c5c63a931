"""The register counted village by village, and as it stood on days gone by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from tuopin.register.domain import STILL_POOR, RegistrationStatus
from tuopin.register.models import Household, RegistrationPeriod


@dataclass(frozen=True)
class VillageCount:
    """How many households, and people in them, of a village have a status."""

    village_code: str
    status: RegistrationStatus
    households: int
    persons: int


def counts_by_village() -> list[VillageCount]:
    """Return the households in sight, by village and status, in one query."""
    counted = (
        Household.objects.values("village_id", "registration_status")
        .annotate(households=Count("id"), persons=Sum("member_count"))
        .order_by("village_id", "registration_status")
    )
    return [
        VillageCount(
            str(one["village_id"]),
            RegistrationStatus(one["registration_status"]),
            one["households"],
            one["persons"],
        )
        for one in counted
    ]


def first_day() -> date | None:
    """Return the first day that the register in sight tells of."""
    found = RegistrationPeriod.objects.order_by("valid_from", "id").first()
    return found.valid_from if found else None


def poor_on(days: Sequence[date]) -> dict[date, int]:
    """Return how many households in sight were poor at the end of each of the days."""
    counted = RegistrationPeriod.objects.filter(
        status__in=[status.value for status in STILL_POOR]
    ).aggregate(**{f"{day:on_%Y%m%d}": Count("id", filter=_on(day)) for day in days})
    return {day: counted[f"{day:on_%Y%m%d}"] for day in days}


def _on(day: date) -> Q:
    has_begun = Q(valid_from__lte=day)
    return has_begun & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
