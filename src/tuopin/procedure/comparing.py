"""What visits to households say beside a department's figure of their village.

The department's figure stands (art. 4 ¶2): a difference is a question to it and never
a failure of the village.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuopin.register import queries as register
from tuopin.rulebook.facts import Beside, Fact
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.names_read import MEMBERS
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards.members import FoundOfMembers, member_value
from tuopin.standards.queries import JudgedUnit, judge_households
from tuopin.survey import queries as surveys

if TYPE_CHECKING:
    from tuopin.survey.models import DepartmentReturn


@dataclass(frozen=True)
class Seen:
    """What a figure can be by those looked at: the rest may be either way."""

    at_least: int
    at_most: int

    def agrees_with(self, figure: int) -> bool:
        """Whether the figure contradicts nothing that was seen."""
        return self.at_least <= figure <= self.at_most

    def __str__(self) -> str:
        if self.at_least == self.at_most:
            return str(self.at_least)
        return f"{self.at_least}–{self.at_most}"


def figures_beside(standing: DepartmentReturn, pack: PolicyPack) -> dict[str, str]:
    """Return what was seen where it contradicts a department's return, by fact."""
    seen = seen_in(standing.village_id, year=standing.year, pack=pack)
    return {
        name: str(seen[name])
        for name, text in standing.figures.items()
        if name in seen and not seen[name].agrees_with(int(text))
    }


def seen_in(village_code: str, *, year: int, pack: PolicyPack) -> Mapping[str, Seen]:
    """Return what the register and the year's visits say of a village, by fact."""
    facts = pack.facts[Unit.VILLAGE].facts.values()
    wanted = [(fact, fact.beside) for fact in facts if fact.beside is not None]
    if not wanted:
        return {}
    households = register.households_of_village(village_code)
    visits = surveys.latest_visits([village_code], year=year)
    judged = judge_households(
        {one: visits[one].id for one in households if one in visits},
        pack=pack,
        year=year,
    )
    members = register.member_rows(households)
    by_visit = surveys.found_of_members(one.id for one in visits.values())
    found = {one: by_visit.get(visit.id, {}) for one, visit in visits.items()}
    return {
        fact.name: _households(beside.households_meeting, judged, len(households))
        if beside.households_meeting is not None
        else _members(_member_fact(beside, pack), members, found)
        for fact, beside in wanted
    }


def _households(criterion: str, judged: list[JudgedUnit], registered: int) -> Seen:
    outcomes = [
        finding.outcome
        for one in judged
        for finding in one.findings
        if finding.criterion == criterion
    ]
    met, not_met = outcomes.count(Outcome.MET), outcomes.count(Outcome.NOT_MET)
    return Seen(met, registered - not_met)


def _member_fact(beside: Beside, pack: PolicyPack) -> Fact:
    members = pack.facts[Unit.HOUSEHOLD].facts[MEMBERS]
    return members.member_facts[beside.members_with or ""]


def _members(
    fact: Fact,
    members: Mapping[int, list[register.MemberRow]],
    found: Mapping[int, FoundOfMembers],
) -> Seen:
    said = [
        member_value(fact, row, found.get(household, {}).get(row.number, {}))
        for household, rows in members.items()
        for row in rows
    ]
    return Seen(said.count(True), len(said) - said.count(False))
