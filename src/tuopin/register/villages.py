"""Reading what the register has of villages: which are poor, how many live there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from tuopin.office.divisions.domain import code_range
from tuopin.register.domain import STILL_POOR, RegistrationStatus
from tuopin.register.models import Household, VillageRegistration


@dataclass(frozen=True)
class Headcount:
    """A village's registered households and people, and the people still poor."""

    households: int = 0
    people: int = 0
    still_poor: int = 0


def poor_villages(*, covered_by: str) -> set[str]:
    """Return the registered poor villages (建档立卡贫困村) of an area (art. 2)."""
    first, after = code_range(covered_by)
    found = VillageRegistration.objects.filter(
        village__code__gte=first, village__code__lt=after, valid_to__isnull=True
    )
    return {str(code) for code in found.values_list("village_id", flat=True)}


def headcounts(village_codes: Iterable[str]) -> dict[str, Headcount]:
    """Return how many households and people of each village the register has.

    Those lifted out are among the registered; the deregistered are not (art. 4 ¶2).
    """
    gone = Q(registration_status=RegistrationStatus.DEREGISTERED.value)
    poor = Q(registration_status__in=[one.value for one in STILL_POOR])
    rows = (
        Household.objects.filter(~gone, village__code__in=list(village_codes))
        .values("village_id")
        .annotate(
            households=Count("id"),
            people=Sum("member_count"),
            still_poor=Coalesce(Sum("member_count", filter=poor), 0),
        )
        .order_by("village_id")
    )
    return {
        str(row["village_id"]): Headcount(
            row["households"], row["people"], row["still_poor"]
        )
        for row in rows
    }


def village_registration(village_code: str, year: int) -> VillageRegistration | None:
    """Return what is reported of a village for a year, if anything is."""
    found = VillageRegistration.objects.filter(
        village__code=village_code, year=year, valid_to__isnull=True
    )
    return found.order_by("id").first()
