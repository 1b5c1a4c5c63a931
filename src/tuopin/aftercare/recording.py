"""Writing rows of after-care, each with its village."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.documents import recording
from tuopin.office.documents.recording import Matter, Written


def of_village(code: str) -> Matter:
    """Return the matter of a village's pairing."""
    return Matter(f"aftercare:{code}", code)


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
    """Write a row with its village, the uses of its files, and the event of both."""
    row = Written(table, {**values, "village_code": matter.place}, evidence)
    return recording.write(matter, act, row, {}, actor=actor, on=on)
