"""The sets of papers that the demonstration leaves: of a few villages, not of all."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tuopin.filing.domain import Level
from tuopin.office.accounts.domain import Actor
from tuopin.office.clock.queries import today
from tuopin.office.scope import acting_as
from tuopin.rulebook.pack import PolicyPack
from tuopin.web.archive.building import build
from tuopin.web.archive.sets import sets_in

SETS = 2
FOLDER = "archive"


def leave_sets(
    data: Path,
    *,
    pack: PolicyPack,
    office: Actor,
    year: int,
    says: Callable[[str], None],
) -> float:
    """Build the sets of the first villages; returns how many seconds it took.

    None where the pack says nothing of what a set holds.
    """
    began = time.monotonic()
    if pack.archive is None:
        return 0.0
    with acting_as(office):
        sets = sets_in(
            office, level=Level.VILLAGE, place=office.division_code, year=year
        )[:SETS]
    out = data / FOLDER
    for built in build(sets, out=out, actor=office, on=today(), tick=lambda _: None):
        says(f"归档 {built.path}  archived: {built.volumes} volumes")
    return time.monotonic() - began
