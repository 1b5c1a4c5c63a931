"""What the tests of the archive's sets build: households archived, and their bags."""

from __future__ import annotations

from pathlib import Path

from tests.support.world import YEAR, World
from tuopin.filing.domain import Level
from tuopin.office.accounts.domain import Actor
from tuopin.office.scope import acting_as
from tuopin.web.archive.building import Built, build
from tuopin.web.archive.sets import Asked, sets_in


def asked_of(actor: Actor, *, level: Level | None = None) -> list[Asked]:
    """Return the sets of the actor's area."""
    with acting_as(actor):
        return sets_in(actor, level=level, place=actor.division_code, year=YEAR)


def built(
    world: World, out: Path, *, by: str = "county", level: Level | None = None
) -> dict[str, Built]:
    """Build the sets of somebody's area, and return them by name."""
    found = build(
        asked_of(world[by], level=level),
        out=out,
        actor=world[by],
        on=world.today,
        tick=lambda _: None,
    )
    return {one.asked.name: one for one in found}
