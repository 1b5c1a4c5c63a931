"""Giving households another status, in the caller's transaction (标注脱贫, art. 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.register.domain import RegistrationStatus
from tuopin.register.periods import HOUSEHOLD, STATUS, Trail, close

STATUS_COLUMNS = ("household_id", "village_code", "status", "valid_from")
LOCK_STATUSES = """
SELECT h.id, h.number, h.registration_status, p.valid_from
FROM register_household h
LEFT JOIN register_registrationperiod p
  ON p.household_id = h.id AND p.valid_to IS NULL
WHERE h.id = ANY(%s) ORDER BY h.id FOR UPDATE OF h
"""


def locked_statuses(
    household_ids: Sequence[int],
) -> dict[int, tuple[str, RegistrationStatus, date | None]]:
    """Lock households in order of ids; returns number, status, and since when."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_STATUSES, [list(household_ids)])
        return {
            row_id: (number, RegistrationStatus(status), since)
            for row_id, number, status, since in cursor.fetchall()
        }


def write_status(
    household_ids: Sequence[int], to: RegistrationStatus, *, actor: Actor, on: date
) -> None:
    """Give locked households a status from a day on, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE register_household SET registration_status = %s"
            " WHERE id = ANY(%s) RETURNING id, village_code",
            [to.value, list(household_ids)],
        )
        village_of = dict(cursor.fetchall())
    trail = Trail()
    close(STATUS, open_periods(household_ids), trail, on)
    fresh = audit_rows.insert(
        STATUS,
        STATUS_COLUMNS,
        [(one, village_of[one], to.value, on) for one in household_ids],
    )
    trail.add(household_ids, fresh)
    trail.add(household_ids, audit_rows.digests(HOUSEHOLD, household_ids))
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"household:{one}",
                act=f"register.household.{to.value}",
                division_code=village_of[one],
                body={},
                rows=trail.rows[one],
            )
            for one in household_ids
        ],
    )


def open_periods(household_ids: Sequence[int]) -> dict[int, int]:
    """Return the statuses' open periods of households, by their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, household_id FROM register_registrationperiod"
            " WHERE household_id = ANY(%s) AND valid_to IS NULL",
            [list(household_ids)],
        )
        return dict(cursor.fetchall())
