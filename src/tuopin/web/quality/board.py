"""The five kinds of quality on one page, each with its trend and its worst places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.queries import places_in
from tuopin.office.policy.queries import pack_on
from tuopin.oversight.quality.domain import Quality, Share, Worst
from tuopin.oversight.quality.queries import qualities
from tuopin.web.performance.board import year_asked

WIDTH, HEIGHT, MARGIN = 240, 60, 6
"""The size of a trend's picture, in its own units."""


@dataclass(frozen=True)
class Dot:
    """A month's point in the picture of a trend."""

    x: int
    y: int
    month: str
    share: Fraction


@dataclass(frozen=True)
class Place:
    """One of the worst places."""

    code: str
    name: str
    share: Share


@dataclass(frozen=True)
class QualityShown:
    """One kind as the page has it."""

    quality: Quality
    dots: tuple[Dot, ...]
    months: tuple[tuple[str, Share], ...]
    places: tuple[Place, ...]

    @property
    def kind(self) -> str:
        """Its word in addresses."""
        return self.quality.kind.value

    @property
    def line(self) -> str:
        """The trend as a picture's points."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


@dataclass(frozen=True)
class QualityPage:
    """The five kinds in an area and a year."""

    year: int
    years: tuple[int, ...]
    as_of: date
    kinds: tuple[QualityShown, ...]


def page_of(actor: Actor, query: Mapping[str, str], *, on: date) -> QualityPage:
    """Return the five kinds in the actor's area."""
    year = year_asked(query, on=on)
    names = places_in(actor.division_code)
    found = qualities(actor.division_code, year=year, on=on, pack=pack_on(on))
    years = sorted({year, on.year, on.year - 1}, reverse=True)
    return QualityPage(
        year,
        tuple(years),
        on,
        tuple(
            QualityShown(
                one,
                _dots(one.months),
                tuple((month.strftime("%Y-%m"), share) for month, share in one.months),
                _places(one, names),
            )
            for one in found
        ),
    )


def _places(one: Quality, names: Mapping[str, str]) -> tuple[Place, ...]:
    # A single township is no comparison: its villages are.
    worst: Sequence[Worst] = (
        *(one.townships if len(one.townships) > 1 else ()),
        *one.villages,
    )
    return tuple(
        Place(place.code, names.get(place.code, place.code), place.share)
        for place in worst
    )


def _dots(months: Sequence[tuple[date, Share]]) -> tuple[Dot, ...]:
    """Return the points of a trend between nothing (below) and all (above)."""
    last = max(len(months) - 1, 1)
    wide, high = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    return tuple(
        Dot(
            MARGIN + at * wide // last,
            MARGIN + round((1 - share.share) * high),
            month.strftime("%Y-%m"),
            share.share,
        )
        for at, (month, share) in enumerate(months)
        if share.share is not None
    )
