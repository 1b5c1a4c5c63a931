"""The register's people as the lists of other offices ask for them; never a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tuopin.office import encryption
from tuopin.office.id_numbers import written_as
from tuopin.register.comparing import id_index
from tuopin.register.models import HouseholdMember
from tuopin.register.queries import MAY_EXIT


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """A present member of a household that is still poor."""

    household_id: int
    village_code: str
    number: str
    born_on: date | None
    has_id_number: bool


def people_with(id_numbers: Iterable[str]) -> dict[str, RegisteredPerson]:
    """Return who on the register in sight is meant by identity numbers, by number.

    One statement for all; an old number of 15 digits means the person of its 18.
    """
    ring = encryption.key_ring()
    number_of: dict[bytes, list[str]] = {}
    for number in dict.fromkeys(id_numbers):
        for form in written_as(number):
            index = id_index(ring, form)
            if index is not None:
                number_of.setdefault(index, []).append(number)
    found = _present().filter(id_number_index__in=list(number_of))
    return {
        number: _person(member)
        for member in found.order_by("id")
        for number in number_of[bytes(member.id_number_index or b"")]
    }


def people_on_register() -> Sequence[RegisteredPerson]:
    """Return everybody in sight whose household is still poor."""
    return [_person(member) for member in _present().order_by("id")]


def _present() -> QuerySet[HouseholdMember]:
    return HouseholdMember.objects.filter(
        valid_to__isnull=True,
        household__registration_status__in=[one.value for one in MAY_EXIT],
    ).only(
        "id",
        "household_id",
        "village_code",
        "number",
        "born_on",
        "id_number_index",
    )


def _person(member: HouseholdMember) -> RegisteredPerson:
    return RegisteredPerson(
        member.household_id,
        member.village_code,
        member.number,
        member.born_on,
        member.id_number_index is not None,
    )
