"""Counting papers and entries of the invented county, as the screens do."""

from __future__ import annotations

import itertools

from tests.support.world import VILLAGE, World
from tuopin.office.scope import acting_as
from tuopin.oversight.burden.domain import Load
from tuopin.oversight.burden.queries import loads
from tuopin.oversight.burden.recording import count_entry, count_paper

_marks = itertools.count(1)


def fresh() -> str:
    """Return a mark that nothing has yet."""
    return f"mark-{next(_marks)}"


def print_paper(
    world: World,
    *,
    by: str = "village",
    place: str = VILLAGE,
    pages: int = 2,
    kind: str = "forms",
    mark: str = "",
) -> None:
    """Count a paper."""
    with acting_as(world[by]):
        count_paper(
            kind=kind,
            pages=pages,
            mark=mark or fresh(),
            place=place,
            actor=world[by],
            on=world.today,
        )


def enter(
    world: World,
    *,
    by: str = "village",
    place: str = VILLAGE,
    form: str = "visit",
    rows: int = 1,
    seconds: int | None = 600,
    mark: str = "",
) -> None:
    """Count an entry."""
    with acting_as(world[by]):
        count_entry(
            form=form,
            rows=rows,
            seconds=seconds,
            mark=mark or fresh(),
            place=place,
            actor=world[by],
            on=world.today,
        )


def loads_seen(world: World, *, by: str = "county", year: int = 0) -> dict[str, Load]:
    """Return what somebody sees of a year."""
    with acting_as(world[by]):
        return loads(year or world.today.year)


def together(world: World, *, by: str = "county", year: int = 0) -> Load:
    """Return the sum of what somebody sees."""
    return sum(loads_seen(world, by=by, year=year).values(), Load())
