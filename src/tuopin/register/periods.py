"""Closing periods, and the rows of an act by what its event names; opens nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import connection

from tuopin.office.audit import rows as audit_rows
from tuopin.office.audit.rows import RowRef

HOUSEHOLD = "register_household"
STATUS = "register_registrationperiod"
DETAILS = "register_householddetails"
MEMBER = "register_householdmember"
VILLAGE = "register_villageregistration"
IMPORT = "register_registerimport"


class Trail:
    """The rows that an act wrote, by the stream that will name them."""

    def __init__(self) -> None:
        self.rows: defaultdict[int, list[RowRef]] = defaultdict(list)

    def add(self, household_ids: Iterable[int], rows: Sequence[RowRef]) -> None:
        for household_id, row in zip(household_ids, rows, strict=True):
            self.rows[household_id].append(row)


def close(table: str, household_of: Mapping[int, int], trail: Trail, on: date) -> None:
    """End periods: the row stays, and says until when it was so."""
    if not household_of:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET valid_to = %s WHERE id = ANY(%s)",
            [on, list(household_of)],
        )
    trail.add(household_of.values(), audit_rows.digests(table, list(household_of)))
