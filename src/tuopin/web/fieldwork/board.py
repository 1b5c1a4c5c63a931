"""The board of the visits: by village and by surveyor, assigned, done, left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tuopin.aftercare.caring import Show, everybody_cared_for
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import holders_of
from tuopin.office.divisions.domain import DivisionLevel, township_of
from tuopin.office.divisions.queries import units_below, villages_of
from tuopin.office.policy.queries import pack_on
from tuopin.register.queries import HouseholdRow, households_by_id
from tuopin.rulebook.text import Text
from tuopin.survey.fieldwork import (
    Assigned,
    assignments,
    latest_visits_entered,
    open_submissions,
    own_assignments,
    submissions_by,
)
from tuopin.survey.operations import SURVEYORS
from tuopin.web.my_work import household_ids_open_to

if TYPE_CHECKING:
    from tuopin.survey.models import SurveySubmission


class Standing(StrEnum):
    """How far a village's visits are, as its tile shows it."""

    LATE = "late"
    UNASSIGNED = "unassigned"
    UNDER_WAY = "under_way"
    DONE = "done"

    @property
    def label(self) -> Text:
        """The word on the tile."""
        return _STANDINGS[self][0]

    @property
    def shape(self) -> str:
        """The shape beside the word, so that no colour is needed to tell it."""
        return _STANDINGS[self][1]


_STANDINGS = {
    Standing.LATE: (Text("有超期", "overdue"), "▲"),
    Standing.UNASSIGNED: (Text("有未分派", "some not assigned"), "◇"),
    Standing.UNDER_WAY: (Text("进行中", "under way"), "◐"),
    Standing.DONE: (Text("已全部入户", "all visited"), "●"),
}


@dataclass(frozen=True)
class TownshipTiles:
    """The villages of one township side by side, as they lie in the register."""

    name: str
    villages: tuple[Progress, ...]


@dataclass(frozen=True)
class Progress:
    """How many households somebody, or a village, has to visit, and how far it is."""

    key: str
    name: str
    assigned: int
    left: int
    overdue: int
    unassigned: int = 0

    @property
    def done(self) -> int:
        """How many are visited."""
        return self.assigned - self.left

    @property
    def standing(self) -> Standing:
        """How far it is in one word: what is worst about it comes first."""
        if self.overdue:
            return Standing.LATE
        if self.unassigned:
            return Standing.UNASSIGNED
        return Standing.UNDER_WAY if self.left else Standing.DONE

    @property
    def total(self) -> int:
        """How many there are to visit, assigned or not; never none."""
        return max(1, self.assigned + self.unassigned)


@dataclass(frozen=True)
class VisitDue:
    """One household with who is to visit it, if anybody is."""

    household: HouseholdRow
    assigned: Assigned | None
    is_done: bool
    is_overdue: bool


@dataclass(frozen=True)
class Board:
    """The visits of the year in the actor's area, as they stand today."""

    villages: tuple[Progress, ...]
    townships: tuple[TownshipTiles, ...]
    surveyors: tuple[Progress, ...]
    own: tuple[VisitDue, ...]
    put_aside: tuple[SurveySubmission, ...]
    sent: tuple[SurveySubmission, ...]

    @property
    def standings(self) -> tuple[tuple[Standing, int], ...]:
        """How many villages stand how, in the order of the legend."""
        found = [one.standing for one in self.villages]
        return tuple((one, found.count(one)) for one in Standing)

    @property
    def left(self) -> int:
        """How many households of the area are still to be visited."""
        return sum(one.left + one.unassigned for one in self.villages)


def board_of(actor: Actor, *, on: date) -> Board:
    """Return how far the visits of the year are."""
    dues = _dues(actor, on=on)
    names = villages_of(actor.division_code)
    by_village: dict[str, list[VisitDue]] = {}
    by_person: dict[int, list[VisitDue]] = {}
    for one in dues:
        by_village.setdefault(one.household.village_id, []).append(one)
        if one.assigned is not None:
            by_person.setdefault(one.assigned.person_id, []).append(one)
    is_surveyor = actor.position in SURVEYORS
    mine = by_person.get(actor.person_id, []) if is_surveyor else []
    mine = [*(_again(actor, on=on) if is_surveyor else ()), *mine]
    villages = tuple(
        _progress(code, names.get(code, code), found)
        for code, found in sorted(by_village.items())
    )
    return Board(
        villages=villages,
        townships=tuple(_townships(actor, villages)),
        surveyors=tuple(
            sorted(
                (
                    _progress(str(person), _name_in(found), found)
                    for person, found in by_person.items()
                ),
                key=lambda one: (-one.overdue, -one.left, one.name),
            )
        ),
        own=tuple(sorted((one for one in mine if not one.is_done), key=_by_day)),
        put_aside=tuple(open_submissions()),
        sent=tuple(submissions_by(actor, year=on.year)) if is_surveyor else (),
    )


def _townships(actor: Actor, villages: Sequence[Progress]) -> Iterable[TownshipTiles]:
    """Yield the villages by township, in the order of their codes."""
    names = {
        unit.code: unit.short_name
        for unit in units_below(actor.division_code, DivisionLevel.TOWNSHIP)
    }
    by_township: dict[str, list[Progress]] = {}
    for one in villages:
        by_township.setdefault(township_of(one.key), []).append(one)
    for code, found in sorted(by_township.items()):
        yield TownshipTiles(names.get(code, ""), tuple(found))


def _again(actor: Actor, *, on: date) -> list[VisitDue]:
    """Return what the actor was drawn to survey a second time."""
    sent = {
        household: one
        for household, one in own_assignments(actor, year=on.year).items()
        if one.is_again
    }
    return [
        VisitDue(household, one, is_done=False, is_overdue=one.due_on < on)
        for household in households_by_id(sorted(sent))
        for one in [sent[household.id]]
    ]


def _by_day(one: VisitDue) -> tuple[date, str]:
    due_on = one.assigned.due_on if one.assigned else date.max
    return due_on, one.household.number


def left_for(actor: Actor, *, on: date) -> int:
    """Return how many households the actor was sent to and nobody has visited."""
    if actor.position not in SURVEYORS:
        return 0
    entered = latest_visits_entered(on.year)
    mine = own_assignments(actor, year=on.year).values()
    return sum(
        one.is_again or not _is_seen(one.household_id, one, entered) for one in mine
    )


def _is_seen(
    household_id: int, assigned: Assigned | None, entered: Mapping[int, datetime]
) -> bool:
    """Say whether there is a visit since somebody was sent, or at all if nobody was."""
    at = entered.get(household_id)
    return at is not None and (assigned is None or at >= assigned.assigned_at)


def dues_of_village(actor: Actor, code: str, *, on: date) -> list[VisitDue]:
    """Return a village's households to visit this year, those left first."""
    found = [one for one in _dues(actor, on=on) if one.household.village_id == code]
    return sorted(found, key=lambda one: (one.is_done, one.household.number))


def surveyors_for(actor: Actor, code: str, *, on: date) -> list[Actor]:
    """Return whom the actor may send to a village's households."""
    held = holders_of(SURVEYORS, under=actor, on=on)
    return [one for one in held if one.covers([code])]


def _dues(actor: Actor, *, on: date) -> list[VisitDue]:
    """Return who is to be visited: whom the procedure asks for, and whom somebody has.

    Done is a household that was visited since, whose exit asks for no visit any more.
    """
    standing = assignments(on.year)
    asked = set(
        household_ids_open_to("survey", place=actor.division_code, opens_on=None)
    ) | _exited(actor, on=on)
    entered = latest_visits_entered(on.year)
    dues = []
    for household in households_by_id(sorted(asked | set(standing))):
        assigned = standing.get(household.id)
        is_done = _is_seen(household.id, assigned, entered) and (
            household.id not in asked
        )
        is_late = assigned is not None and assigned.due_on < on
        dues.append(VisitDue(household, assigned, is_done, is_late and not is_done))
    return dues


def _exited(actor: Actor, *, on: date) -> set[int]:
    """Return the exited households to survey again this year."""
    rules = pack_on(on).aftercare
    if rules is None:
        return set()
    due = everybody_cared_for(actor.division_code, rules, on=on, show=Show.RESURVEY)
    return {one.id for one in due if one.is_marked}


def _progress(key: str, name: str, dues: Sequence[VisitDue]) -> Progress:
    assigned = [one for one in dues if one.assigned is not None]
    return Progress(
        key=key,
        name=name,
        assigned=len(assigned),
        left=_count(not one.is_done for one in assigned),
        overdue=_count(one.is_overdue for one in assigned),
        unassigned=_count(one.assigned is None and not one.is_done for one in dues),
    )


def _count(holds: Iterable[bool]) -> int:
    return sum(1 for one in holds if one)


def _name_in(dues: Sequence[VisitDue]) -> str:
    return next((one.assigned.surveyor_name for one in dues if one.assigned), "")
