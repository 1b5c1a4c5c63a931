"""The list of inspections and the page of one: its frame, its draw, its rates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.domain import DivisionLevel, covers
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.queries import unit_named, units_below
from tuopin.office.policy.queries import pack_of
from tuopin.oversight import queries
from tuopin.oversight.domain import Design, Frame, SeedSource
from tuopin.oversight.drawing import sample_size
from tuopin.oversight.queries import DrawnStanding, Tally
from tuopin.oversight.rates import Rate, rates_of
from tuopin.oversight.satisfaction.queries import Satisfaction, satisfaction_of
from tuopin.rulebook.inspection import InspectionRules
from tuopin.rulebook.text import Text
from tuopin.web.acting import NotInThePack
from tuopin.web.templatetags.office import in_language

if TYPE_CHECKING:
    from tuopin.oversight.models import Inspection, Seed

PER_PAGE = 50
CODE = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class InspectionListed:
    """An inspection in the list, with how far it has come."""

    inspection: Inspection
    frame: Frame
    is_drawn: bool
    tally: Tally


@dataclass(frozen=True)
class Choice:
    """What narrows or sorts the drawn households, with its address query."""

    title: str
    query: str
    is_chosen: bool
    count: int | None = None


@dataclass(frozen=True)
class DrawnShown:
    """A drawn household as the page lists it."""

    standing: DrawnStanding
    village: str

    @property
    def list_number(self) -> int:
        """Its number in the frame."""
        return self.standing.drawn.line.list_number


@dataclass(frozen=True)
class InspectionPage:
    """One inspection with a page of what it drew."""

    inspection: Inspection
    frame: Frame
    design: Design
    seed_source: SeedSource
    seed: Seed | None
    places: tuple[str, ...]
    takes: Text
    size: int
    """How many are drawn in all."""
    is_as_frozen: bool
    tally: Tally
    rates: tuple[Rate, ...]
    rules: InspectionRules
    rows: tuple[DrawnShown, ...]
    shows: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    page: int
    pages: int
    previous_query: str
    next_query: str
    may_inspect: bool
    satisfaction: Satisfaction | None = None
    """What the drawn said when they were asked; None before anybody was."""

    @property
    def confidence(self) -> str:
        """How sure the intervals are, in percent."""
        return f"{self.rules.confidence * 100:f}".rstrip("0").rstrip(".")


def listed() -> tuple[InspectionListed, ...]:
    """Return the inspections in sight, the latest first."""
    found = queries.inspections()
    counted = queries.tallies([one.id for one in found])
    return tuple(
        InspectionListed(one, Frame(one.frame), hasattr(one, "seed"), counted[one.id])
        for one in found
    )


def found(number: int) -> Inspection:
    """Return an inspection in sight; any other is not there."""
    inspection = queries.find_inspection(number)
    if inspection is None:
        raise Http404
    return inspection


def rules_for(inspection: Inspection) -> InspectionRules:
    """Return the figures that an inspection began under."""
    rules = pack_of(inspection.pack_id).inspection
    if rules is None:
        raise NotInThePack(_("The rules in force say nothing of inspections."))
    return rules


def takes_of(inspection: Inspection) -> Text:
    """Say how many are drawn of what."""
    plan = queries.plan_of(inspection)
    each = {
        Design.SIMPLE: Text("", ""),
        Design.BY_TOWNSHIP: Text("每个乡镇", " of each township"),
        Design.BY_VILLAGE: Text("每个村", " of each village"),
        Design.VILLAGES_FIRST: Text(
            f"先抽{plan.villages}个村，每个抽中的村",
            f" of each of {plan.villages} villages drawn first",
        ),
    }[plan.design]
    if plan.take_percent:
        return Text(
            f"{each.zh}抽{plan.take_percent}%（不足一户的进一户）",
            f"{plan.take_percent} %{each.en}, rounded up",
        )
    return Text(f"{each.zh}抽{plan.take_number}户", f"{plan.take_number}{each.en}")


SHOWS = {
    "all": Text("全部", "all"),
    "open": Text("待查", "to be checked"),
    "irregular": Text("错退、漏评", "irregular"),
    "orders": Text("整改中", "being corrected"),
    "replaced": Text("已换户", "replaced"),
}
SORTS = {
    "turn": Text("抽签顺序", "order of the draw"),
    "number": Text("名册序号", "number in the list"),
    "village": Text("村", "village"),
    "verdict": Text("结论", "verdict"),
}


def page_of(
    actor: Actor, inspection: Inspection, asked: Mapping[str, str]
) -> InspectionPage:
    """Return the page that was asked for; what is no answer is left out."""
    rules = rules_for(inspection)
    drawn = queries.drawn_of(inspection)
    names = villages_below(inspection)
    show = asked.get("show", "") if asked.get("show") in SHOWS else "all"
    sort = asked.get("sort", "") if asked.get("sort") in SORTS else "turn"
    rows = _sorted([one for one in drawn if _is_shown(one, show)], sort)
    pages = max(1, -(-len(rows) // PER_PAGE))
    wanted = asked.get("page", "1")
    page = min(max(1, int(wanted) if wanted.isdecimal() else 1), pages)
    kept = {"show": show, "sort": sort}
    return InspectionPage(
        inspection=inspection,
        frame=Frame(inspection.frame),
        design=Design(inspection.design),
        seed_source=SeedSource(inspection.seed_source),
        seed=queries.seed_of(inspection),
        places=tuple(unit_named(code).name for code in inspection.places),
        takes=takes_of(inspection),
        size=sample_size(queries.sizes_of(inspection), queries.plan_of(inspection)),
        is_as_frozen=queries.is_as_frozen(inspection),
        tally=queries.tallies([inspection.id])[inspection.id],
        rates=rates_of(
            drawn,
            plan=queries.plan_of(inspection),
            sizes=queries.sizes_of(inspection),
            rules=rules,
        )
        if drawn
        else (),
        rules=rules,
        rows=tuple(
            DrawnShown(one, names.get(one.drawn.village_code, one.drawn.village_code))
            for one in rows[(page - 1) * PER_PAGE : page * PER_PAGE]
        ),
        shows=_choices("show", show, kept, SHOWS, drawn),
        sorts=_choices("sort", sort, kept, SORTS),
        page=page,
        pages=pages,
        previous_query=urlencode({**kept, "page": page - 1}) if page > 1 else "",
        next_query=urlencode({**kept, "page": page + 1}) if page < pages else "",
        may_inspect=may(actor, Right.INSPECT, in_division=inspection.division_code),
        satisfaction=_satisfaction(inspection, drawn, rules) if drawn else None,
    )


def _satisfaction(
    inspection: Inspection, drawn: Sequence[DrawnStanding], rules: InspectionRules
) -> Satisfaction | None:
    questions = pack_of(inspection.pack_id).satisfaction
    if questions is None:
        return None
    return satisfaction_of(inspection, drawn, rules=questions, figures=rules)


def villages_below(inspection: Inspection) -> dict[str, str]:
    """Return the names of the villages that an inspection may be of."""
    units = units_below(inspection.division_code, DivisionLevel.VILLAGE)
    return {unit.code: unit.short_name for unit in units}


def _is_shown(one: DrawnStanding, show: str) -> bool:
    match show:
        case "open":
            return one.replaced_by is None and not one.is_told
        case "irregular":
            return one.verdict is not None and one.verdict.is_irregular
        case "orders":
            return one.order is not None and one.order.is_open
        case "replaced":
            return one.replaced_by is not None
        case _:
            return True


def _sorted(drawn: Sequence[DrawnStanding], sort: str) -> list[DrawnStanding]:
    def key(one: DrawnStanding) -> tuple[object, ...]:
        number = one.drawn.line.list_number
        match sort:
            case "number":
                return (number,)
            case "village":
                return (one.drawn.village_code, number)
            case "verdict":
                return (one.verdict or "", number)
            case _:
                return (one.drawn.stratum, one.drawn.turn)

    return sorted(drawn, key=key)


def _choices(
    name: str,
    chosen: str,
    kept: Mapping[str, str],
    titles: Mapping[str, Text],
    drawn: Sequence[DrawnStanding] | None = None,
) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            title=in_language(text),
            query=urlencode({**kept, name: value}),
            is_chosen=value == chosen,
            count=None
            if drawn is None
            else sum(_is_shown(one, value) for one in drawn),
        )
        for value, text in titles.items()
    )


@dataclass(frozen=True)
class PlaceOffered:
    """A township that may be inspected, with its villages."""

    township: Division
    villages: tuple[Division, ...]


def places_offered(actor: Actor) -> tuple[PlaceOffered, ...]:
    """Return the townships of an area with their villages."""
    villages = units_below(actor.division_code, DivisionLevel.VILLAGE)
    return tuple(
        PlaceOffered(
            township, tuple(one for one in villages if covers(township.code, one.code))
        )
        for township in units_below(actor.division_code, DivisionLevel.TOWNSHIP)
    )


def places_chosen(actor: Actor, chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the places chosen, each once: none stands for the whole area."""
    wider = [code for code in dict.fromkeys(chosen) if CODE.fullmatch(code)]
    if not wider:
        return (actor.division_code,)
    return tuple(
        code
        for code in wider
        if not any(other != code and covers(other, code) for other in wider)
    )
