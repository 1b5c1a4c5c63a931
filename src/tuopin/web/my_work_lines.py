"""What a position has to do, as lines: which act, where, by when, and what follows.

Pure: from workloads and the pack's procedure to lines. Where an act may be done today
it stands under today; nobody is told of a date that the pack does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from tuopin.office.policy.local import local_rules
from tuopin.procedure.workload import Workload
from tuopin.rulebook.citation import Citation
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import ActRule, Procedure, Strength, open_acts
from tuopin.rulebook.text import Text

DAYS_AHEAD = 7


class When(StrEnum):
    """The four parts of a day's work."""

    OVERDUE = "overdue"  # 已过期
    TODAY = "today"  # 今天可办
    THIS_WEEK = "this_week"  # 七天内
    WAITING = "waiting"  # 等待他人


@dataclass(frozen=True)
class Portion:
    """Households of one village for which one act is open from one day on."""

    rule: ActRule
    village_code: str
    year: int
    opens_on: date | None
    twin_day: date | None
    household_ids: tuple[int, ...]


@dataclass(frozen=True)
class Due:
    """The day by which an act is to be done, and what happens when it passes."""

    on: date
    then: Text


@dataclass(frozen=True)
class Line:
    """One act at one place: how many households, by when, and by whom."""

    when: When
    act: str
    title: Text
    cite: Citation
    place_code: str
    households: int
    due: Due | None
    opens_on: date | None
    on: date
    performed_by: tuple[Position, ...]

    @property
    def due_on(self) -> date | None:
        """The day by which it is to be done, if the pack knows one."""
        return self.due.on if self.due else None

    @property
    def query(self) -> str:
        """The register's address query that lists these households."""
        asked = {"open": self.act, "place": self.place_code}
        if self.opens_on is not None:
            asked["opens_on"] = self.opens_on.isoformat()
        return urlencode(asked)

    @property
    def is_of_others(self) -> bool:
        """Whether somebody else has to act."""
        return self.when is When.WAITING

    @property
    def is_hanging(self) -> bool:
        """Whether a notice must hang on before the act may be done."""
        return self.opens_on is not None and self.opens_on > self.on


def portions(
    procedure: Procedure,
    workloads: Iterable[Workload],
    openings: Mapping[str, Mapping[int, date]],
) -> list[Portion]:
    """Return what is open in the workloads; households on hold wait elsewhere."""
    found: dict[tuple[str, str, int, date | None, date | None], list[int]] = {}
    open_after: dict[tuple[tuple[str, str], ...], tuple[str, ...]] = {}
    for load in workloads:
        if load.is_held:
            continue
        way = tuple(load.performed.items())
        if way not in open_after:
            open_after[way] = open_acts(procedure, load.performed)
        for act in open_after[way]:
            twin_day = _twin_day(procedure.acts[act], load)
            for opens_on, ids in _by_opening(procedure, act, load, openings).items():
                key = (act, load.village_code, load.year, opens_on, twin_day)
                found.setdefault(key, []).extend(ids)
    return [
        Portion(procedure.acts[act], village, year, opens_on, twin_day, tuple(ids))
        for (act, village, year, opens_on, twin_day), ids in found.items()
    ]


def _by_opening(
    procedure: Procedure,
    act: str,
    load: Workload,
    openings: Mapping[str, Mapping[int, date]],
) -> Mapping[date | None, Sequence[int]]:
    """Return a workload's households by the day on which their notice lets them go."""
    publicity = procedure.publicity_closed_by(act)
    if publicity is None:
        return {None: load.household_ids}
    opens_on = openings.get(publicity.id, {})
    days = [opens_on.get(case_id) for case_id in load.case_ids]
    if len(set(days)) == 1:
        return {days[0]: load.household_ids}
    found: dict[date | None, list[int]] = {}
    for day, household_id in zip(days, load.household_ids, strict=True):
        found.setdefault(day, []).append(household_id)
    return found


def _twin_day(rule: ActRule, load: Workload) -> date | None:
    """Return when the act was done that this one is to be done together with (同时)."""
    days = [load.days[twin] for twin in rule.together_with if twin in load.days]
    return min(days, default=None)


def lines(
    procedure: Procedure,
    found: Iterable[Portion],
    *,
    position: Position,
    place_of: Mapping[str, str],
    on: date,
) -> list[Line]:
    """Return the lines of a position's work, in the order in which they press.

    `place_of` says under which place a village is counted: itself, or its township
    for offices that have many.
    """
    grouped: dict[tuple[str, str, Due | None, date | None], list[Portion]] = {}
    rules = local_rules()
    for portion in found:
        place = place_of[portion.village_code]
        bound = rules.procedure(procedure, place=portion.village_code, on=on)
        due = _due(bound, portion)
        key = (portion.rule.id, place, due, portion.opens_on)
        grouped.setdefault(key, []).append(portion)
    made = [
        _line(key, parts, position=position, on=on) for key, parts in grouped.items()
    ]
    order = list(procedure.acts)
    return sorted(
        made,
        key=lambda line: (
            line.opens_on or line.due_on or date.max,
            order.index(line.act),
            line.place_code,
        ),
    )


def _due(procedure: Procedure, portion: Portion) -> Due | None:
    """Return the day that binds: the twin's first, else the earliest of the year."""
    twin = _twin_due(procedure, portion)
    if twin is not None:
        return twin
    bound = [
        (date(portion.year, deadline.month, deadline.day), deadline.strength)
        for deadline in procedure.deadlines
        if portion.rule.id in deadline.acts
    ]
    if not bound:
        return None
    last, strength = min(bound)
    return Due(last, REFUSED if strength is Strength.REFUSES else LATE)


def _twin_due(procedure: Procedure, portion: Portion) -> Due | None:
    if portion.twin_day is None:
        return None
    twins = [procedure.acts[twin].title for twin in portion.rule.together_with]
    last = portion.twin_day + timedelta(days=procedure.entry.together_within_days)
    return Due(
        last,
        Text(
            f"须与“{'、'.join(t.zh for t in twins)}”同时办理，逾期不予受理",
            f"Goes together with “{'; '.join(t.en for t in twins)}”; refused later",
        ),
    )


REFUSED = Text(
    "逾期不能再办，该户列入下一年度计划",
    "Refused afterwards; the household goes into next year's plan",
)
LATE = Text(
    "逾期仍可办理，但记为超期", "Still possible afterwards, but counted as late"
)


def _line(
    key: tuple[str, str, Due | None, date | None],
    parts: Sequence[Portion],
    *,
    position: Position,
    on: date,
) -> Line:
    act, place, due, opens_on = key
    rule = parts[0].rule
    return Line(
        when=_when(rule, due, opens_on, position=position, on=on),
        act=act,
        title=rule.title,
        cite=rule.cite,
        place_code=place,
        households=sum(len(part.household_ids) for part in parts),
        due=due,
        opens_on=opens_on,
        on=on,
        performed_by=rule.performed_by,
    )


def _when(
    rule: ActRule,
    due: Due | None,
    opens_on: date | None,
    *,
    position: Position,
    on: date,
) -> When:
    if position not in rule.performed_by:
        return When.WAITING
    if opens_on is not None and opens_on > on:
        soon = opens_on <= on + timedelta(days=DAYS_AHEAD)
        return When.THIS_WEEK if soon else When.WAITING
    if due is not None and due.on < on:
        return When.OVERDUE
    return When.TODAY
