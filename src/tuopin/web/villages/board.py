"""Everything the office knows of one village's exit, gathered from the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import township_of
from tuopin.office.divisions.queries import unit_named
from tuopin.procedure import queries as cases
from tuopin.procedure.comparing import Seen, seen_in
from tuopin.procedure.villages import Count, Gathered, counts
from tuopin.register.villages import poor_villages
from tuopin.rulebook.criteria import Criterion
from tuopin.rulebook.facts import Counted, Fact
from tuopin.rulebook.findings import Finding
from tuopin.rulebook.judging import judge
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.queries import assessments_by_id
from tuopin.survey import queries as surveys
from tuopin.web.answers import value_shown
from tuopin.web.household_page import (
    AssessmentShown,
    CaseShown,
    assessment_shown,
    case_shown,
)
from tuopin.web.timeline import Happening, happenings

if TYPE_CHECKING:
    from tuopin.office.divisions.models import Division
    from tuopin.procedure.models import ExitCase
    from tuopin.survey.models import DepartmentReturn, FigureQuestion


class NoSuchVillage(LookupError):
    """No poor village of this code in the reader's area."""


class NoWayOut(LookupError):
    """A village without a case, and no procedure for villages in the pack in force."""


@dataclass(frozen=True)
class Figure:
    """One figure of a village: what was reported, and what visits say beside it."""

    fact: Fact
    value: Text | None
    seen: Seen | None
    differs: bool

    @property
    def is_counted(self) -> bool:
        """Whether the office counts it on its own register."""
        return self.fact.counted is not None


@dataclass(frozen=True)
class Answerable:
    """A department with its figures, its return and what was found on site of it."""

    name: str
    figures: tuple[Figure, ...]
    reported: DepartmentReturn | None
    questions: tuple[FigureQuestion, ...]

    @property
    def awaits_examination(self) -> bool:
        """Whether nobody of the department was on site since it reported."""
        return self.reported is not None and not hasattr(self.reported, "examination")


@dataclass(frozen=True)
class Standing:
    """What a criterion says on the figures as they are, before or after assessing."""

    criterion: Criterion
    finding: Finding


@dataclass(frozen=True)
class Way:
    """The people still poor if this year's pending decisions all go one way."""

    title: Text
    people: int
    finding: Finding


@dataclass(frozen=True)
class Board:
    """A village with its figures, findings, acts and record."""

    village: Division
    township: Division
    year: int
    pack: PolicyPack
    """The pack that the case began under; without a case, the one in force."""
    case_id: int | None
    case: CaseShown | None
    departments: tuple[Answerable, ...]
    count: Count
    ways: tuple[Way, ...]
    standings: tuple[Standing, ...]
    assessment: AssessmentShown | None
    timeline: tuple[Happening, ...]


def board_of(actor: Actor, village_code: str, *, pack: PolicyPack, on: date) -> Board:
    """Return a village's board; raises NoSuchVillage for another area's, NoWayOut.

    `pack` is in force on the day; a case brings its own.
    """
    if village_code not in poor_villages(covered_by=actor.division_code):
        raise NoSuchVillage(village_code)
    case = cases.latest_of_village(village_code)
    year = case.year if case else on.year
    state = None
    if case:
        ((state, pack),) = cases.states([case.id])
    elif cases.PROCEDURES[Unit.VILLAGE] not in pack.procedures:
        raise NoWayOut(village_code)
    known = cases.known_of_village(state, pack) if state else None
    count = known.count if known else _count_of(village_code, year, pack)
    seen = seen_in(village_code, year=year, pack=pack)
    kept = assessments_by_id([state.assessment_id or 0] if state else [])
    shown = None
    if case and state:
        procedure = cases.procedure_of(pack, Unit.VILLAGE)
        acts = cases.acts_of(case)
        shown = case_shown(case, state, acts, procedure, actor, on=on)
    return Board(
        village=unit_named(village_code),
        township=unit_named(township_of(village_code)),
        year=year,
        pack=pack,
        case_id=case.id if case else None,
        case=shown,
        departments=_departments(pack, known, seen),
        count=count,
        ways=_ways(pack, known, count, year) if known else (),
        standings=standings_of(pack, known.facts if known else {}, year=year),
        assessment=next(
            (assessment_shown(one, pack, Unit.VILLAGE) for one in kept.values()), None
        ),
        timeline=_timeline(village_code, case, shown, pack),
    )


def _count_of(village_code: str, year: int, pack: PolicyPack) -> Count:
    procedure = cases.procedure_of(pack, Unit.VILLAGE)
    waited_for = cases.acts_waited_for(procedure)
    return counts([village_code], year=year, waited_for=waited_for)[village_code]


def standings_of(
    pack: PolicyPack, facts: Mapping[str, object], *, year: int
) -> tuple[Standing, ...]:
    """Return what every criterion says on the figures as they are."""
    criteria = pack.standards[Unit.VILLAGE]
    return tuple(
        Standing(criteria[finding.criterion], finding)
        for finding in judge(pack, Unit.VILLAGE, facts, year=year)
    )


def _departments(
    pack: PolicyPack, known: Gathered | None, seen: Mapping[str, Seen]
) -> tuple[Answerable, ...]:
    facts = pack.facts[Unit.VILLAGE].facts.values()
    names = dict.fromkeys(fact.department or "" for fact in facts)
    returns = known.returns if known else {}
    asked: dict[int, list[FigureQuestion]] = {}
    for question in surveys.questions_about(one.id for one in returns.values()):
        asked.setdefault(question.department_return_id, []).append(question)
    return tuple(
        Answerable(
            name=name,
            figures=tuple(
                _figure(fact, known, seen) for fact in facts if fact.department == name
            ),
            reported=returns.get(name),
            questions=tuple(asked.get(returns[name].id, ())) if name in returns else (),
        )
        for name in names
    )


def _figure(fact: Fact, known: Gathered | None, seen: Mapping[str, Seen]) -> Figure:
    value = known.facts.get(fact.name) if known else None
    beside = seen.get(fact.name)
    differs = beside is not None and isinstance(value, int)
    written = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None
    return Figure(
        fact=fact,
        value=value_shown(fact, written or value),
        seen=beside,
        differs=differs and not beside.agrees_with(value),  # type: ignore[union-attr, arg-type]
    )


def _ways(
    pack: PolicyPack, known: Gathered, count: Count, year: int
) -> tuple[Way, ...]:
    """Return the headcount both ways while decisions are pending (art. 7)."""
    sheet = pack.facts[Unit.VILLAGE].facts.values()
    names = [one.name for one in sheet if one.counted is Counted.STILL_POOR_PEOPLE]
    if not count.households_pending or not names:
        return ()
    ways = (
        (Text("如全部未通过", "if none of them leaves"), count.still_poor),
        (Text("如全部通过", "if all of them leave"), count.if_all_pass),
    )
    judged = [
        judge(
            pack,
            Unit.VILLAGE,
            {**known.facts, **dict.fromkeys(names, people)},
            year=year,
        )
        for _, people in ways
    ]
    turned = [
        at for at, pair in enumerate(zip(*judged, strict=True)) if len({*pair}) > 1
    ]
    return tuple(
        Way(title, people, findings[at])
        for (title, people), findings in zip(ways, judged, strict=True)
        for at in turned[:1]
    )


def _timeline(
    village_code: str, case: ExitCase | None, shown: CaseShown | None, pack: PolicyPack
) -> tuple[Happening, ...]:
    streams = [
        f"village:{village_code}",
        *([f"case:{case.id}"] if case else []),
        *(f"notice:{one.notice.id}" for one in (shown.notices if shown else ())),
    ]
    return tuple(
        happenings(
            streams,
            procedure=cases.procedure_of(pack, Unit.VILLAGE),
            receipts={one.receipt_code for one in (shown.objections if shown else ())},
            days={},
        )
    )
