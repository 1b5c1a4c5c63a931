"""The households of a consignment, as the register had them when it was sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuopin.filing import queries
from tuopin.office.divisions.domain import township_of
from tuopin.office.divisions.queries import unit_named
from tuopin.procedure import queries as cases
from tuopin.register import queries as register

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment


@dataclass(frozen=True)
class RosterLine:
    """A household of a roster."""

    township: str
    village: str
    number: str
    head_name: str
    persons: int


@dataclass(frozen=True)
class SummaryLine:
    """A township of a roster: its households and their people."""

    township: str
    households: int
    persons: int


@dataclass(frozen=True)
class Roster:
    """The households of a consignment, by village."""

    lines: tuple[RosterLine, ...]

    @property
    def summary(self) -> tuple[SummaryLine, ...]:
        """The roster counted by township."""
        households: Counter[str] = Counter()
        persons: Counter[str] = Counter()
        for line in self.lines:
            households[line.township] += 1
            persons[line.township] += line.persons
        return tuple(
            SummaryLine(name, n, persons[name]) for name, n in households.items()
        )

    @property
    def persons(self) -> int:
        """How many people the households have."""
        return sum(line.persons for line in self.lines)


def roster_of(consignment: Consignment) -> Roster:
    """Return a consignment's households as the register had them when it went."""
    found = list(
        cases.cases_by_id(queries.case_ids_in(consignment))
        .filter(household__isnull=False)
        .select_related("household")
        .order_by("village_id", "household__number")
    )
    heads = register.heads_as_at(
        [case.leaving.id for case in found], consignment.sent_on
    )
    names: dict[str, str] = {}

    def named(code: str) -> str:
        if code not in names:
            names[code] = unit_named(code).name
        return names[code]

    return Roster(
        tuple(
            RosterLine(
                named(township_of(case.village_id)),
                named(case.village_id),
                case.leaving.number,
                *heads.get(
                    case.leaving.id, (case.leaving.head_name, case.leaving.member_count)
                ),
            )
            for case in found
        )
    )
