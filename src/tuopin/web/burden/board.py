"""What a year asked of each place of an area, the places with the most first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.counting import TOWNSHIP, VILLAGE
from tuopin.office.divisions.domain import DivisionLevel, covers, level_of, unit_at
from tuopin.office.divisions.queries import places_in
from tuopin.office.policy.queries import pack_on
from tuopin.oversight.burden.changes import FormChanged, forms_changed
from tuopin.oversight.burden.domain import Cost, Load, Median
from tuopin.oversight.burden.forms import AskedTwice, asked_twice
from tuopin.oversight.burden.queries import cost_of, loads, medians, survey_medians
from tuopin.rulebook.text import Text
from tuopin.web.burden.words import form_words
from tuopin.web.performance.board import year_asked

MOST_DIGITS = 7
"""So many digits a number of households has at most."""
BELOW = {
    DivisionLevel.COUNTY: DivisionLevel.TOWNSHIP,
    DivisionLevel.TOWNSHIP: DivisionLevel.VILLAGE,
    DivisionLevel.VILLAGE: DivisionLevel.VILLAGE,
}


@dataclass(frozen=True)
class PlaceRow:
    """A place with its year."""

    code: str
    name: str
    load: Load
    survey_seconds: int | None
    """What half of its surveys take at most, None where none was measured."""
    changed: int
    is_desk: bool
    """Whether it is the area's own desk, and not one of its places."""
    leads_on: bool

    @property
    def survey_minutes(self) -> Fraction | None:
        """The same in minutes."""
        return (
            None if self.survey_seconds is None else Fraction(self.survey_seconds, 60)
        )


SORTS: Mapping[str, Callable[[PlaceRow], Fraction | int | None]] = {
    "repeated": lambda one: one.load.repeated,
    "wanted": lambda one: one.load.wanted,
    "pages": lambda one: one.load.pages,
    "hours": lambda one: one.load.hours,
    "untimed": lambda one: one.load.untimed,
    "survey": lambda one: one.survey_seconds,
    "changed": lambda one: one.changed,
}


@dataclass(frozen=True)
class Sorting:
    """A column, and the address query that puts its worst places first."""

    title: str
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class MedianShown:
    """A form with what half of its entries take at most for one household."""

    title: Text
    median: Median

    @property
    def minutes(self) -> Fraction | None:
        """The same in minutes, None where nothing was measured."""
        seconds = self.median.seconds
        return None if seconds is None else Fraction(seconds, 60)


@dataclass(frozen=True)
class BurdenPage:
    """An area's year: its places, what is asked twice, what changed, what orders cost.

    `cost` is of so many households as were asked about.
    """

    year: int
    years: tuple[int, ...]
    as_of: date
    place: str
    place_name: str
    is_whole: bool
    total: Load
    rows: tuple[PlaceRow, ...]
    sortings: tuple[Sorting, ...]
    medians: tuple[MedianShown, ...]
    twice: tuple[AskedTwice, ...]
    changes: tuple[FormChanged, ...]
    cost: Cost | None
    asked_households: str
    query: str


def page_of(actor: Actor, query: Mapping[str, str], *, on: date) -> BurdenPage:
    """Return the year's figures of the place that was asked for."""
    year, place = year_asked(query, on=on), place_asked(actor, query)
    pack, names = pack_on(on), places_in(actor.division_code)
    changes = tuple(
        one
        for one in forms_changed(year)
        if not one.area or covers(one.area, place) or covers(place, one.area)
    )
    found = {code: one for code, one in loads(year).items() if covers(place, code)}
    sort = query.get("sort", "")
    sort = sort if sort in SORTS else "repeated"
    rows = _rows(place, names, found, year, changes)
    wanted = query.get("households", "").strip()
    households = (
        int(wanted) if wanted.isdecimal() and len(wanted) <= MOST_DIGITS else None
    )
    kept = {"year": year, "place": place}
    return BurdenPage(
        year=year,
        years=tuple(sorted({year, on.year, on.year - 1}, reverse=True)),
        as_of=on,
        place=place,
        place_name=names.get(place, ""),
        is_whole=place == actor.division_code,
        total=sum(found.values(), Load()),
        rows=_sorted(rows, sort),
        sortings=tuple(
            Sorting(title, urlencode({**kept, "sort": name}), name == sort)
            for name, title in titles().items()
        ),
        medians=tuple(
            MedianShown(form_words(one.form, pack), one) for one in medians(year, place)
        ),
        twice=asked_twice(pack),
        changes=changes,
        cost=None
        if households is None
        else cost_of(households, year=year, place=place),
        asked_households=wanted,
        query=urlencode(kept),
    )


def place_asked(actor: Actor, query: Mapping[str, str]) -> str:
    """Return the place asked for, the actor's own if none; another is not there."""
    place = query.get("place", "") or actor.division_code
    if not (place.isdecimal() and place.isascii() and len(place) == VILLAGE):
        raise Http404
    if not covers(actor.division_code, place):
        raise Http404
    return place


def titles() -> dict[str, str]:
    """Return the titles of the columns that can be sorted by."""
    return {
        "repeated": _("Asked again, unchanged"),
        "wanted": _("Asked again by rule"),
        "pages": _("Pages printed"),
        "hours": _("Hours of entry"),
        "untimed": _("Entries of unknown length"),
        "survey": _("Minutes for a survey"),
        "changed": _("Forms changed"),
    }


def _rows(
    place: str,
    names: Mapping[str, str],
    found: Mapping[str, Load],
    year: int,
    changes: tuple[FormChanged, ...],
) -> list[PlaceRow]:
    """Return the places of an area and its own desk: together they are the area."""
    below = BELOW.get(level_of(place), DivisionLevel.TOWNSHIP)
    digits = TOWNSHIP if below is DivisionLevel.TOWNSHIP else VILLAGE
    took = survey_medians(year, digits=digits)
    by_place = {
        code: Load()
        for code in names
        if covers(place, code) and level_of(code) is below
    }
    for code, load in found.items():
        at = unit_at(code, below) if level_of(code) in _from(below) else place
        by_place[at] = by_place.get(at, Load()) + load
    return [
        PlaceRow(
            code=code,
            name=_own_desk()
            if code == place and below is not level_of(place)
            else names.get(code, code),
            load=load,
            survey_seconds=took.get(code),
            changed=sum(_is_of(one, code) for one in changes),
            is_desk=code == place and below is not level_of(place),
            leads_on=code != place and below is DivisionLevel.TOWNSHIP,
        )
        for code, load in by_place.items()
    ]


def _own_desk() -> str:
    return _("its own desk")


def _from(level: DivisionLevel) -> tuple[DivisionLevel, ...]:
    """Return a level and those below it."""
    levels = list(DivisionLevel)
    return tuple(levels[levels.index(level) :])


def _is_of(change: FormChanged, code: str) -> bool:
    return not change.area or covers(change.area, code) or covers(code, change.area)


def _sorted(rows: list[PlaceRow], sort: str) -> tuple[PlaceRow, ...]:
    """Put the places with the most first; what is unknown comes last."""
    value = SORTS[sort]

    def rank(one: PlaceRow) -> tuple[bool, Fraction | int, str]:
        found = value(one)
        return found is None, -(found or 0), one.code

    return tuple(sorted(rows, key=rank))
