"""The figures of an area, each counted in one place and summed from the same rows.

The page, the workbook and the printed brief show these and no others, so that a number
is the same wherever it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from django.urls import reverse

from tuopin.filing.queries import awaiting_receipt
from tuopin.notice import objections
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.divisions.domain import DivisionLevel, level_of, unit_at
from tuopin.office.divisions.queries import short_names_in, units_below
from tuopin.office.policy.queries import pack_on
from tuopin.oversight.queries import orders_in_sight
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.standing import Kind, ShownStatus, shown_statuses
from tuopin.procedure.workload import Alike, spread
from tuopin.register.counting import (
    VillageCount,
    counts_by_village,
    first_day,
    poor_on,
)
from tuopin.register.domain import STILL_POOR, RegistrationStatus
from tuopin.rulebook.criteria import Criterion
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import ActRule
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.survey.comparison.queries import open_questions
from tuopin.survey.integrity.queries import asked_about
from tuopin.web.planner import DueDay, Pressing, Section, sections_of
from tuopin.web.villages.listing import villages_of, ways_out

AT_A_VILLAGE = (DivisionLevel.TOWNSHIP, DivisionLevel.VILLAGE)
IN_ORDER = (Kind.OPEN, Kind.WAITS, Kind.DONE, Kind.ENDS)
Of = TypeVar("Of", RegistrationStatus, Kind, Outcome)


@dataclass(frozen=True)
class Tile:
    """A township or a village: its households by status, and how their exits stand."""

    code: str
    name: str
    registered: Mapping[RegistrationStatus, int]
    persons: int
    """The people of the households that are still poor."""
    standing: Mapping[Kind, int]

    @property
    def poor(self) -> int:
        """How many households are poor by the register, those returned among them."""
        return sum(self.registered[status] for status in STILL_POOR)

    @property
    def exits(self) -> int:
        """How many households have an exit, whatever came of it."""
        return sum(self.standing.values())


@dataclass(frozen=True)
class ActCount:
    """For how many households an act is done, of those that have an exit."""

    number: int
    rule: ActRule
    households: int


@dataclass(frozen=True)
class StatusCount:
    """How many households' exits stand where."""

    status: ShownStatus
    households: int


@dataclass(frozen=True)
class IndicatorCount:
    """Of how many poor villages a criterion of article 4 says what."""

    criterion: Criterion
    outcomes: Mapping[Outcome, int]


@dataclass(frozen=True)
class DayCount:
    """How many households were poor at the end of a day."""

    day: date
    households: int


@dataclass(frozen=True)
class DeadlineCount:
    """In how many villages a deadline presses how."""

    title: Text
    due: DueDay
    villages: Mapping[Pressing, int]


@dataclass(frozen=True)
class Waiting:
    """What somebody has to clear, and where it stands."""

    title: Text
    count: int
    address: str


@dataclass(frozen=True)
class Glance:
    """An area's figures on a day."""

    on: date
    tiles: tuple[Tile, ...]
    total: Tile
    acts: tuple[ActCount, ...]
    statuses: tuple[StatusCount, ...]
    poor_villages: int
    indicators: tuple[IndicatorCount, ...]
    days: tuple[DayCount, ...]
    deadlines: tuple[DeadlineCount, ...]
    waiting: tuple[Waiting, ...]


def glance_of(actor: Actor, *, on: date) -> Glance:
    """Count the actor's area, in a number of queries that its size does not change."""
    pack = pack_on(on)
    procedure = procedure_of(pack)
    alike = spread()
    tiles = _tiles(actor, counts_by_village(), alike)
    names = short_names_in(actor.division_code)
    standing = Counter[str]()
    done = Counter[str]()
    for one in alike:
        standing[one.status.id] += one.households
        done.update(dict.fromkeys(one.acts, one.households))
    villages, indicators = _indicators(actor, pack, on)
    return Glance(
        on=on,
        tiles=tiles,
        total=_sum(tiles),
        acts=tuple(
            ActCount(number, rule, done[rule.id])
            for number, rule in enumerate(procedure.acts.values(), 1)
        ),
        statuses=tuple(
            StatusCount(status, standing[status.id])
            for status in _statuses(shown_statuses(procedure), alike)
            if standing[status.id]
        ),
        poor_villages=villages,
        indicators=indicators,
        days=_days(on),
        deadlines=tuple(_deadlines(sections_of(names, on=on))),
        waiting=_waiting(actor, on),
    )


def _tiles(
    actor: Actor, registered: Iterable[VillageCount], alike: Iterable[Alike]
) -> tuple[Tile, ...]:
    """Return the area's townships, or a township's villages, or a village itself."""
    by_village = level_of(actor.division_code) in AT_A_VILLAGE
    level = DivisionLevel.VILLAGE if by_village else DivisionLevel.TOWNSHIP
    statuses: dict[str, Counter[RegistrationStatus]] = {}
    kinds: dict[str, Counter[Kind]] = {}
    persons = Counter[str]()
    for village in registered:
        code = unit_at(village.village_code, level)
        statuses.setdefault(code, Counter())[village.status] += village.households
        if village.status in STILL_POOR:
            persons[code] += village.persons
    for one in alike:
        code = unit_at(one.village_code, level)
        kinds.setdefault(code, Counter())[one.status.kind] += one.households
    return tuple(
        Tile(
            unit.code,
            unit.short_name,
            _each(RegistrationStatus, statuses.get(unit.code, {})),
            persons[unit.code],
            _each(Kind, kinds.get(unit.code, {})),
        )
        for unit in units_below(actor.division_code, level)
    )


def _each(kinds: Iterable[Of], counted: Mapping[Of, int]) -> dict[Of, int]:
    return {kind: counted.get(kind, 0) for kind in kinds}


def _sum(tiles: Sequence[Tile]) -> Tile:
    return Tile(
        "",
        "",
        {s: sum(tile.registered[s] for tile in tiles) for s in RegistrationStatus},
        sum(tile.persons for tile in tiles),
        {kind: sum(tile.standing[kind] for tile in tiles) for kind in Kind},
    )


def _statuses(
    shown: Mapping[str, ShownStatus], alike: Iterable[Alike]
) -> list[ShownStatus]:
    """Return the statuses of the rules in force, then those of earlier rules only."""
    earlier = {one.status.id: one.status for one in alike if one.status.id not in shown}
    return [*shown.values(), *(earlier[status] for status in sorted(earlier))]


def _indicators(
    actor: Actor, pack: PolicyPack, on: date
) -> tuple[int, tuple[IndicatorCount, ...]]:
    """Return how many poor villages there are, and what is known of each.

    Of a village without a case nothing is known: it counts so for every criterion.
    """
    if not ways_out(pack):
        return 0, ()
    rows = villages_of(actor, pack=pack, on=on).rows
    told = [
        {one.criterion.id: one.finding.outcome for one in row.standings} for row in rows
    ]
    return len(rows), tuple(
        IndicatorCount(
            criterion,
            _each(
                Outcome, Counter(one.get(criterion.id, Outcome.UNKNOWN) for one in told)
            ),
        )
        for criterion in pack.criteria(Unit.VILLAGE)
    )


def _days(on: date) -> tuple[DayCount, ...]:
    """Return the last days of the years that the register tells of, and today."""
    first = first_day()
    if first is None:
        return ()
    ends = [date(year, 12, 31) for year in range(first.year, on.year)]
    return tuple(DayCount(day, n) for day, n in poor_on([*ends, on]).items())


def _deadlines(sections: Iterable[Section]) -> Iterable[DeadlineCount]:
    for section in sections:
        for due in section.deadlines:
            worst = [
                min(
                    (
                        outlook.pressing
                        for standing in village.standings
                        for outlook in standing.outlooks
                        if outlook.deadline == due.rule
                    ),
                    key=list(Pressing).index,
                    default=Pressing.DONE,
                )
                for village in section.villages
            ]
            yield DeadlineCount(section.title, due, Counter(worst))


def _waiting(actor: Actor, on: date) -> tuple[Waiting, ...]:
    """Return what waits to be cleared, as far as the actor may follow it."""
    found = [
        Waiting(
            Text("未答复的异议", "objections without an answer"),
            objections.count_waiting(),
            reverse("web:objections"),
        ),
        Waiting(
            Text("未收到回执的报送", "filings without a receipt"),
            len(awaiting_receipt(year=on.year)),
            reverse("web:filings"),
        ),
    ]
    if actor.position in MAY[Right.FOLLOW_COMPARISON]:
        found.append(
            Waiting(
                Text("未核清的部门比对疑点", "questions from departments' lists"),
                open_questions(department=actor.department or None).count(),
                reverse("web:comparison"),
            )
        )
    if actor.position in MAY[Right.FOLLOW_INTEGRITY]:
        found.append(
            Waiting(
                Text("待说明的调查疑点", "questions about surveys"),
                sum(one.is_open for one in asked_about(on.year)),
                reverse("web:integrity"),
            )
        )
    if actor.position in MAY[Right.FOLLOW_INSPECTIONS]:
        found.append(
            Waiting(
                Text("未办结的整改", "orders to correct"),
                sum(one.is_open for one in orders_in_sight()),
                reverse("web:inspections"),
            )
        )
    return tuple(found)


def list_behind(**narrowed: str) -> str:
    """Return the address of the register's list, narrowed to what a figure counts."""
    asked = {name: value for name, value in narrowed.items() if value}
    return f"{reverse('web:register')}?{urlencode(asked)}"
