"""Households with every number whole, as the national system asks for them.

Only `operations.read_whole_numbers` calls this: it asks for the right and the reason,
and records who looked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuopin.office import encryption
from tuopin.office.encryption import Purpose
from tuopin.register.models import Household, HouseholdDetails, HouseholdMember

OTHER_CAUSES = 2
SEPARATORS = str.maketrans("，；,;", "、、、、")


@dataclass(frozen=True)
class WholeHousehold:
    """A household's figures by field, and its members', with nothing masked."""

    household_id: int
    village_code: str
    fields: Mapping[str, object]
    members: tuple[Mapping[str, object], ...]


def whole_households(household_ids: Sequence[int]) -> list[WholeHousehold]:
    """Return households in order of their numbers; whoever is out of sight is left."""
    in_force = {"household_id__in": list(household_ids), "valid_to__isnull": True}
    details = {
        one.household_id: one
        for one in HouseholdDetails.objects.filter(**in_force).order_by("id")
    }
    members: dict[int, list[Mapping[str, object]]] = {}
    for one in HouseholdMember.objects.filter(**in_force).order_by("number", "id"):
        members.setdefault(one.household_id, []).append(_member(one))
    found = Household.objects.filter(id__in=list(household_ids)).order_by("number")
    return [
        WholeHousehold(
            household_id=one.id,
            village_code=one.village_id,
            fields=_household(one, details.get(one.id)),
            members=tuple(members.get(one.id, ())),
        )
        for one in found
    ]


def _household(
    household: Household, details: HouseholdDetails | None
) -> dict[str, object]:
    fields: dict[str, object] = {
        "number": household.number,
        "village_code": household.village_id,
        "head_name": household.head_name,
        "member_count": household.member_count,
    }
    if details is None:
        return fields
    ring = encryption.key_ring()
    others = [
        one for one in details.other_causes.translate(SEPARATORS).split("、") if one
    ]
    return fields | {
        "phone": ring.decrypt(Purpose.PHONE, details.phone),
        "bank_name": details.bank_name,
        "bank_account": ring.decrypt(Purpose.BANK_ACCOUNT, details.bank_account),
        "main_cause": details.main_cause,
        **{
            f"other_cause_{at}": cause
            for at, cause in enumerate(others[:OTHER_CAUSES], start=1)
        },
    }


def _member(member: HouseholdMember) -> dict[str, object]:
    number = encryption.key_ring().decrypt(Purpose.ID_NUMBER, member.id_number)
    return {
        "number": member.number,
        "name": member.name,
        "id_number": number,
        "relation": member.relation,
        "ethnicity": member.ethnicity,
        "education": member.education,
        "schooling": member.schooling,
        "health": member.health,
        "labor": member.labor,
        "months_away": member.months_away,
        "insured": member.insured,
    }
