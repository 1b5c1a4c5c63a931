"""A pack's own cases, and whether its rules agree with them; leaves out their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tuopin.rulebook.calendar import BeyondCalendar
from tuopin.rulebook.document import Place
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.findings import Finding, Outcome
from tuopin.rulebook.judging import Rule
from tuopin.rulebook.measured import Scope
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.periods import DayUnit, Rollover, period
from tuopin.rulebook.procedure import missing_requirements, open_acts, status
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


class Boundary(StrEnum):
    """Where a case lies beside the figure that decides."""

    WELL_INSIDE = "well_inside"
    JUST_INSIDE = "just_inside"
    ON_IT = "on_it"
    JUST_OUTSIDE = "just_outside"
    UNKNOWN = "unknown"
    ASIDE = "aside"  # about something other than the figure


@dataclass(frozen=True, slots=True)
class CriterionCase:
    """Facts of one unit, and what one criterion must find."""

    place: Place
    says: str
    unit: Unit
    criterion: str
    year: int
    boundary: Boundary
    facts: Mapping[str, object]
    outcome: Outcome
    observed: str | None
    missing: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ProcedureCase:
    """Acts performed, and the status and open acts that must follow.

    `missing` says for some acts what each still lacks.
    """

    place: Place
    says: str
    procedure: str
    performed: Mapping[str, str]
    held: bool
    status: str
    open_acts: tuple[str, ...]
    missing: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PeriodCase:
    """A day of posting, and the last day that must follow; None past the calendar."""

    place: Place
    posted_on: date
    days: int
    day_unit: DayUnit
    rollover: Rollover
    last_day: date | None
    opens_on: date | None


@dataclass(frozen=True, slots=True)
class PackCases:
    """Every case of a pack."""

    criteria: tuple[CriterionCase, ...]
    procedures: tuple[ProcedureCase, ...]
    periods: tuple[PeriodCase, ...]

    def __len__(self) -> int:
        return len(self.criteria) + len(self.procedures) + len(self.periods)


def disagreements(pack: PolicyPack, cases: PackCases) -> Iterator[Fault]:
    """Yield a fault for every case that the pack's rules answer otherwise."""
    for criterion_case in cases.criteria:
        yield from _criterion(pack, criterion_case)
    for procedure_case in cases.procedures:
        yield from _procedure(pack, procedure_case)
    for period_case in cases.periods:
        yield from _period(pack, period_case)


def _criterion(pack: PolicyPack, case: CriterionCase) -> Iterator[Fault]:
    criterion = pack.standards[case.unit][case.criterion]
    scope = Scope(pack, case.year)
    try:
        finding = Rule(criterion, pack.facts[case.unit], scope).judge(case.facts)
    except MissingFigure as missing:
        yield Fault(case.place, missing.message, _expected(case.outcome))
        return
    expected = _expected_finding(case, finding)
    found = (finding.outcome, finding.observed, finding.missing)
    if found != expected:
        yield _differs(case.place, case.says, _shown(expected), _shown(found))


def _expected_finding(
    case: CriterionCase, finding: Finding
) -> tuple[Outcome, str | None, tuple[str, ...]]:
    observed = finding.observed if case.observed is None else case.observed
    missing = finding.missing if case.missing is None else case.missing
    return (case.outcome, observed, missing)


def _procedure(pack: PolicyPack, case: ProcedureCase) -> Iterator[Fault]:
    procedure = pack.procedures[case.procedure]
    found = {
        "status": status(procedure, case.performed, case.held).id,
        "open": ", ".join(open_acts(procedure, case.performed)),
    }
    expected = {"status": case.status, "open": ", ".join(case.open_acts)}
    for act, lacking in case.missing.items():
        required = missing_requirements(procedure, act, case.performed)
        found[act] = ", ".join(required)
        expected[act] = ", ".join(lacking)
    for key, value in expected.items():
        if found[key] != value:
            wanted, got = f"{key}: {value}", f"{key}: {found[key]}"
            yield _differs(case.place, case.says, wanted, got)


def _period(pack: PolicyPack, case: PeriodCase) -> Iterator[Fault]:
    try:
        counted = period(
            case.posted_on,
            days=case.days,
            day_unit=case.day_unit,
            rollover=case.rollover,
            calendar=pack.calendar,
        )
    except BeyondCalendar as beyond:
        if case.last_day is not None:
            yield Fault(case.place, beyond.message, _expected(case.last_day))
        return
    found = (counted.last_day, counted.opens_on)
    if found != (case.last_day, case.opens_on):
        says = f"posted on {case.posted_on}"
        expected = (case.last_day, case.opens_on)
        yield _differs(case.place, says, _shown(expected), _shown(found))


def _shown(parts: tuple[object, ...]) -> str:
    return ", ".join(str(part) for part in parts)


def _expected(value: object) -> Text:
    return Text(str(value), str(value))


def _differs(place: Place, says: str, expected: str, found: str) -> Fault:
    return Fault(
        place,
        Text(f"案例“{says}”得到{found}", f"the case {says!r} gives {found}"),
        Text(expected, expected),
    )
