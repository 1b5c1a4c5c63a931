"""The list behind a figure of the burden meter, in a place and a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.counting import Unit, units
from tuopin.office.divisions.queries import places_in, unit_named
from tuopin.office.policy.queries import pack_on
from tuopin.oversight.burden.measures import answers_asked, answers_wanted_again
from tuopin.oversight.burden.queries import (
    DayOf,
    FactAsked,
    entries_by_day,
    facts_asked_again,
    papers_by_day,
)
from tuopin.rulebook.pack import PolicyPack
from tuopin.web.burden.board import place_asked
from tuopin.web.burden.words import fact_words, form_words, paper_words
from tuopin.web.performance.board import year_asked
from tuopin.web.templatetags.office import in_language, with_weekday

PER_PAGE = 50
Cells = tuple[object, ...]


class Figure(StrEnum):
    """A figure that has a list."""

    REPEATED = "repeated"
    WANTED = "wanted"
    PAGES = "pages"
    ENTRIES = "entries"

    @property
    def is_of_answers(self) -> bool:
        """Whether answers are behind it, and not papers or entries."""
        return self in (Figure.REPEATED, Figure.WANTED)


@dataclass(frozen=True)
class Line:
    """A line of a list, with the page of what it is of, if there is one."""

    cells: Cells
    address: str = ""


@dataclass(frozen=True)
class BehindPage:
    """A page of what is behind a figure."""

    figure: Figure
    title: str
    year: int
    place: str
    place_name: str
    facts: tuple[Cells, ...]
    """By fact and form, for answers."""
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[tuple[str, object], ...]], ...]
    """Each with its address, and its cells by their columns."""
    count: int
    page: int
    pages: int
    query: str
    previous_query: str
    next_query: str


MOST_PAGES = 100_000


def figure_named(name: str) -> Figure:
    """Return a figure by its word in addresses; any other is not there."""
    try:
        return Figure(name)
    except ValueError:
        raise Http404 from None


def figure_title(figure: Figure) -> str:
    """Return what a figure is called."""
    return {
        Figure.REPEATED: _("Asked again, unchanged"),
        Figure.WANTED: _("Asked again by rule"),
        Figure.PAGES: _("Pages printed"),
        Figure.ENTRIES: _("Minutes of entry"),
    }[figure]


def columns_of(figure: Figure) -> tuple[str, ...]:
    """Return the columns of a figure's list."""
    if figure.is_of_answers:
        return (_("Household"), _("Place"), _("Form"), _("What was asked"), _("Day"))
    if figure is Figure.PAGES:
        return (_("Place"), _("Paper"), _("Day"), _("Papers"), _("Pages"))
    return (
        _("Place"),
        _("Form"),
        _("Day"),
        _("Entries"),
        _("Households"),
        _("Minutes"),
        _("of unknown length"),
    )


@dataclass(frozen=True)
class Asked:
    """Which list is asked for, and the words to write it in."""

    figure: Figure
    year: int
    place: str
    pack: PolicyPack
    names: Mapping[str, str]
    facts: tuple[FactAsked, ...]


def asked_for(
    actor: Actor, figure: Figure, query: Mapping[str, str], *, on: date
) -> Asked:
    """Return which list is asked for; a place outside the area is not there."""
    year, place = year_asked(query, on=on), place_asked(actor, query)
    facts: Sequence[FactAsked] = ()
    if figure.is_of_answers:
        is_wanted = figure is Figure.WANTED
        facts = facts_asked_again(year, place, is_wanted=is_wanted)
    own = unit_named(actor.division_code)
    names = {**places_in(own.code), own.code: own.short_name}
    return Asked(figure, year, place, pack_on(on), names, tuple(facts))


def behind_page(asked: Asked, *, at: str) -> BehindPage:
    """Return a page of a list."""
    page = int(at) if at.isdecimal() and 0 < int(at) <= MOST_PAGES else 1
    lines, count = lines_of(asked, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    pages = max(1, -(-count // PER_PAGE))
    columns = columns_of(asked.figure)
    kept = {"year": asked.year, "place": asked.place}
    return BehindPage(
        figure=asked.figure,
        title=figure_title(asked.figure),
        year=asked.year,
        place=asked.place,
        place_name=asked.names.get(asked.place, ""),
        facts=facts_of(asked),
        columns=columns,
        lines=tuple(
            (one.address, tuple(zip(columns, one.cells, strict=True))) for one in lines
        ),
        count=count,
        page=page,
        pages=pages,
        query=urlencode(kept),
        previous_query=urlencode({**kept, "page": page - 1}) if page > 1 else "",
        next_query=urlencode({**kept, "page": page + 1}) if page < pages else "",
    )


def facts_of(asked: Asked) -> tuple[Cells, ...]:
    """Return by fact and form how often it was asked again, and how often at all."""
    found = []
    for one in asked.facts:
        form, _slash, fact = one.about.partition("/")
        found.append(
            (
                in_language(fact_words(fact, asked.pack)),
                in_language(form_words(form, asked.pack)),
                one.again,
                one.of,
            )
        )
    return tuple(found)


def lines_of(
    asked: Asked, *, offset: int = 0, limit: int | None = None
) -> tuple[tuple[Line, ...], int]:
    """Return lines of a list, and how many there are in all."""
    if asked.figure.is_of_answers:
        return _answers(asked, offset, limit)
    read = papers_by_day if asked.figure is Figure.PAGES else entries_by_day
    found, count = read(asked.year, asked.place, offset=offset, limit=limit)
    line = _paper if asked.figure is Figure.PAGES else _entry
    return tuple(Line(line(one, asked)) for one in found), count


def _answers(
    asked: Asked, offset: int, limit: int | None
) -> tuple[tuple[Line, ...], int]:
    is_wanted = asked.figure is Figure.WANTED
    measure = (answers_wanted_again if is_wanted else answers_asked)(asked.year)
    only = None if is_wanted else True
    found = units(measure, asked.place, only=only, offset=offset, limit=limit)
    count = sum(one.of if is_wanted else one.again for one in asked.facts)
    return tuple(_answer(one, asked) for one in found), count


def _answer(one: Unit, asked: Asked) -> Line:
    form, _slash, fact = one.about.partition("/")
    is_village_s = one.unit == one.place
    unit = asked.names.get(one.place, one.unit) if is_village_s else one.unit
    of = "web:village" if is_village_s else "web:household"
    return Line(
        (
            unit,
            asked.names.get(one.place, one.place),
            in_language(form_words(form, asked.pack)),
            in_language(fact_words(fact, asked.pack)),
            with_weekday(one.day),
        ),
        reverse(of, args=[one.unit]),
    )


def _paper(one: DayOf, asked: Asked) -> Cells:
    kind = in_language(paper_words(one.form))
    return (_name(one, asked), kind, with_weekday(one.day), one.times, one.size)


def _entry(one: DayOf, asked: Asked) -> Cells:
    form = in_language(form_words(one.form, asked.pack))
    minutes = _("unknown") if one.seconds is None else round(one.seconds / 60)
    day = with_weekday(one.day)
    name = _name(one, asked)
    return (name, form, day, one.times, one.size, minutes, one.untimed)


def _name(one: DayOf, asked: Asked) -> str:
    return asked.names.get(one.place, one.place)
