"""The papers that the demonstration leaves in its data folder."""

from __future__ import annotations

from pathlib import Path

from tuopin.filing import queries
from tuopin.office.accounts.domain import Actor
from tuopin.office.scope import acting_as
from tuopin.web.filings.parts import Part, part_of


def leave_filings(folder: Path, *, actor: Actor, year: int) -> None:
    """Write each consignment's letter and roster, and the latest bundle of a matter."""
    folder.mkdir(parents=True, exist_ok=True)
    with acting_as(actor):
        sent = queries.consignments(year=year)
        matters = queries.matters_of([one.id for one in sent])
        latest = {matters[one.id]: one.id for one in reversed(sent)}
        for consignment in sent:
            is_latest = consignment.id in latest.values()
            asked = list(Part) if is_latest else [Part.LETTER, Part.ROSTER]
            for part in asked:
                name = (
                    f"{consignment.recipient}-{consignment.id:03}-{part}.{part.ending}"
                )
                (folder / name).write_bytes(part_of(consignment, part))
