"""The list behind a figure of a township's score: every unit that it counts."""

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
from tuopin.office.counting import Tally, Unit, tallies, units
from tuopin.office.divisions.domain import DivisionLevel
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.queries import units_below
from tuopin.oversight.performance.domain import TITLES
from tuopin.oversight.performance.queries import Asked
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.standing import shown_statuses
from tuopin.register.queries import households_by_number
from tuopin.rulebook.performance import Part
from tuopin.rulebook.text import Text
from tuopin.web.performance.board import township_in
from tuopin.web.performance.words import CAUSES, COUNTS, OF
from tuopin.web.templatetags.office import in_language

PER_PAGE = 50
SHOWS: Mapping[str, bool | None] = {"all": None, "counted": True, "others": False}


@dataclass(frozen=True)
class UnitShown:
    """One unit: whose it is, where, and why it counts or does not."""

    village: str
    name: str
    number: str
    address: str
    detail: str
    day: date | None
    counts: bool
    verdict: Text


@dataclass(frozen=True)
class Show:
    """What narrows the list."""

    title: str
    query: str
    size: int
    is_chosen: bool


@dataclass(frozen=True)
class Behind:
    """A page of what is behind a figure."""

    township: Division
    year: int
    part: Part
    title: Text
    of: Text
    counts: Text
    tally: Tally
    rows: tuple[UnitShown, ...]
    shows: tuple[Show, ...]
    page: int
    pages: int
    previous_query: str
    next_query: str


def part_named(name: str) -> Part:
    """Return a part by its word in addresses; any other is not there."""
    try:
        return Part(name)
    except ValueError:
        raise Http404 from None


def behind(
    actor: Actor, code: str, part: Part, asked: Asked, query: Mapping[str, str]
) -> Behind:
    """Return the page that was asked for."""
    township = township_in(actor, code)
    measure = asked.measure(part)
    tally = (tallies(measure).get(code) if measure else None) or Tally()
    show = query.get("show", "") if query.get("show") in SHOWS else "all"
    sizes = {
        "all": tally.of,
        "counted": tally.counted,
        "others": tally.of - tally.counted,
    }
    pages = max(1, -(-sizes[show] // PER_PAGE))
    wanted = query.get("page", "1")
    page = min(max(1, int(wanted) if wanted.isdecimal() else 1), pages)
    found = (
        units(
            measure,
            code,
            only=SHOWS[show],
            offset=(page - 1) * PER_PAGE,
            limit=PER_PAGE,
        )
        if measure
        else []
    )
    kept = {"year": asked.year, "show": show}
    return Behind(
        township=township,
        year=asked.year,
        part=part,
        title=TITLES[part],
        of=OF[part],
        counts=COUNTS[part][0],
        tally=tally,
        rows=_shown(actor, code, part, asked, found),
        shows=tuple(
            Show(
                _("all")
                if one == "all"
                else in_language(COUNTS[part][one == "others"]),
                urlencode({**kept, "show": one}),
                sizes[one],
                one == show,
            )
            for one in SHOWS
        ),
        page=page,
        pages=pages,
        previous_query=urlencode({**kept, "page": page - 1}) if page > 1 else "",
        next_query=urlencode({**kept, "page": page + 1}) if page < pages else "",
    )


def every_unit(
    actor: Actor, code: str, part: Part, asked: Asked
) -> tuple[UnitShown, ...]:
    """Return every unit behind a figure, for a workbook."""
    township_in(actor, code)
    measure = asked.measure(part)
    found = units(measure, code) if measure else []
    return _shown(actor, code, part, asked, found)


def _shown(
    actor: Actor, code: str, part: Part, asked: Asked, found: Sequence[Unit]
) -> tuple[UnitShown, ...]:
    villages = {
        one.code: one.short_name for one in units_below(code, DivisionLevel.VILLAGE)
    }
    heads = (
        {}
        if part in (Part.VILLAGE_PLAN, Part.REUSED_FILES)
        else {
            number: one.head_name
            for number, one in households_by_number([one.unit for one in found]).items()
        }
    )
    details = _Details(part, asked)
    return tuple(
        UnitShown(
            village=villages.get(one.place, ""),
            name=_name(part, one, heads, villages),
            number=one.unit,
            address=_address(actor, part, one),
            detail=details(one.about),
            day=one.day,
            counts=one.counts,
            verdict=COUNTS[part][0 if one.counts else 1],
        )
        for one in found
    )


def _name(
    part: Part, one: Unit, heads: Mapping[str, str], villages: Mapping[str, str]
) -> str:
    if part is Part.VILLAGE_PLAN:
        return villages.get(one.unit, one.unit)
    if part is Part.REUSED_FILES:
        return _("File no. %(n)s") % {"n": one.unit}
    return heads.get(one.unit, one.unit)


def _address(actor: Actor, part: Part, one: Unit) -> str:
    if part is Part.VILLAGE_PLAN:
        return reverse("web:village", args=[one.unit])
    if part is Part.REUSED_FILES:
        return reverse("web:document", args=[int(one.unit)])
    follows = actor.position in MAY[Right.FOLLOW_INSPECTIONS]
    if part is Part.WRONG_EXIT and follows:
        inspection, line = one.about.split("/")
        return reverse("web:drawn_household", args=[int(inspection), int(line)])
    if part is Part.CORRECTIONS and follows:
        return reverse("web:correction", args=[int(one.about)])
    return reverse("web:household", args=[one.unit])


class _Details:
    """What the word beside a unit says, in the reader's language."""

    def __init__(self, part: Part, asked: Asked) -> None:
        self.part = part
        procedure = procedure_of(asked.pack)
        self.statuses = shown_statuses(procedure)
        self.acts = procedure.acts

    def __call__(self, about: str) -> str:
        if self.part is Part.HOUSEHOLD_PLAN:
            status = self.statuses.get(about)
            return in_language(status.title) if status else _("no case opened")
        if self.part is Part.LATE_ACTS and about in self.acts:
            return in_language(self.acts[about].title)
        if self.part is Part.HELD_CASES:
            return in_language(CAUSES.get(about)) or about
        if self.part is Part.REUSED_FILES:
            return _("on %(n)s occasions") % {"n": about}
        if self.part is Part.ARCHIVE:
            return _("in %(n)s archives") % {"n": about}
        if self.part is Part.CALLS:
            return _("period to %(day)s") % {"day": about}
        if self.part is Part.CORRECTIONS:
            return _("order no. %(n)s") % {"n": about}
        return ""
