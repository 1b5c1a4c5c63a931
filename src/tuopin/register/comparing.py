"""Compare a workbook with the register: what is new, changed, gone; writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from django.db import connection

from tuopin.office.encryption import KeyRing, Purpose
from tuopin.office.id_numbers import person_part
from tuopin.register.domain import HEAD_OF_HOUSEHOLD
from tuopin.register.workbook.columns import Sheet
from tuopin.register.workbook.entries import (
    HouseholdEntry,
    MemberEntry,
    RegisterWorkbook,
    VillageEntry,
)
from tuopin.register.workbook.faults import Fault, Severity
from tuopin.rulebook.text import Text

HOUSEHOLDS_IN_FORCE = """
SELECT h.number, h.id, h.village_code, h.head_name, h.member_count,
       d.id, d.fingerprint, d.valid_from
FROM register_household h
JOIN register_householddetails d ON d.household_id = h.id AND d.valid_to IS NULL
"""
MEMBERS_IN_FORCE = """
SELECT number, id, household_id, fingerprint, valid_from, id_number_index
FROM register_householdmember WHERE valid_to IS NULL
"""
VILLAGES_IN_FORCE = """
SELECT village_code, year, id, fingerprint, valid_from
FROM register_villageregistration WHERE valid_to IS NULL
"""


@dataclass(frozen=True, slots=True)
class KnownHousehold:
    """A household as the register has it."""

    number: str
    id: int
    village_code: str
    head_name: str
    member_count: int
    details_id: int
    fingerprint: bytes
    valid_from: date


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A member as the register has it."""

    number: str
    id: int
    household_id: int
    fingerprint: bytes
    valid_from: date
    id_number_index: bytes | None


@dataclass(frozen=True, slots=True)
class KnownVillage:
    """A village's year as the register has it."""

    village_code: str
    year: int
    id: int
    fingerprint: bytes
    valid_from: date


@dataclass(frozen=True, slots=True)
class MemberWrite:
    """A member's fresh period, and the one it replaces."""

    entry: MemberEntry
    fingerprint: bytes
    replaces: KnownMember | None


@dataclass(frozen=True, slots=True)
class HouseholdWrite:
    """What an import writes of one household; `known` is None for one that is new."""

    entry: HouseholdEntry
    known: KnownHousehold | None
    fingerprint: bytes
    has_other_details: bool
    head_name: str
    member_count: int
    members: tuple[MemberWrite, ...]
    leaving: tuple[KnownMember, ...]

    @property
    def changes_household_row(self) -> bool:
        """Say whether the list's columns change."""
        return self.known is not None and (
            self.known.village_code,
            self.known.head_name,
            self.known.member_count,
        ) != (self.entry.village_code, self.head_name, self.member_count)

    @property
    def is_unchanged(self) -> bool:
        """Say whether the register already says all this."""
        return not (self.has_other_details or self.members or self.leaving)

    @property
    def replaced_from(self) -> list[date]:
        """Return since when the periods ran that this would close."""
        days = [one.valid_from for one in self.leaving]
        days += [one.replaces.valid_from for one in self.members if one.replaces]
        if self.known and self.has_other_details:
            days.append(self.known.valid_from)
        return days


@dataclass(frozen=True, slots=True)
class VillageWrite:
    """A village's fresh row, and the one it replaces."""

    entry: VillageEntry
    fingerprint: bytes
    replaces: KnownVillage | None


@dataclass(frozen=True)
class Comparison:
    """What an import would write, and what it would leave alone."""

    writes: tuple[HouseholdWrite, ...]
    villages: tuple[VillageWrite, ...]
    unchanged: int
    unchanged_villages: int
    missing: tuple[str, ...]
    set_aside: frozenset[str]
    faults: tuple[Fault, ...]


@dataclass
class _Known:
    households: dict[str, KnownHousehold] = field(default_factory=dict)
    members: dict[str, KnownMember] = field(default_factory=dict)
    members_of: dict[int, list[KnownMember]] = field(default_factory=dict)
    by_index: dict[bytes, KnownMember] = field(default_factory=dict)
    villages: dict[tuple[str, int], KnownVillage] = field(default_factory=dict)


def compare(workbook: RegisterWorkbook, ring: KeyRing) -> Comparison:
    """Compare a checked workbook with what the actor's area of the register says."""
    known = _known()
    conflicts = _conflicts(workbook, known, ring)
    set_aside = workbook.set_aside | {number for number, _ in conflicts}
    members_of: defaultdict[str, list[MemberEntry]] = defaultdict(list)
    for member in workbook.members:
        members_of[member.household_number].append(member)
    compared = [
        _household_write(entry, members_of[entry.household_number], known, ring)
        for entry in workbook.households
        if entry.household_number not in set_aside
    ]
    villages = [_village_write(entry, known, ring) for entry in workbook.villages]
    return Comparison(
        writes=tuple(one for one in compared if not one.is_unchanged),
        villages=tuple(one for one in villages if one is not None),
        unchanged=sum(one.is_unchanged for one in compared),
        unchanged_villages=sum(one is None for one in villages),
        missing=_missing(workbook, known),
        set_aside=frozenset(set_aside),
        faults=tuple(fault for _, fault in conflicts),
    )


def _known() -> _Known:
    known = _Known()
    for row in _rows(HOUSEHOLDS_IN_FORCE):
        household = KnownHousehold(*row)  # type: ignore[arg-type]
        known.households[household.number] = replace(
            household, fingerprint=bytes(household.fingerprint)
        )
    for row in _rows(MEMBERS_IN_FORCE):
        number, row_id, household_id, fingerprint, valid_from, index = row
        member = KnownMember(
            number,  # type: ignore[arg-type]
            row_id,  # type: ignore[arg-type]
            household_id,  # type: ignore[arg-type]
            bytes(fingerprint),  # type: ignore[call-overload]
            valid_from,  # type: ignore[arg-type]
            bytes(index) if index is not None else None,  # type: ignore[call-overload]
        )
        known.members[member.number] = member
        known.members_of.setdefault(member.household_id, []).append(member)
        if member.id_number_index is not None:
            known.by_index[member.id_number_index] = member
    for row in _rows(VILLAGES_IN_FORCE):
        village = KnownVillage(*row)  # type: ignore[arg-type]
        known.villages[village.village_code, village.year] = replace(
            village, fingerprint=bytes(village.fingerprint)
        )
    return known


def _rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows


def id_index(ring: KeyRing, number: str | None) -> bytes | None:
    """Return the blind index of the person that an identity number names."""
    return ring.blind_index(Purpose.ID_NUMBER, person_part(number) if number else None)


def _conflicts(
    workbook: RegisterWorkbook, known: _Known, ring: KeyRing
) -> list[tuple[str, Fault]]:
    """Find members that the register has in households the workbook leaves out."""
    written = {
        known.households[entry.household_number].id
        for entry in workbook.households
        if entry.household_number in known.households
    }
    conflicts = []
    numbers = {member.number for member in workbook.members}
    for member in workbook.members:
        same_number = known.members.get(member.number)
        index = id_index(ring, member.id_number)
        same_person = known.by_index.get(index) if index is not None else None
        if same_number is not None and same_number.household_id not in written:
            fault = _conflict(member, "人编号", member.number)
            conflicts.append((member.household_number, fault))
        elif (
            same_person is not None
            and same_person.number not in numbers
            and same_person.household_id not in written
        ):
            fault = _conflict(member, "证件号码", member.id_number or "")
            conflicts.append((member.household_number, fault))
    return conflicts


def _conflict(member: MemberEntry, title: str, value: str) -> Fault:
    return Fault(
        Sheet.MEMBERS.value,
        None,
        title,
        value,
        Text(
            f"户{member.household_number}的这名成员在登记册中属于另一户",
            f"the register has this member of {member.household_number} in another"
            " household",
        ),
        Text(
            "把那一户也放进表里，或核对编号和证件号码",
            "that household in the workbook too, or the numbers compared",
        ),
        Severity.ERROR,
    )


def _household_write(
    entry: HouseholdEntry, members: Sequence[MemberEntry], known: _Known, ring: KeyRing
) -> HouseholdWrite:
    found = known.households.get(entry.household_number)
    fingerprint = ring.fingerprint("household", asdict(entry))
    staying = {member.number for member in members}
    present = known.members_of.get(found.id, []) if found else []
    return HouseholdWrite(
        entry=entry,
        known=found,
        fingerprint=fingerprint,
        has_other_details=found is None or found.fingerprint != fingerprint,
        head_name=next(m.name for m in members if m.relation == HEAD_OF_HOUSEHOLD),
        member_count=len(members),
        members=tuple(_member_writes(entry, members, known, ring)),
        leaving=tuple(one for one in present if one.number not in staying),
    )


def _member_writes(
    entry: HouseholdEntry,
    members: Iterable[MemberEntry],
    known: _Known,
    ring: KeyRing,
) -> Iterable[MemberWrite]:
    for member in members:
        fingerprint = ring.fingerprint(
            "member", asdict(member) | {"village_code": entry.village_code}
        )
        found = known.members.get(member.number)
        if found is None or found.fingerprint != fingerprint:
            yield MemberWrite(member, fingerprint, found)


def _village_write(
    entry: VillageEntry, known: _Known, ring: KeyRing
) -> VillageWrite | None:
    fingerprint = ring.fingerprint("village", asdict(entry))
    found = known.villages.get((entry.village_code, entry.year))
    if found is not None and found.fingerprint == fingerprint:
        return None
    return VillageWrite(entry, fingerprint, found)


def _missing(workbook: RegisterWorkbook, known: _Known) -> tuple[str, ...]:
    """Return households of the workbook's villages that it does not name."""
    villages = {entry.village_code for entry in workbook.households}
    named = {entry.household_number for entry in workbook.households}
    named |= workbook.set_aside
    return tuple(
        sorted(
            one.number
            for one in known.households.values()
            if one.village_code in villages and one.number not in named
        )
    )


Counts = Mapping[str, int]


def counts(comparison: Comparison) -> dict[str, int]:
    """Return what an import of this comparison comes to, by kind of change."""
    writes = comparison.writes
    members = [member for write in writes for member in write.members]
    return {
        "households_new": sum(write.known is None for write in writes),
        "households_changed": sum(write.known is not None for write in writes),
        "households_unchanged": comparison.unchanged,
        "households_missing": len(comparison.missing),
        "households_set_aside": len(comparison.set_aside),
        "members_new": sum(member.replaces is None for member in members),
        "members_changed": sum(member.replaces is not None for member in members),
        "members_left": sum(len(write.leaving) for write in writes),
        "villages_new": sum(one.replaces is None for one in comparison.villages),
        "villages_changed": sum(
            one.replaces is not None for one in comparison.villages
        ),
        "villages_unchanged": comparison.unchanged_villages,
    }
