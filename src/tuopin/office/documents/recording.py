"""Writing a row with the uses of its files and its event, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.audit.domain import JSON
from tuopin.office.audit.rows import RowRef
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.using import Use, write_uses


@dataclass(frozen=True)
class Matter:
    """Where something happened: its stream, its place, whose household it is about."""

    stream: str
    place: str
    household: str = ""


@dataclass(frozen=True)
class Written:
    """A row that is to be written, with the evidence it rests on."""

    table: str
    values: Mapping[str, object]
    evidence: str = ""


def of_household(household_id: int, number: str, place: str) -> Matter:
    """Return the matter of one household: it shows on the household's own page."""
    return Matter(f"household:{household_id}", place, number)


def put(row: Written, act: str, matter: Matter, actor: Actor) -> list[RowRef]:
    """Write a row and the uses of its files, without an event; the row comes first.

    `act` names the row's kind among the uses, as `visit` does.
    """
    (written,) = audit_rows.insert(
        row.table, tuple(row.values), [[*row.values.values()]]
    )
    uses = [
        Use(
            one,
            matter.place,
            act,
            "grounds",
            f"{row.table}:{written.id}",
            matter.household,
        )
        for one in references_in(row.evidence)
    ]
    return [written, *write_uses(uses, actor).values()]


def write(
    matter: Matter,
    act: str,
    row: Written,
    body: Mapping[str, JSON],
    *,
    actor: Actor,
    on: date,
) -> int:
    """Write a row, the uses of its files, and the event that holds both."""
    rows = put(row, act.split(".")[1], matter, actor)
    note(matter, act, rows, body, actor=actor, on=on)
    return rows[0].id


def note(
    matter: Matter,
    act: str,
    rows: Sequence[RowRef],
    body: Mapping[str, JSON],
    *,
    actor: Actor,
    on: date,
) -> None:
    """Record an event of rows that were written."""
    entry = audit.Entry(
        stream=matter.stream,
        act=act,
        division_code=matter.place,
        body=body,
        rows=rows,
    )
    audit.record(actor=actor, on=on, entries=[entry])
