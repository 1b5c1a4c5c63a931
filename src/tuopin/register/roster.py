"""Every household of some places, as a list to draw from: no name, no figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from tuopin.office.divisions.domain import code_range
from tuopin.register.domain import RegistrationStatus
from tuopin.register.models import Household


@dataclass(frozen=True, slots=True)
class Listed:
    """A household with its place, its number and its status in the register."""

    id: int
    village_code: str
    number: str
    status: RegistrationStatus


def listed_in(places: Sequence[str]) -> list[Listed]:
    """Return the households in sight of some places, but those off the register."""
    asked = Q()
    for place in places:
        first, after = code_range(place)
        asked |= Q(village_id__gte=first, village_id__lt=after)
    found = (
        Household.objects.filter(asked)
        .exclude(registration_status=RegistrationStatus.DEREGISTERED.value)
        .order_by("village_id", "number", "id")
        .values_list("id", "village__code", "number", "registration_status")
    )
    return [
        Listed(row_id, village, number, RegistrationStatus(status))
        for row_id, village, number, status in found
    ]
