"""The events of an account: one chain for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Account
from tuopin.office.audit import operations as audit
from tuopin.office.audit.domain import JSON
from tuopin.office.audit.rows import RowRef


def record_of_account(
    account: Account,
    act: str,
    body: Mapping[str, JSON],
    actor: Actor,
    on: date,
    rows: Sequence[RowRef] = (),
) -> None:
    """Record one act on an account, in the caller's transaction."""
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"account:{account.id}",
                act=act,
                division_code=actor.division_code,
                body=body,
                rows=rows,
            )
        ],
    )
