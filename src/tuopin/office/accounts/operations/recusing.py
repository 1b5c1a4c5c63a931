"""Keeping out of one household's case (回避): art. 12's named persons."""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Person, Recusal
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as


def recuse(
    *, person: Person, household_number: str, reason: str, actor: Actor, on: date
) -> Recusal:
    """Have a person keep out of one household's case (回避); it cannot be undone."""
    with acting_as(actor):
        require(actor, Right.RECORD_RECUSAL, places=[actor.division_code])
        recusal = Recusal.objects.create(
            person=person,
            household_number=household_number,
            division_code=actor.division_code,
            reason=reason,
            recorded_on=on,
            recorded_by_id=actor.appointment_id,
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"person:{person.id}",
                    act="accounts.person.recused",
                    division_code=actor.division_code,
                    body={"household": household_number},
                    rows=audit_rows.digests("accounts_recusal", [recusal.id]),
                )
            ],
        )
        return recusal
