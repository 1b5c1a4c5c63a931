"""Where the area's households stand against the standard, village by village."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import short_name
from tuopin.office.divisions.queries import villages_of
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.register.queries import MAY_EXIT
from tuopin.rulebook.criteria import Criterion
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.judged import ALL
from tuopin.standards.live import VillageStanding, standing_by_village


@dataclass(frozen=True)
class Share:
    """How many households fail one criterion, and of how many it is not known."""

    criterion: Criterion
    not_met: int
    unknown: int


@dataclass(frozen=True)
class VillageRow:
    """A village's households by outcome, and what keeps them."""

    code: str
    name: str
    households: int
    met: int
    not_met: int
    unknown: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class StandingPage:
    """What the page shows: villages, and their sum."""

    title: Text
    year: int
    criteria: tuple[Criterion, ...]
    rows: tuple[VillageRow, ...]
    total: VillageRow | None


def page_of(actor: Actor, *, on: date) -> StandingPage:
    """Judge the actor's area by the pack in force; raises MissingFigure."""
    pack = pack_of(pack_in_force(on).id)
    found = standing_by_village(
        pack=pack,
        year=on.year,
        on=on,
        statuses=[status.value for status in MAY_EXIT],
        kept_in=settings.COMPILED,
    )
    names = villages_of(actor.division_code)
    criteria = pack.criteria(Unit.HOUSEHOLD)
    rows = tuple(
        _row(one, short_name(names[one.village_code]), criteria) for one in found
    )
    total = _row(_sum(found), "", criteria) if len(found) > 1 else None
    return StandingPage(pack.title, on.year, criteria, rows, total)


def _row(one: VillageStanding, name: str, criteria: Sequence[Criterion]) -> VillageRow:
    counts = one.counts
    return VillageRow(
        code=one.village_code,
        name=name,
        households=one.households,
        met=counts[ALL, Outcome.MET],
        not_met=counts[ALL, Outcome.NOT_MET],
        unknown=counts[ALL, Outcome.UNKNOWN],
        shares=tuple(
            Share(
                criterion,
                counts[criterion.id, Outcome.NOT_MET],
                counts[criterion.id, Outcome.UNKNOWN],
            )
            for criterion in criteria
        ),
    )


def _sum(found: Sequence[VillageStanding]) -> VillageStanding:
    counts = {key: sum(one.counts[key] for one in found) for key in found[0].counts}
    return VillageStanding("", sum(one.households for one in found), counts)
