"""Write the register back into the columns that an import reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from tuopin.office import encryption
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may, require
from tuopin.office.audit import operations as audit
from tuopin.office.encryption import Purpose
from tuopin.office.scope import acting_as
from tuopin.register.domain import mask_bank_account, mask_id_number, mask_phone
from tuopin.register.models import (
    Household,
    HouseholdDetails,
    HouseholdMember,
    VillageRegistration,
)
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.columns import COLUMNS, Sheet
from tuopin.register.workbook.writing import write_workbook

BATCH = 2_000
MASKS = {
    Purpose.ID_NUMBER: mask_id_number,
    Purpose.PHONE: mask_phone,
    Purpose.BANK_ACCOUNT: mask_bank_account,
}
SEALED = {purpose.value: purpose for purpose in Purpose}


def export_register(
    *, path: Path, actor: Actor, on: date, surveys: Iterable[Sequence[Value]] = ()
) -> int:
    """Write the actor's part of the register to a workbook; returns its households.

    Whoever may not read identity numbers gets them masked. `surveys` are rows of the
    survey sheet, which a later stage keeps.
    """
    require(actor, Right.EXPORT_REGISTER, places=[actor.division_code])
    is_masked = not may(actor, Right.READ_ID_NUMBER, in_division=actor.division_code)
    with acting_as(actor):
        count = Household.objects.count()
        write_workbook(path, _sheets(is_masked, surveys))
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"export:{actor.division_code}",
                    act="register.workbook.exported",
                    division_code=actor.division_code,
                    body={"households": count, "masked": is_masked},
                )
            ],
        )
    return count


def _sheets(
    is_masked: bool, surveys: Iterable[Sequence[Value]]
) -> dict[Sheet, Iterable[Sequence[Value]]]:
    return {
        Sheet.HOUSEHOLDS: export_rows(Sheet.HOUSEHOLDS, is_masked=is_masked),
        Sheet.MEMBERS: export_rows(Sheet.MEMBERS, is_masked=is_masked),
        Sheet.SURVEYS: surveys,
        Sheet.VILLAGES: export_rows(Sheet.VILLAGES, is_masked=is_masked),
    }


def export_rows(sheet: Sheet, *, is_masked: bool) -> Iterator[list[Value]]:
    """Yield the rows in sight of one sheet, in the order of its columns."""
    found: Iterable[HouseholdDetails | HouseholdMember | VillageRegistration]
    if sheet is Sheet.HOUSEHOLDS:
        found = (
            HouseholdDetails.objects.filter(valid_to__isnull=True)
            .select_related("household")
            .order_by("household__number", "id")
            .iterator(BATCH)
        )
    elif sheet is Sheet.MEMBERS:
        found = (
            HouseholdMember.objects.filter(valid_to__isnull=True)
            .select_related("household")
            .order_by("household__number", "number", "id")
            .iterator(BATCH)
        )
    else:
        found = (
            VillageRegistration.objects.filter(valid_to__isnull=True)
            .order_by("village_id", "year")
            .iterator(BATCH)
        )
    fields = [column.field for column in COLUMNS[sheet]]
    for row in found:
        yield [_value(row, field, is_masked) for field in fields]


def _value(
    row: HouseholdDetails | HouseholdMember | VillageRegistration,
    field: str,
    is_masked: bool,
) -> Value:
    if field == "household_number":
        assert not isinstance(row, VillageRegistration)
        return row.household.number
    if field == "village_code" and isinstance(row, VillageRegistration):
        return row.village_id
    stored = getattr(row, field)
    if field in SEALED:
        plain = encryption.key_ring().decrypt(SEALED[field], stored)
        return MASKS[SEALED[field]](plain) if plain and is_masked else plain
    value: Value = None if stored == "" else stored
    return value
