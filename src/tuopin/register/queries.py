"""Reading the register; identity, phone and bank numbers come out masked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from tuopin.office import arrays, encryption
from tuopin.office.encryption import Purpose
from tuopin.register.comparing import id_index
from tuopin.register.domain import (
    HEAD_OF_HOUSEHOLD,
    RegistrationStatus,
    mask_bank_account,
    mask_id_number,
    mask_phone,
)
from tuopin.register.models import (
    Household,
    HouseholdDetails,
    HouseholdMember,
    RegistrationPeriod,
)
from tuopin.register.workbook.columns import COLUMNS, Sheet
from tuopin.register.workbook.tidying import tidied

Period = TypeVar("Period", HouseholdDetails, HouseholdMember, RegistrationPeriod)
FIELD_OF = {column.title: column.field for column in COLUMNS[Sheet.MEMBERS]}
PAGE_SIZE = 50

VERSIONS = """
SELECT h.id, left(encode(sha256(convert_to(concat_ws('/',
    h.village_code, h.registration_status,
    (SELECT max(d.id) FROM register_householddetails d
     WHERE d.household_id = h.id AND d.valid_to IS NULL),
    (SELECT string_agg(m.id::text, ',' ORDER BY m.id) FROM register_householdmember m
     WHERE m.household_id = h.id AND m.valid_to IS NULL)), 'UTF8')), 'hex'), 16)
FROM register_household h WHERE h.id = ANY(%s::bigint[])
"""


class Order(StrEnum):
    """What a list of households is sorted by."""

    NUMBER = "number"
    HEAD_NAME = "head_name"
    VILLAGE = "village_id"
    MEMBER_COUNT = "member_count"


MAY_EXIT = (RegistrationStatus.IN_REGISTER, RegistrationStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household as lists show it."""

    id: int
    number: str
    village_id: str
    village_name: str
    registration_status: RegistrationStatus
    head_name: str
    member_count: int

    @property
    def may_exit(self) -> bool:
        """Whether the household is on the register and not lifted out (art. 2)."""
        return self.registration_status in MAY_EXIT

    @property
    def may_be_surveyed(self) -> bool:
        """Whether somebody may visit it: before its exit, or to see that it holds."""
        return self.registration_status is not RegistrationStatus.DEREGISTERED


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A household as a notice shows it: never more than this."""

    group: str
    head_name: str
    member_count: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member for a period; `id_number` is there masked only."""

    id: int
    household_id: int
    number: str
    name: str
    gender: str
    id_number: str
    born_on: date | None
    relation: str
    ethnicity: str
    education: str
    schooling: str
    health: str
    labor: str
    months_away: int | None
    insured: bool | None
    other_insurance: str
    out_of_school: bool | None
    out_of_school_cause: str
    valid_from: date
    valid_to: date | None

    def value_of(self, column: str | None) -> object:
        """Return what stands in a column of the workbook; None is not known.

        A column that the register does not keep is never known.
        """
        field = FIELD_OF.get(column or "")
        value = None if field is None else getattr(self, field)
        return None if value == "" else value


@dataclass(frozen=True, slots=True)
class DetailsRow:
    """A household's details for a period; phone and account are there masked only."""

    group: str
    kind: str
    main_cause: str
    other_causes: str
    registered_year: int | None
    phone: str
    bank_name: str
    bank_account: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class HouseholdAsAt:
    """A household as the register had it on a day."""

    number: str
    on: date
    village_code: str
    status: RegistrationStatus | None
    details: DetailsRow
    members: tuple[MemberRow, ...]


@dataclass(frozen=True)
class Page:
    """One page of a list, and how long the list is."""

    rows: tuple[HouseholdRow, ...]
    total: int
    page: int
    pages: int


def households(
    *,
    search: str = "",
    area: tuple[str, str] | None = None,
    status: RegistrationStatus | None = None,
    among: Collection[int] | None = None,
    order: Order = Order.NUMBER,
    page: int = 1,
) -> Page:
    """Return a page of the households in sight, with two queries.

    `search` finds numbers by their beginning, heads, members and villages by part of
    their names, and a person by the whole identity number. `area` is a range of codes;
    `among` are the ids to which a later stage narrows the list.
    """
    found = Household.objects.all()
    if area is not None:
        found = found.filter(village_id__gte=area[0], village_id__lt=area[1])
    if status is not None:
        found = found.filter(registration_status=status.value)
    if among is not None:
        ids = RawSQL("SELECT unnest(%s::bigint[])", [arrays.of_ids(among)])
        found = found.filter(id__in=ids)
    if search.strip():
        found = found.filter(_matching(search))
    total = found.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    ordered = found.select_related("village").order_by(order.value, "number", "id")
    rows = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Page(tuple(_row(one) for one in rows), total, page, pages)


def _matching(search: str) -> Q:
    text, _ = tidied(search.strip(), is_code=True)
    members = HouseholdMember.objects.filter(
        household_id=OuterRef("id"), valid_to__isnull=True
    )
    if text.isascii():
        index = id_index(encryption.key_ring(), text.upper())
        has_person = Exists(members.filter(id_number_index=index))
        return Q(number__startswith=text) | Q(has_person)
    return (
        Q(head_name__contains=text)
        | Q(village__name__contains=text)
        | Q(Exists(members.filter(name__contains=text)))
    )


def _row(household: Household) -> HouseholdRow:
    return HouseholdRow(
        household.id,
        household.number,
        household.village_id,
        household.village.short_name,
        RegistrationStatus(household.registration_status),
        household.head_name,
        household.member_count,
    )


def _rows_of(found: QuerySet[Household]) -> list[HouseholdRow]:
    return [
        _row(one) for one in found.select_related("village").order_by("number", "id")
    ]


def households_by_number(numbers: Sequence[str]) -> dict[str, HouseholdRow]:
    """Return the households in sight that have these numbers."""
    found = Household.objects.filter(number__in=list(numbers))
    return {row.number: row for row in _rows_of(found)}


def households_by_id(household_ids: Sequence[int]) -> list[HouseholdRow]:
    """Return households in order of their numbers."""
    return _rows_of(Household.objects.filter(id__in=list(household_ids)))


def households_in_force() -> list[HouseholdRow]:
    """Return the households in sight that are still poor, in order of numbers."""
    still_poor = (RegistrationStatus.IN_REGISTER, RegistrationStatus.RETURNED)
    return _rows_of(
        Household.objects.filter(registration_status__in=[s.value for s in still_poor])
    )


def households_of_village(village_code: str) -> list[int]:
    """Return a village's households, those lifted out among them, by the register."""
    found = Household.objects.filter(village__code=village_code).exclude(
        registration_status=RegistrationStatus.DEREGISTERED.value
    )
    return list(found.order_by("number").values_list("id", flat=True))


def find_household(number: str) -> HouseholdRow | None:
    """Return the household in sight that has a number."""
    if "\0" in number:
        return None
    return households_by_number([number]).get(number)


def counts_by_status() -> dict[str, int]:
    """Return how many households in sight have each status."""
    counted = Household.objects.values("registration_status").annotate(n=Count("id"))
    return {one["registration_status"]: one["n"] for one in counted}


def roster_rows(household_ids: Sequence[int]) -> list[RosterRow]:
    """Return what a notice may show of households, in order of their numbers."""
    found = (
        HouseholdDetails.objects.filter(
            household_id__in=list(household_ids), valid_to__isnull=True
        )
        .order_by("household__number", "household_id")
        .values_list("group", "household__head_name", "household__member_count")
    )
    return [RosterRow(*row) for row in found]


def roster_by_household(household_ids: Sequence[int]) -> dict[int, RosterRow]:
    """Return what a notice may show of each household, by the household's id."""
    found = HouseholdDetails.objects.filter(
        household_id__in=list(household_ids), valid_to__isnull=True
    ).values_list(
        "household_id", "group", "household__head_name", "household__member_count"
    )
    return {one: RosterRow(group, head, count) for one, group, head, count in found}


def member_rows(household_ids: Sequence[int]) -> dict[int, list[MemberRow]]:
    """Return households' present members, the head first."""
    found = HouseholdMember.objects.filter(
        household_id__in=list(household_ids), valid_to__isnull=True
    )
    grouped: dict[int, list[MemberRow]] = {}
    for member in found.order_by("household_id", "number", "id"):
        grouped.setdefault(member.household_id, []).append(_member(member))
    return grouped


def members_since(
    household_ids: Sequence[int], since: date
) -> dict[int, list[MemberRow]]:
    """Return households' members whose period ends on a day or later, or not at all."""
    found = HouseholdMember.objects.filter(household_id__in=list(household_ids)).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=since)
    )
    grouped: dict[int, list[MemberRow]] = {}
    for member in found.order_by("household_id", "number", "id"):
        grouped.setdefault(member.household_id, []).append(_member(member))
    return grouped


def heads_as_at(household_ids: Sequence[int], on: date) -> dict[int, tuple[str, int]]:
    """Return each household's head and size as the register had them on a day."""
    among = HouseholdMember.objects.filter(household_id__in=list(household_ids))
    heads: dict[int, str] = {}
    sizes: dict[int, int] = {}
    for member in _as_at(among, on).order_by("household_id", "number", "id"):
        one = member.household_id
        sizes[one] = sizes.get(one, 0) + 1
        if member.relation == HEAD_OF_HOUSEHOLD:
            heads[one] = member.name
    return {one: (heads.get(one, ""), size) for one, size in sizes.items()}


def id_indexes(household_ids: Sequence[int]) -> dict[int, bytes | None]:
    """Return the blind index of each present member, by which numbers are compared."""
    found = HouseholdMember.objects.filter(
        household_id__in=list(household_ids), valid_to__isnull=True
    ).values_list("id", "id_number_index")
    return {member: bytes(index) if index else None for member, index in found}


def index_of(id_number: str) -> bytes | None:
    """Return the blind index of an identity number as somebody wrote it."""
    return id_index(encryption.key_ring(), id_number.upper() or None)


def member_ids(household_id: int) -> set[int]:
    """Return every row of a household's members, present and past."""
    found = HouseholdMember.objects.filter(household_id=household_id)
    return set(found.values_list("id", flat=True))


def versions(household_ids: Sequence[int]) -> dict[int, str]:
    """Return, by household, what tells whether the register says something else since.

    Every change of a household, its details or members makes rows of its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, [list(household_ids)])
        return dict(cursor.fetchall())


def members_as_at(household_id: int, on: date) -> tuple[MemberRow, ...]:
    """Return a household's members as the register had them on a day."""
    found = _as_at(HouseholdMember.objects.filter(household_id=household_id), on)
    return tuple(_member(member) for member in found.order_by("number", "id"))


def household_as_at(number: str, on: date) -> HouseholdAsAt | None:
    """Return a household as the register had it on a day, None if it had none."""
    details = (
        _as_at(HouseholdDetails.objects.filter(household__number=number), on)
        .order_by("id")
        .first()
    )
    if details is None:
        return None
    periods = RegistrationPeriod.objects.filter(household_id=details.household_id)
    period = _as_at(periods, on).order_by("id").first()
    return HouseholdAsAt(
        number=number,
        on=on,
        village_code=details.village_code,
        status=RegistrationStatus(period.status) if period else None,
        details=_details(details),
        members=members_as_at(details.household_id, on),
    )


def _as_at(found: QuerySet[Period], on: date) -> QuerySet[Period]:
    return found.filter(valid_from__lte=on).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    )


def _member(member: HouseholdMember) -> MemberRow:
    number = encryption.key_ring().decrypt(Purpose.ID_NUMBER, member.id_number)
    return MemberRow(
        id=member.id,
        household_id=member.household_id,
        number=member.number,
        name=member.name,
        gender=member.gender,
        id_number=mask_id_number(number) if number else "",
        born_on=member.born_on,
        relation=member.relation,
        ethnicity=member.ethnicity,
        education=member.education,
        schooling=member.schooling,
        health=member.health,
        labor=member.labor,
        months_away=member.months_away,
        insured=member.insured,
        other_insurance=member.other_insurance,
        out_of_school=member.out_of_school,
        out_of_school_cause=member.out_of_school_cause,
        valid_from=member.valid_from,
        valid_to=member.valid_to,
    )


def _details(details: HouseholdDetails) -> DetailsRow:
    ring = encryption.key_ring()
    phone = ring.decrypt(Purpose.PHONE, details.phone)
    account = ring.decrypt(Purpose.BANK_ACCOUNT, details.bank_account)
    return DetailsRow(
        group=details.group,
        kind=details.kind,
        main_cause=details.main_cause,
        other_causes=details.other_causes,
        registered_year=details.registered_year,
        phone=mask_phone(phone) if phone else "",
        bank_name=details.bank_name,
        bank_account=mask_bank_account(account) if account else "",
        valid_from=details.valid_from,
        valid_to=details.valid_to,
    )
