"""The list behind a kind's figure, in the whole area or in one place of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.counting import NONE, VILLAGE, Measure, Unit, tallies, units
from tuopin.office.divisions.domain import covers
from tuopin.office.divisions.queries import places_in
from tuopin.office.policy.queries import pack_on
from tuopin.oversight.quality.domain import Kind, Share
from tuopin.oversight.quality.queries import measure_of, share_of
from tuopin.procedure.queries import procedure_of
from tuopin.register.queries import households_by_number
from tuopin.rulebook.text import Text
from tuopin.web.performance.behind import PER_PAGE, Show, UnitShown
from tuopin.web.performance.board import year_asked
from tuopin.web.performance.words import CAUSES
from tuopin.web.templatetags.office import in_language

SHOWS: Mapping[str, bool | None] = {"all": None, "bad": False, "good": True}


@dataclass(frozen=True)
class KindPage:
    """A page of what is behind a kind's figure."""

    kind: Kind
    year: int
    place: str
    """The code that was asked for, blank for the whole area."""
    place_name: str
    share: Share
    rows: tuple[UnitShown, ...]
    shows: tuple[Show, ...]
    page: int
    pages: int
    previous_query: str
    next_query: str


def kind_named(name: str) -> Kind:
    """Return a kind by its word in addresses; any other is not there."""
    try:
        return Kind(name)
    except ValueError:
        raise Http404 from None


def kind_page(
    actor: Actor, kind: Kind, query: Mapping[str, str], *, on: date
) -> KindPage:
    """Return the page that was asked for."""
    year, place = year_asked(query, on=on), _place(actor, query)
    names = places_in(actor.division_code)
    measure = measure_of(kind, year=year, on=on, pack=pack_on(on))
    share = _share(kind, measure, place or actor.division_code)
    show = query.get("show", "") if query.get("show") in SHOWS else "all"
    sizes = {"all": share.of, "bad": share.bad, "good": share.good}
    pages = max(1, -(-sizes[show] // PER_PAGE))
    wanted = query.get("page", "1")
    page = min(max(1, int(wanted) if wanted.isdecimal() else 1), pages)
    found = (
        units(
            measure,
            place or actor.division_code,
            only=_counted(kind, SHOWS[show]),
            offset=(page - 1) * PER_PAGE,
            limit=PER_PAGE,
        )
        if measure
        else []
    )
    kept = {"year": year, "place": place, "show": show}
    titles = {
        "all": _("all"),
        "bad": in_language(kind.bad),
        "good": in_language(kind.good),
    }
    return KindPage(
        kind=kind,
        year=year,
        place=place,
        place_name=names.get(place, ""),
        share=share,
        rows=_rows(actor, kind, found, names, on),
        shows=tuple(
            Show(
                title,
                urlencode({**kept, "show": one}),
                sizes[one],
                one == show,
            )
            for one, title in titles.items()
        ),
        page=page,
        pages=pages,
        previous_query=urlencode({**kept, "page": page - 1}) if page > 1 else "",
        next_query=urlencode({**kept, "page": page + 1}) if page < pages else "",
    )


def every_unit(
    actor: Actor, kind: Kind, query: Mapping[str, str], *, on: date
) -> tuple[UnitShown, ...]:
    """Return every unit behind a figure, for a workbook."""
    year, place = year_asked(query, on=on), _place(actor, query)
    measure = measure_of(kind, year=year, on=on, pack=pack_on(on))
    found = units(measure, place or actor.division_code) if measure else []
    return _rows(actor, kind, found, places_in(actor.division_code), on)


def _place(actor: Actor, query: Mapping[str, str]) -> str:
    """Return the place asked for; one outside the area is not there."""
    place = query.get("place", "")
    if not place:
        return ""
    if not (place.isdecimal() and len(place) == VILLAGE and place.isascii()):
        raise Http404
    if not covers(actor.division_code, place):
        raise Http404
    return place


def _share(kind: Kind, measure: Measure | None, place: str) -> Share:
    if measure is None:
        return Share(0, 0)
    within = [
        share_of(kind, one)
        for code, one in tallies(measure, digits=VILLAGE).items()
        if covers(place, code)
    ]
    none = share_of(kind, NONE)
    return Share(
        sum((one.good for one in within), none.good),
        sum((one.of for one in within), none.of),
    )


def _counted(kind: Kind, is_good: bool | None) -> bool | None:
    return is_good if is_good is None or kind.counts_the_good else not is_good


def _rows(
    actor: Actor,
    kind: Kind,
    found: Sequence[Unit],
    names: Mapping[str, str],
    on: date,
) -> tuple[UnitShown, ...]:
    heads = {
        number: one.head_name
        for number, one in households_by_number([one.unit for one in found]).items()
    }
    acts = {one.id: one.title for one in procedure_of(pack_on(on)).acts.values()}
    follows = actor.position in MAY[Right.FOLLOW_INSPECTIONS]
    shown = []
    for one in found:
        is_good = one.counts is kind.counts_the_good
        address = reverse("web:household", args=[one.unit])
        if kind is Kind.APPROVAL and follows:
            inspection, line = one.about.split("/")
            address = reverse("web:drawn_household", args=[int(inspection), int(line)])
        shown.append(
            UnitShown(
                village=names.get(one.place, one.place),
                name=heads.get(one.unit, one.unit),
                number=one.unit,
                address=address,
                detail=_detail(kind, one.about, acts),
                day=one.day,
                counts=is_good,
                verdict=kind.good if is_good else kind.bad,
            )
        )
    return tuple(shown)


def _detail(kind: Kind, about: str, acts: Mapping[str, Text]) -> str:
    if kind is Kind.PROCEDURE:
        return in_language(acts.get(about)) or about
    if kind is Kind.TRUTH:
        return in_language(CAUSES.get(about)) or about
    if kind is Kind.ARCHIVE:
        return _("in %(n)s archives") % {"n": about}
    return ""
