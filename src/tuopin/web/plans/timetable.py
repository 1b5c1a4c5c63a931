"""Timetables on pages: each village with its year, each year with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tuopin.filing.queries import delisted_villages
from tuopin.office.divisions.domain import DivisionLevel, township_of
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.queries import units_below
from tuopin.office.policy.queries import pack_of
from tuopin.plan import queries as plans
from tuopin.procedure import queries as cases
from tuopin.procedure.standing import ShownStatus, shown_status
from tuopin.register.villages import poor_villages
from tuopin.rulebook.procedure import Procedure, Status, status
from tuopin.rulebook.units import Unit
from tuopin.web.plans.acting import performed
from tuopin.web.worksheets.fields import Choice, Field, Kind

if TYPE_CHECKING:
    from tuopin.office.accounts.domain import Actor
    from tuopin.plan.models import ExitPlan

VILLAGE, HOUSEHOLDS = "village", "households"


@dataclass(frozen=True)
class VillageTimed:
    """A village of a timetable, and where its latest case stands."""

    code: str
    name: str
    year: int
    case_year: int | None
    status: ShownStatus | None


@dataclass(frozen=True)
class YearTimed:
    """A year of a timetable: what it has exit, and what the year's plan names."""

    year: int
    villages: int
    households: int
    planned_villages: int | None = None
    """How many villages the filed plan of the year names; none where none is filed."""
    planned_households: int | None = None


@dataclass(frozen=True)
class TimetableListed:
    """A township's latest timetable, year by year."""

    township: Division
    plan: ExitPlan | None
    status: Status
    poor: int
    years: tuple[YearTimed, ...]


def villages_timed(plan: ExitPlan) -> list[VillageTimed]:
    """Return the villages of a timetable, by their years."""
    years = plans.years_of_villages(plan)
    names = _names(plan.township_id)
    latest = {case.village_id: case for case in cases.latest_of_villages()}
    found = []
    for code, year in sorted(years.items(), key=lambda one: (one[1], one[0])):
        case = latest.get(code)
        stands = None
        if case is not None:
            procedure = cases.procedure_of(pack_of(case.pack_id), Unit.VILLAGE)
            stands = shown_status(procedure, case.status)
        found.append(
            VillageTimed(
                code, names.get(code, code), year, case.year if case else None, stands
            )
        )
    return found


def years_timed(plan: ExitPlan) -> list[YearTimed]:
    """Return the years of a timetable beside what the filed plans of them name."""
    villages = Counter(plans.years_of_villages(plan).values())
    households = plans.years_of_households(plan)
    found = []
    for year in sorted({*villages, *households}):
        filed = next(
            (
                one
                for one in plans.all_versions(plan.township_id, year)
                if plans.FILED in plans.acts_of(one)
            ),
            None,
        )
        size = plans.sizes([filed.id]).get(filed.id, (0, 0)) if filed else (None, None)
        found.append(
            YearTimed(year, villages[year], households.get(year, 0), size[0], size[1])
        )
    return found


def timetables_of(actor: Actor, rules: Procedure) -> list[TimetableListed]:
    """Return the timetables of the actor's townships, those without one among them."""
    latest = {plan.township_id: plan for plan in plans.latest_timetables()}
    ids = [plan.id for plan in latest.values()]
    acts, sizes = plans.acts_by_plan(ids), plans.timetable_sizes(ids)
    poor = Counter(
        township_of(code)
        for code in poor_villages(covered_by=actor.division_code) - delisted_villages()
    )
    found = []
    for township in units_below(actor.division_code, DivisionLevel.TOWNSHIP):
        plan = latest.get(township.code)
        if plan is None and not poor[township.code]:
            continue
        done = performed(acts[plan.id]) if plan else {}
        found.append(
            TimetableListed(
                township,
                plan,
                status(rules, done, held=False),
                poor[township.code],
                tuple(
                    YearTimed(year, *size)
                    for year, size in sorted(sizes[plan.id].items())
                )
                if plan
                else (),
            )
        )
    return found


@dataclass(frozen=True)
class TimetableForm:
    """What a timetable asks for: a year for each village, a number for each year."""

    villages: tuple[Field, ...]
    households: tuple[Field, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of it."""
        return (*self.villages, *self.households)

    @property
    def has_fault(self) -> bool:
        """Whether something is not filled in."""
        return any(field.fault for field in self.fields)

    @property
    def village_years(self) -> dict[str, int]:
        """Each village's year."""
        return {_of(one): int(one.value) for one in self.villages}

    @property
    def household_years(self) -> dict[int, int]:
        """Each year's number of households."""
        return {int(_of(one)): int(one.value) for one in self.households}


def timetable_form(
    township: str, years: tuple[int, ...], typed: Mapping[str, str] | None
) -> TimetableForm:
    """Return what to fill in: as typed, else as the last version has it."""
    latest = next(iter(plans.latest_timetables()), None)
    standing = plans.years_of_villages(latest) if latest else {}
    counted = plans.years_of_households(latest) if latest else {}
    names = _names(township)
    poor = sorted(poor_villages(covered_by=township) - delisted_villages())
    villages = tuple(
        Field(
            f"{VILLAGE}-{code}",
            names.get(code, code),
            Kind.CHOICE,
            choices=_choices(years, standing.get(code)),
            value=str(standing.get(code, "")),
        )
        for code in poor
    )
    households = tuple(
        Field(
            f"{HOUSEHOLDS}-{year}",
            _("Households to exit in %(year)d") % {"year": year},
            Kind.WHOLE,
            value=str(counted.get(year, "")),
        )
        for year in years
    )
    if typed is not None:
        villages = tuple(one.filled_from(typed) for one in villages)
        households = tuple(one.filled_from(typed) for one in households)
    return TimetableForm(villages, households)


def _choices(years: tuple[int, ...], standing: int | None) -> tuple[Choice, ...]:
    """Offer the years to come, and the one that the village has."""
    offered = sorted({*years, *([standing] if standing else [])})
    return (
        Choice("", _("choose the year")),
        *(Choice(str(year), str(year)) for year in offered),
    )


def _of(field: Field) -> str:
    return field.name.partition("-")[2]


def _names(township: str) -> dict[str, str]:
    return {
        unit.code: unit.short_name
        for unit in units_below(township, DivisionLevel.VILLAGE)
    }
