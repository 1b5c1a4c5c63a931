"""Write what an import comes to: one statement per table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db import connection
from psycopg.types.json import Jsonb

from tuopin.office import encryption
from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.encryption import Purpose
from tuopin.register.comparing import (
    Comparison,
    HouseholdWrite,
    MemberWrite,
    id_index,
)
from tuopin.register.domain import RegistrationStatus
from tuopin.register.periods import (
    DETAILS,
    HOUSEHOLD,
    IMPORT,
    MEMBER,
    STATUS,
    VILLAGE,
    Trail,
    close,
)
from tuopin.register.statuses import STATUS_COLUMNS, locked_statuses, open_periods
from tuopin.register.workbook.entries import VillageEntry

HOUSEHOLD_COLUMNS = (
    "id",
    "number",
    "village_code",
    "registration_status",
    "head_name",
    "member_count",
)
DETAILS_COLUMNS = (
    "household_id",
    "village_code",
    "group",
    "kind",
    "main_cause",
    "other_causes",
    "registered_year",
    "phone",
    "bank_name",
    "bank_account",
    "fingerprint",
    "valid_from",
)
MEMBER_COLUMNS = (
    "household_id",
    "village_code",
    "number",
    "name",
    "gender",
    "id_number",
    "id_number_index",
    "born_on",
    "relation",
    "ethnicity",
    "education",
    "schooling",
    "health",
    "labor",
    "months_away",
    "insured",
    "other_insurance",
    "out_of_school",
    "out_of_school_cause",
    "fingerprint",
    "valid_from",
)
VILLAGE_FIELDS = tuple(field.name for field in fields(VillageEntry))

UPDATE_HOUSEHOLDS = """
UPDATE register_household h
SET village_code = w.village_code, head_name = w.head_name,
    member_count = w.member_count
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[])
  AS w (id, village_code, head_name, member_count)
WHERE h.id = w.id
"""


@dataclass(frozen=True)
class Source:
    """The file that an import takes its rows from."""

    file_name: str
    sha256: str
    counts: Mapping[str, int]


def write(comparison: Comparison, source: Source, *, actor: Actor, on: date) -> int:
    """Write a comparison in the caller's transaction; returns the import's id."""
    (imported,) = audit_rows.insert(
        IMPORT,
        (
            "file_name",
            "sha256",
            "imported_on",
            "imported_by_id",
            "division_code",
            "counts",
        ),
        [
            (
                source.file_name[:200],
                source.sha256,
                on,
                actor.appointment_id,
                actor.division_code,
                Jsonb(dict(source.counts)),
            )
        ],
    )
    ids = _household_ids(comparison.writes)
    trail = Trail()
    close(DETAILS, _replaced_details(comparison.writes), trail, on)
    close(MEMBER, _replaced_members(comparison.writes), trail, on)
    _write_households(comparison.writes, ids, trail, on)
    _write_details(comparison.writes, ids, trail, on)
    _write_members(comparison.writes, ids, trail, on)
    entries = [
        audit.Entry(
            stream=f"import:{imported.id}",
            act="register.workbook.imported",
            division_code=actor.division_code,
            body={"sha256": source.sha256, "counts": dict(source.counts)},
            rows=[imported],
        ),
        *_household_entries(comparison.writes, ids, trail, imported.id),
        *_village_entries(comparison, imported.id, on),
    ]
    audit.record(actor=actor, on=on, entries=entries)
    return imported.id


def _household_ids(writes: Sequence[HouseholdWrite]) -> dict[str, int]:
    """Return the ids by number, drawing them for households that are new."""
    new = [write for write in writes if write.known is None]
    drawn = iter(audit_rows.draw_ids(HOUSEHOLD, len(new)))
    return {
        write.entry.household_number: write.known.id if write.known else next(drawn)
        for write in writes
    }


def _replaced_details(writes: Sequence[HouseholdWrite]) -> dict[int, int]:
    return {
        write.known.details_id: write.known.id
        for write in writes
        if write.known is not None and write.has_other_details
    }


def _replaced_members(writes: Sequence[HouseholdWrite]) -> dict[int, int]:
    replaced = {}
    for write in writes:
        for gone in (*write.leaving, *(m.replaces for m in write.members)):
            if gone is not None:
                replaced[gone.id] = gone.household_id
    return replaced


def _write_households(
    writes: Sequence[HouseholdWrite], ids: Mapping[str, int], trail: Trail, on: date
) -> None:
    new = [write for write in writes if write.known is None]
    new_ids = [ids[write.entry.household_number] for write in new]
    status = RegistrationStatus.IN_REGISTER.value
    rows = audit_rows.insert(
        HOUSEHOLD,
        HOUSEHOLD_COLUMNS,
        [
            (
                ids[write.entry.household_number],
                write.entry.household_number,
                write.entry.village_code,
                status,
                write.head_name,
                write.member_count,
            )
            for write in new
        ],
    )
    trail.add(new_ids, rows)
    periods = audit_rows.insert(
        STATUS,
        STATUS_COLUMNS,
        [
            (ids[write.entry.household_number], write.entry.village_code, status, on)
            for write in new
        ],
    )
    trail.add(new_ids, periods)
    changed = [write for write in writes if write.changes_household_row]
    _update_households(changed, trail)
    _move_statuses(changed, trail, on)


def _move_statuses(changed: Sequence[HouseholdWrite], trail: Trail, on: date) -> None:
    """Have the status of a household that moved be seen in its other village."""
    moved = {
        write.known.id: write.entry.village_code
        for write in changed
        if write.known and write.known.village_code != write.entry.village_code
    }
    if not moved:
        return
    standing = locked_statuses(list(moved))
    close(STATUS, open_periods(list(moved)), trail, on)
    rows = audit_rows.insert(
        STATUS,
        STATUS_COLUMNS,
        [(one, moved[one], standing[one][1].value, on) for one in standing],
    )
    trail.add(standing, rows)


def _update_households(changed: Sequence[HouseholdWrite], trail: Trail) -> None:
    changed_ids = [write.known.id for write in changed if write.known]
    if not changed_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            UPDATE_HOUSEHOLDS,
            [
                changed_ids,
                [write.entry.village_code for write in changed],
                [write.head_name for write in changed],
                [write.member_count for write in changed],
            ],
        )
    trail.add(changed_ids, audit_rows.digests(HOUSEHOLD, changed_ids))


def _write_details(
    writes: Sequence[HouseholdWrite], ids: Mapping[str, int], trail: Trail, on: date
) -> None:
    ring = encryption.key_ring()
    fresh = [write for write in writes if write.has_other_details]
    rows = audit_rows.insert(
        DETAILS,
        DETAILS_COLUMNS,
        [
            (
                ids[write.entry.household_number],
                write.entry.village_code,
                write.entry.group or "",
                write.entry.kind or "",
                write.entry.main_cause or "",
                write.entry.other_causes or "",
                write.entry.registered_year,
                ring.encrypt(Purpose.PHONE, write.entry.phone),
                write.entry.bank_name or "",
                ring.encrypt(Purpose.BANK_ACCOUNT, write.entry.bank_account),
                write.fingerprint,
                on,
            )
            for write in fresh
        ],
    )
    trail.add([ids[write.entry.household_number] for write in fresh], rows)


def _write_members(
    writes: Sequence[HouseholdWrite], ids: Mapping[str, int], trail: Trail, on: date
) -> None:
    fresh = [(write, member) for write in writes for member in write.members]
    rows = audit_rows.insert(
        MEMBER,
        MEMBER_COLUMNS,
        [
            _member_row(ids[write.entry.household_number], write, member, on)
            for write, member in fresh
        ],
    )
    trail.add([ids[write.entry.household_number] for write, _ in fresh], rows)


def _member_row(
    household_id: int, write: HouseholdWrite, member: MemberWrite, on: date
) -> tuple[object, ...]:
    ring = encryption.key_ring()
    entry = member.entry
    return (
        household_id,
        write.entry.village_code,
        entry.number,
        entry.name,
        entry.gender or "",
        ring.encrypt(Purpose.ID_NUMBER, entry.id_number),
        id_index(ring, entry.id_number),
        entry.born_on,
        entry.relation,
        entry.ethnicity or "",
        entry.education or "",
        entry.schooling or "",
        entry.health or "",
        entry.labor or "",
        entry.months_away,
        entry.insured,
        entry.other_insurance or "",
        entry.out_of_school,
        entry.out_of_school_cause or "",
        member.fingerprint,
        on,
    )


def _household_entries(
    writes: Sequence[HouseholdWrite],
    ids: Mapping[str, int],
    trail: Trail,
    import_id: int,
) -> Iterable[audit.Entry]:
    village_of = {
        ids[write.entry.household_number]: write.entry.village_code for write in writes
    }
    new = {ids[w.entry.household_number] for w in writes if w.known is None}
    for household_id, village_code in village_of.items():
        past = "registered" if household_id in new else "changed"
        yield audit.Entry(
            stream=f"household:{household_id}",
            act=f"register.household.{past}",
            division_code=village_code,
            body={"import": import_id},
            rows=trail.rows[household_id],
        )


def _village_entries(
    comparison: Comparison, import_id: int, on: date
) -> Iterable[audit.Entry]:
    """Write the villages' rows, and yield the events that name them."""
    trail = Trail()
    writes = comparison.villages
    replaced = {one.replaces.id: at for at, one in enumerate(writes) if one.replaces}
    close(VILLAGE, replaced, trail, on)
    rows = audit_rows.insert(
        VILLAGE,
        (*VILLAGE_FIELDS, "fingerprint", "valid_from"),
        [_village_row(one.entry, one.fingerprint, on) for one in writes],
    )
    trail.add(range(len(writes)), rows)
    for at, one in enumerate(writes):
        yield audit.Entry(
            stream=f"village:{one.entry.village_code}",
            act="register.village.reported",
            division_code=one.entry.village_code,
            body={"import": import_id, "year": one.entry.year},
            rows=trail.rows[at],
        )


def _village_row(
    entry: VillageEntry, fingerprint: bytes, on: date
) -> tuple[object, ...]:
    values = [getattr(entry, name) for name in VILLAGE_FIELDS]
    values[VILLAGE_FIELDS.index("reported_by")] = entry.reported_by or ""
    return (*values, fingerprint, on)
