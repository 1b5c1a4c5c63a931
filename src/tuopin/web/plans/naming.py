"""Whom a plan names or may name, each with what the standard says of them today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tuopin.office.divisions.domain import DivisionLevel
from tuopin.office.divisions.queries import units_below
from tuopin.procedure.standing import ShownStatus
from tuopin.procedure.workload import standings
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.queries import JudgedUnit, judge_households
from tuopin.survey.queries import latest_visits


@dataclass(frozen=True)
class Named:
    """A household with its present findings and, where it has one, its case."""

    household: HouseholdRow
    outcome: Outcome
    against: tuple[Text, ...]
    is_visited: bool
    status: ShownStatus | None
    is_chosen: bool = False


@dataclass(frozen=True)
class OfVillage:
    """A village's households, and whether the plan names the village itself."""

    code: str
    name: str
    is_poor: bool
    is_named: bool
    households: tuple[Named, ...]
    exit_year: int | None = None
    """The year in which the township's timetable has it exit."""


def by_village(
    households: Sequence[HouseholdRow],
    *,
    pack: PolicyPack,
    year: int,
    township: str,
    chosen: Iterable[int] | None,
    villages: Mapping[str, bool],
    exit_years: Mapping[str, int] | None = None,
) -> list[OfVillage]:
    """Return households with their findings, village by village.

    `villages` are the poor villages, each with whether it is named. Where nobody has
    chosen yet, those are who meet the standard by the year's visits.
    """
    visits = latest_visits({one.village_id for one in households}, year=year)
    judged = {
        one.household_id: one
        for one in judge_households(
            {
                one.id: visits[one.id].id if one.id in visits else None
                for one in households
            },
            pack=pack,
            year=year,
        )
    }
    standing = standings([one.id for one in households])
    picked = None if chosen is None else set(chosen)
    found: dict[str, list[Named]] = {code: [] for code in villages}
    for household in households:
        one = judged[household.id]
        is_met = one.outcome is Outcome.MET
        found.setdefault(household.village_id, []).append(
            Named(
                household=household,
                outcome=one.outcome,
                against=_against(one, pack),
                is_visited=household.id in visits,
                status=standing.get(household.id),
                is_chosen=is_met if picked is None else household.id in picked,
            )
        )
    names = {
        unit.code: unit.short_name
        for unit in units_below(township, DivisionLevel.VILLAGE)
    }
    return [
        OfVillage(
            code=code,
            name=names.get(code, code),
            is_poor=code in villages,
            is_named=villages.get(code, False),
            households=tuple(found[code]),
            exit_year=(exit_years or {}).get(code),
        )
        for code in sorted(found)
    ]


def _against(judged: JudgedUnit, pack: PolicyPack) -> tuple[Text, ...]:
    """Return the criteria that a household does not meet."""
    criteria = pack.standards[Unit.HOUSEHOLD]
    return tuple(
        criteria[finding.criterion].title
        for finding in judged.findings
        if finding.outcome is Outcome.NOT_MET
    )
