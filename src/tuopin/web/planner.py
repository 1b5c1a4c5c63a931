"""How late each village may still begin (最迟开始), gathered for the planner's page.

The law's days are counted by `procedure.latest`; here cases are put together that
stand alike, and what presses most is put first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tuopin.notice.about import openings_of
from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import DivisionLevel, level_of, township_of
from tuopin.office.divisions.queries import short_names_in
from tuopin.office.policy.local import local_rules
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.procedure.latest import (
    CountBack,
    LatestDay,
    Progress,
    count_back,
    fresh_round,
    needs_fresh_round,
)
from tuopin.procedure.standing import ShownStatus, shown_statuses
from tuopin.procedure.workload import Workload, workloads
from tuopin.rulebook.calendar import BeyondCalendar, WorkCalendar
from tuopin.rulebook.procedure import ActRule, Deadline, Procedure, Strength, status
from tuopin.rulebook.text import Text
from tuopin.web.my_work_lines import DAYS_AHEAD, LATE, REFUSED

VILLAGES_PER_PAGE = 100
BELOW_ONE_OFFICE = (DivisionLevel.VILLAGE, DivisionLevel.TOWNSHIP)

Openings = Mapping[str, Mapping[int, date]]


class Pressing(StrEnum):
    """How a deadline presses, the worst first; as screens frame it."""

    LOST = "ends"  # 已赶不上
    SOON = "waits"  # 七天以内
    UNKNOWN = "unknown"  # 工作日历之外
    FINE = "open"  # 来得及
    DONE = "done"  # 已办完


@dataclass(frozen=True)
class DueDay:
    """A deadline in a year, and what happens when it passes."""

    rule: Deadline
    on: date

    @property
    def then(self) -> Text:
        """What becomes of an act after the deadline."""
        return REFUSED if self.rule.strength is Strength.REFUSES else LATE


@dataclass(frozen=True)
class Outlook:
    """One deadline for households that stand alike: what is next and how soon."""

    deadline: Deadline
    counted: CountBack | None
    pressing: Pressing
    next: LatestDay | None
    days_left: int
    beyond: Text | None = None

    @property
    def days_over(self) -> int:
        """How many days ago the latest day was; 0 while it has not passed."""
        return max(0, -self.days_left)

    @property
    def words(self) -> str:
        """The words for how it presses."""
        return f"web/planner/{self.pressing.name.lower()}.html"

    @property
    def urgency(self) -> tuple[int, int]:
        """What presses most sorts first."""
        return list(Pressing).index(self.pressing), self.days_left


@dataclass(frozen=True)
class ActRow:
    """One act that is left, with its latest day for each deadline."""

    rule: ActRule
    latest: tuple[tuple[Deadline, LatestDay | None], ...]


@dataclass(frozen=True)
class Standing:
    """Households of a village that stand alike and have the same days left."""

    procedure: Procedure
    status: ShownStatus
    starts_over: bool
    outlooks: tuple[Outlook, ...]
    households: int

    @property
    def urgency(self) -> tuple[int, int]:
        """What presses most sorts first."""
        return min((one.urgency for one in self.outlooks), default=(len(Pressing), 0))

    @property
    def acts(self) -> list[ActRow]:
        """Every act that is left for one of the deadlines, in legal order."""
        found = [
            {act.rule.id: act for act in one.counted.acts} if one.counted else {}
            for one in self.outlooks
        ]
        deadlines = [one.deadline for one in self.outlooks]
        return [
            ActRow(
                rule,
                tuple(
                    (deadline, days.get(rule.id))
                    for deadline, days in zip(deadlines, found, strict=True)
                ),
            )
            for rule in self.procedure.acts.values()
            if any(rule.id in days for days in found)
        ]


@dataclass(frozen=True)
class VillagePlan:
    """A village: where its households stand, the most pressing first."""

    code: str
    name: str
    township: str
    standings: tuple[Standing, ...]

    @property
    def urgency(self) -> tuple[int, int]:
        """What presses most sorts first."""
        return self.standings[0].urgency

    @property
    def lines(self) -> int:
        """How many lines the village takes."""
        return len(self.standings)


@dataclass(frozen=True)
class Section:
    """A year's cases under one procedure: its deadlines and its villages."""

    title: Text
    year: int
    deadlines: tuple[DueDay, ...]
    villages: tuple[VillagePlan, ...]

    @property
    def townships(self) -> list[tuple[str, list[VillagePlan]]]:
        """The villages by township, in the order in which they come."""
        grouped: dict[str, list[VillagePlan]] = {}
        for village in self.villages:
            grouped.setdefault(village.township, []).append(village)
        return list(grouped.items())


@dataclass(frozen=True)
class PlannerPage:
    """What the page shows, and which page of it this is."""

    sections: tuple[Section, ...]
    shows_townships: bool
    page: int
    pages: int
    place: str = ""
    place_name: str = ""

    @property
    def previous(self) -> int | None:
        """The page before this one."""
        return self.page - 1 if self.page > 1 else None

    @property
    def following(self) -> int | None:
        """The page after this one."""
        return self.page + 1 if self.page < self.pages else None


class NoSuchVillage(LookupError):
    """No village of that code lies in the actor's area."""


def planner_of(
    actor: Actor, *, place: str = "", page: int = 1, on: date
) -> PlannerPage:
    """Return how late the area's villages may begin; raises NoSuchVillage."""
    names = short_names_in(actor.division_code)
    if place and place not in names:
        raise NoSuchVillage(place)
    sections = sections_of(names, place=place, on=on)
    pages = max(1, *(-(-len(s.villages) // VILLAGES_PER_PAGE) for s in sections), 1)
    page = min(max(page, 1), pages)
    return PlannerPage(
        tuple(_paged(section, page) for section in sections),
        level_of(actor.division_code) not in BELOW_ONE_OFFICE and not place,
        page,
        pages,
        place,
        names.get(place, ""),
    )


def sections_of(
    names: Mapping[str, str], *, place: str = "", on: date
) -> list[Section]:
    """Return how late the villages in sight may begin, whatever presses most first."""
    calendar = pack_of(pack_in_force(on).id).calendar
    return [
        section
        for procedure, loads in workloads()
        for section in _sections(
            procedure,
            [load for load in loads if not place or load.village_code == place],
            calendar=calendar,
            names=names,
            on=on,
        )
    ]


def _paged(section: Section, page: int) -> Section:
    first = (page - 1) * VILLAGES_PER_PAGE
    shown = section.villages[first : first + VILLAGES_PER_PAGE]
    return Section(section.title, section.year, section.deadlines, shown)


def _sections(
    procedure: Procedure,
    loads: Sequence[Workload],
    *,
    calendar: WorkCalendar,
    names: Mapping[str, str],
    on: date,
) -> Iterator[Section]:
    openings = openings_of(
        [
            case_id
            for load in loads
            if any(
                p.opened_by in load.performed for p in procedure.publicities.values()
            )
            for case_id in load.case_ids
        ]
    )
    for year in sorted({load.year for load in loads}):
        of_year = [load for load in loads if load.year == year]
        found: dict[str, list[Standing]] = {}
        for bound, alike in _by_rules(procedure, of_year, on=on):
            planning = _Planning(bound, calendar, year, on)
            found |= planning.standings(alike, openings)
        yield Section(
            procedure.title,
            year,
            tuple(DueDay(d, date(year, d.month, d.day)) for d in procedure.deadlines),
            _villages(found, names),
        )


def _by_rules(
    procedure: Procedure, loads: Sequence[Workload], *, on: date
) -> list[tuple[Procedure, list[Workload]]]:
    """Return loads by what binds their villages from today on (art. 16)."""
    rules, found = local_rules(), dict[int, tuple[Procedure, list[Workload]]]()
    for load in loads:
        bound = rules.procedure(
            procedure, place=load.village_code, on=on, is_ahead=True
        )
        found.setdefault(id(bound), (bound, []))[1].append(load)
    return list(found.values())


def _villages(
    found: Mapping[str, Iterable[Standing]], names: Mapping[str, str]
) -> tuple[VillagePlan, ...]:
    """Return the villages by township, whatever presses most first."""
    plans = [
        VillagePlan(
            code=code,
            name=names.get(code, code),
            township=names.get(township_of(code), ""),
            standings=tuple(sorted(standings, key=lambda one: one.urgency)),
        )
        for code, standings in found.items()
    ]
    worst: dict[str, tuple[int, int]] = {}
    for plan in plans:
        known = worst.get(plan.township, plan.urgency)
        worst[plan.township] = min(known, plan.urgency)
    return tuple(
        sorted(
            plans,
            key=lambda p: (worst[p.township], p.code[:9], p.urgency, p.code),
        )
    )


@dataclass(frozen=True)
class Ahead:
    """What lies ahead of households that have come as far; alike is of one number."""

    number: int
    starts_over: bool
    outlooks: tuple[Outlook, ...]


class _Planning:
    """One year under one procedure; cases that stand alike are counted once."""

    def __init__(
        self, procedure: Procedure, calendar: WorkCalendar, year: int, on: date
    ) -> None:
        self.procedure, self.calendar = procedure, calendar
        self.year, self.on = year, on
        self._statuses = shown_statuses(procedure)
        self._stand: dict[object, ShownStatus] = {}
        self._found: dict[object, Ahead] = {}
        self._numbers: dict[tuple[bool, tuple[Outlook, ...]], int] = {}

    def standings(
        self, loads: Iterable[Workload], openings: Openings
    ) -> dict[str, list[Standing]]:
        """Return where the households of each village stand."""
        counted: dict[str, dict[object, tuple[Workload, Progress, int]]] = {}
        for load in loads:
            for progress, households in self._progress(load, openings):
                alike = counted.setdefault(load.village_code, {})
                key = self._status(load).id, self._ahead(progress).number
                _, _, before = alike.get(key, (load, progress, 0))
                alike[key] = load, progress, before + households
        return {
            village: [
                Standing(
                    self.procedure,
                    self._status(load),
                    self._ahead(progress).starts_over,
                    self._ahead(progress).outlooks,
                    households,
                )
                for load, progress, households in alike.values()
            ]
            for village, alike in counted.items()
        }

    def _status(self, load: Workload) -> ShownStatus:
        key = load.is_held, *load.performed.items()
        if key not in self._stand:
            found = status(self.procedure, load.performed, load.is_held)
            self._stand[key] = self._statuses[found.id]
        return self._stand[key]

    def _progress(
        self, load: Workload, openings: Openings
    ) -> Iterator[tuple[Progress, int]]:
        """Return how far the households have come, apart where notices differ."""
        hanging = [
            publicity.id
            for publicity in self.procedure.publicities.values()
            if publicity.opened_by in load.performed
            and publicity.closed_by not in load.performed
        ]
        if not hanging:
            yield Progress(load.performed, load.days, {}), len(load.case_ids)
            return
        known = [openings.get(publicity, {}) for publicity in hanging]
        counts = Counter(
            tuple(of.get(case_id) for of in known) for case_id in load.case_ids
        )
        for days, households in counts.items():
            opens_on = {
                publicity: day
                for publicity, day in zip(hanging, days, strict=True)
                if day is not None
            }
            yield Progress(load.performed, load.days, opens_on), households

    def _ahead(self, progress: Progress) -> Ahead:
        key = tuple(
            frozenset(known.items())
            for known in (progress.performed, progress.days, progress.opens_on)
        )
        if key not in self._found:
            starts_over = needs_fresh_round(self.procedure, progress, on=self.on)
            counted_from = (
                fresh_round(self.procedure, progress) if starts_over else progress
            )
            outlooks = tuple(
                self._outlook(deadline, counted_from)
                for deadline in self.procedure.deadlines
            )
            number = self._numbers.setdefault(
                (starts_over, outlooks), len(self._numbers)
            )
            self._found[key] = Ahead(number, starts_over, outlooks)
        return self._found[key]

    def _outlook(self, deadline: Deadline, progress: Progress) -> Outlook:
        try:
            counted = count_back(
                deadline,
                procedure=self.procedure,
                calendar=self.calendar,
                progress=progress,
                year=self.year,
            )
        except BeyondCalendar as beyond:
            return Outlook(deadline, None, Pressing.UNKNOWN, None, 0, beyond.message)
        following = counted.pressing(self.on)
        if following is None:
            return Outlook(deadline, counted, Pressing.DONE, None, 0)
        days_left = (following.on - self.on).days
        pressing = Pressing.SOON if days_left <= DAYS_AHEAD else Pressing.FINE
        if counted.is_lost(self.on):
            pressing = Pressing.LOST
        return Outlook(deadline, counted, pressing, following, days_left)
