"""One audit event for each case of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows


def record_per_case(
    case_ids: Sequence[int],
    villages: Mapping[int, str],
    rows: Sequence[audit_rows.RowRef],
    act: str,
    actor: Actor,
    on: date,
) -> None:
    """Record one row of each case in the case's stream."""
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"case:{case_id}",
                act=act,
                division_code=villages[case_id],
                body={},
                rows=[row],
            )
            for case_id, row in zip(case_ids, rows, strict=True)
        ],
    )
