"""Writing rows of after-care with their event and the uses of their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.audit.rows import RowRef
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.using import Use, write_uses


@dataclass(frozen=True)
class Matter:
    """Where something happened: its stream, its village, which household."""

    stream: str
    village: str
    household: str = ""


def of_village(code: str) -> Matter:
    """Return the matter of a village's pairing."""
    return Matter(f"aftercare:{code}", code)


def of_household(household_id: int, number: str, village: str) -> Matter:
    """Return the matter of one household: it shows on the household's own page."""
    return Matter(f"household:{household_id}", village, number)


def put(table: str, values: Mapping[str, object]) -> RowRef:
    """Write one row, in the caller's transaction."""
    (row,) = audit_rows.insert(table, tuple(values), [[*values.values()]])
    return row


def used(
    evidence: str, by: RowRef, act: str, matter: Matter, actor: Actor
) -> list[RowRef]:
    """Write that the files of an evidence prove a row; a file is kept and bound."""
    uses = [
        Use(
            one, matter.village, act, "grounds", f"{by.table}:{by.id}", matter.household
        )
        for one in references_in(evidence)
    ]
    return list(write_uses(uses, actor).values())


def note(
    matter: Matter, act: str, rows: Sequence[RowRef], *, actor: Actor, on: date
) -> None:
    """Record an event of rows that were written."""
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=matter.stream,
                act=act,
                division_code=matter.village,
                body={},
                rows=rows,
            )
        ],
    )


def write(
    table: str,
    values: Mapping[str, object],
    act: str,
    matter: Matter,
    *,
    evidence: str = "",
    actor: Actor,
    on: date,
) -> int:
    """Write a row, the uses of its files, and the event that holds both."""
    row = put(table, {**values, "village_code": matter.village})
    rows = [row, *used(evidence, row, act.split(".")[1], matter, actor)]
    note(matter, act, rows, actor=actor, on=on)
    return row.id
