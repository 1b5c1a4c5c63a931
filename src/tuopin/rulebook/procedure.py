"""Procedures as tables of acts and what each requires; leaves out who did which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.periods import DayUnit, Rollover
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Each, Unit


class Consequence(StrEnum):
    """What a verdict does to the case."""

    CONTINUES = "continues"  # acts that require this one may follow
    WAITS = "waits"  # the act is to be done again in the same round
    ENDS = "ends"  # the round is over


class Strength(StrEnum):
    """What happens to an act that breaks a date rule."""

    REFUSES = "refuses"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One of the results that an act can have."""

    id: str
    title: Text
    consequence: Consequence


class Kept(StrEnum):
    """How a piece of evidence has to be kept."""

    EITHER = "either"  # a paper that is named, or a file
    FILE = "file"  # the file itself: a photo proves nothing by its name


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """A piece of evidence that belongs to an act."""

    id: str
    title: Text
    required: bool
    kept: Kept = Kept.EITHER
    local: Text | None = None
    """The local document that makes it stricter than the pack (art. 16)."""

    @property
    def is_file(self) -> bool:
        """Whether naming a paper is not enough."""
        return self.kept is Kept.FILE


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition that no unit may pass unmet, and the articles it comes from."""

    id: str
    title: Text
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ActRule:
    """What the pack says of one act."""

    id: str
    title: Text
    cite: Citation
    gates: tuple[str, ...]
    performed_by: tuple[Position, ...]
    each: Each
    requires: tuple[str, ...]
    together_with: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    different_person_from: tuple[str, ...]
    evidence: tuple[EvidenceRule, ...]
    entry_within_days: int
    waits_for_households: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    local: Text | None = None
    """The local document by which it is entered sooner than the pack says."""

    def verdict(self, verdict_id: str) -> Verdict:
        """Return the verdict of that id; raises KeyError."""
        for verdict in self.verdicts:
            if verdict.id == verdict_id:
                return verdict
        raise KeyError(verdict_id)


@dataclass(frozen=True, slots=True)
class Publicity:
    """A period in which a list hangs in public, between two acts."""

    id: str
    title: Text
    opened_by: str
    closed_by: str
    days: int
    day_unit: DayUnit
    rollover: Rollover
    places: tuple[str, ...]
    needs_last_day_photo: bool
    cite: Citation
    note: str
    local: Text | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day of the year by which acts are to be done, and how hard it binds."""

    id: str
    title: Text
    month: int
    day: int
    acts: tuple[str, ...]
    strength: Strength
    cite: Citation
    note: str
    local: Text | None = None


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Calendar days from one act within which others are to be done.

    It presses the offices and refuses nothing: the household has not caused a delay.
    """

    id: str
    title: Text
    counted_from: str
    days: int
    acts: tuple[str, ...]
    cite: Citation
    note: str
    local: Text | None = None

    def last_day(self, counted_from: date) -> date:
        """Return the last day; the day of the act itself does not count."""
        return counted_from + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class SecondReviewRule:
    """Within how many calendar days of an answer a second review may be asked for."""

    days: int
    cite: Citation
    note: str

    def last_day(self, answered_on: date) -> date:
        """Return the last day; the day of the answer itself does not count."""
        return answered_on + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class TimetableRule:
    """The years over which a timetable says when each village is to exit (退出时序)."""

    first_year: int
    last_year: int
    cite: Citation
    note: str

    def years_from(self, year: int) -> tuple[int, ...]:
        """Return the years in which an exit may be planned from a year on."""
        return tuple(range(max(year, self.first_year), self.last_year + 1))


@dataclass(frozen=True, slots=True)
class EntryRules:
    """How the day on which an act was done may differ from the day it is entered."""

    late: Strength
    together_within_days: int
    note: str


@dataclass(frozen=True, slots=True)
class Status:
    """Where a case stands, in the pack's own words."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class StatusRule:
    """When a status holds: every act named has one of the verdicts named."""

    status: Status
    verdicts: Mapping[str, tuple[str, ...]]
    held: bool


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure: its acts in legal order, its public periods, dates and statuses.

    `restart_at` is the act that begins a new round after a verdict that ends one or
    a changed decisive fact; `carried_over` are the acts that stay performed in it.
    `statuses` are read from the top, the first whose condition holds being the
    status; `endings` are given outside the acts (withdrawn, deregistered).
    """

    id: str
    title: Text
    cite: Citation
    unit: Unit
    gates: Mapping[str, Gate]
    acts: Mapping[str, ActRule]
    publicities: Mapping[str, Publicity]
    deadlines: tuple[Deadline, ...]
    carried_over: tuple[str, ...]
    restart_at: str
    entry: EntryRules
    statuses: tuple[StatusRule, ...]
    endings: tuple[Status, ...]
    time_limits: tuple[TimeLimit, ...] = ()
    second_review: SecondReviewRule | None = None
    timetable: TimetableRule | None = None

    def publicity_opened_by(self, act: str) -> Publicity | None:
        """Return the publicity that the act opens, if it opens one."""
        return next((p for p in self.publicities.values() if p.opened_by == act), None)

    def publicity_closed_by(self, act: str) -> Publicity | None:
        """Return the publicity that the act closes, if it closes one."""
        return next((p for p in self.publicities.values() if p.closed_by == act), None)


def missing_requirements(
    procedure: Procedure, act: str, performed: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the acts that must still continue the round before this one may be done.

    `performed` maps the acts of the round to their verdicts.
    """
    return tuple(
        required
        for required in procedure.acts[act].requires
        if consequence_of(procedure, required, performed) is not Consequence.CONTINUES
    )


def consequence_of(
    procedure: Procedure, act: str, performed: Mapping[str, str]
) -> Consequence | None:
    """Return what the act's verdict did to the round, None if not performed."""
    if act not in performed:
        return None
    return procedure.acts[act].verdict(performed[act]).consequence


def has_ended(procedure: Procedure, performed: Mapping[str, str]) -> bool:
    """Say whether a verdict has ended the round."""
    return any(
        consequence_of(procedure, act, performed) is Consequence.ENDS
        for act in performed
    )


def last_acts(procedure: Procedure) -> set[str]:
    """Return the acts that no other requires: done, they end the way out."""
    rules = procedure.acts.values()
    return procedure.acts.keys() - {act for rule in rules for act in rule.requires}


def open_acts(procedure: Procedure, performed: Mapping[str, str]) -> tuple[str, ...]:
    """Return the acts, in legal order, whose requirements hold and that are to be done.

    An act whose verdict waits is to be done again; a round that has ended opens none.
    """
    if has_ended(procedure, performed):
        return ()
    return tuple(
        act
        for act in procedure.acts
        if consequence_of(procedure, act, performed) in (None, Consequence.WAITS)
        and not missing_requirements(procedure, act, performed)
    )


def status(procedure: Procedure, performed: Mapping[str, str], held: bool) -> Status:
    """Return the first status of the pack's table whose condition holds."""
    for rule in procedure.statuses:
        if rule.held and not held:
            continue
        if all(performed.get(act) in allowed for act, allowed in rule.verdicts.items()):
            return rule.status
    raise LookupError(f"{procedure.id}: the last status must hold without a condition")
