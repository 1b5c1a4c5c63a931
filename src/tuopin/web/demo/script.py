"""What is to happen to which household and village in the demonstration year.

The script decides what people do; it never decides what the program answers. Every
share is small, so that most households go the whole way and every kind of refusal
still occurs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Turn(StrEnum):
    """What befalls one household on its way, at most one thing each."""

    NOTHING = "nothing"
    NOT_PUT_TO_MEETING = "not_put_to_meeting"
    NOT_VERIFIED_YET = "not_verified_yet"
    VOTED_DOWN = "voted_down"
    NOT_CONFIRMED_BY_COMMITTEES = "not_confirmed_by_committees"
    NOT_CONFIRMED_BY_TEAM = "not_confirmed_by_team"
    REFUSES = "refuses"
    ASKS_RECOUNT = "asks_recount"
    NOT_REACHED = "not_reached"
    NOT_POSTED_YET = "not_posted_yet"
    FIRST_OBJECTION_OPEN = "first_objection_open"
    FIRST_OBJECTION_UPHELD = "first_objection_upheld"
    FIRST_OBJECTION_DISMISSED = "first_objection_dismissed"
    FAILS_EXAMINATION = "fails_examination"
    NOT_EXAMINED_YET = "not_examined_yet"
    NOT_DETERMINED = "not_determined"
    NOT_DETERMINED_YET = "not_determined_yet"
    NOT_POSTED_AGAIN_YET = "not_posted_again_yet"
    SECOND_OBJECTION_OPEN = "second_objection_open"
    NOT_APPROVED = "not_approved"
    NOT_APPROVED_YET = "not_approved_yet"
    FINDING_OPEN = "finding_open"
    NOT_IN_NATIONAL_SYSTEM = "not_in_national_system"
    FIRST_OBJECTION_REVIEWED = "first_objection_reviewed"
    FIRST_REVIEW_OPEN = "first_review_open"


OUT_OF = 120
"""One household in so many meets each turn; a small register has one of each."""
TOO_FEW = 40


def left_out(household_numbers: Sequence[str]) -> frozenset[str]:
    """Return the households that the townships leave out of their plans."""
    if len(household_numbers) < TOO_FEW:
        return frozenset()
    return frozenset(_shuffled(household_numbers)[: len(household_numbers) // OUT_OF])


def not_assessed_yet(case_ids: Sequence[int]) -> frozenset[int]:
    """Return the surveyed cases that the townships have not come to."""
    return frozenset(sorted(case_ids)[:1] if len(case_ids) >= TOO_FEW else ())


def turns(household_numbers: Sequence[str]) -> Mapping[str, Turn]:
    """Deal the turns out among households, the same way for the same register."""
    shuffled = _shuffled(household_numbers)
    dealt = dict.fromkeys(shuffled, Turn.NOTHING)
    if len(shuffled) < TOO_FEW:
        return dealt
    places = iter(shuffled)
    for turn in Turn:
        if turn is not Turn.NOTHING:
            for _ in range(max(1, len(shuffled) // OUT_OF)):
                dealt[next(places)] = turn
    return dealt


class VillageTurn(StrEnum):
    """What befalls one poor village on its way, at most one thing each."""

    NOTHING = "nothing"
    HOUSEHOLDS_PENDING = "households_pending"
    NOT_EXAMINED_YET = "not_examined_yet"
    OBJECTION_OPEN = "objection_open"
    NOT_ANNOUNCED_YET = "not_announced_yet"
    NOT_REPORTED_YET = "not_reported_yet"


def village_turns(codes: Sequence[str]) -> Mapping[str, VillageTurn]:
    """Deal the turns out among villages: every second one meets none."""
    others = [turn for turn in VillageTurn if turn is not VillageTurn.NOTHING]
    return {
        code: VillageTurn.NOTHING if at % 2 == 0 else others[at // 2 % len(others)]
        for at, code in enumerate(codes)
    }


def _shuffled(numbers: Sequence[str]) -> list[str]:
    return sorted(numbers, key=lambda one: hashlib.sha256(one.encode()).digest())


@dataclass(frozen=True)
class Calendar:
    """The days of the demonstration year on which the offices' work falls."""

    year: int

    @property
    def begins(self) -> date:
        """The day on which the demo clock starts."""
        return date(self.year, 9, 1)

    @property
    def ends(self) -> date:
        """The last day that the script runs to; what hangs then keeps hanging."""
        return date(self.year, 12, 20)

    @property
    def plan_drafted(self) -> date:
        return date(self.year, 9, 4)

    @property
    def plan_reviewed_by_county(self) -> date:
        return date(self.year, 9, 6)

    @property
    def plan_reviewed_by_city(self) -> date:
        return date(self.year, 9, 8)

    @property
    def plan_filed(self) -> date:
        return date(self.year, 9, 11)

    @property
    def surveys_entered(self) -> tuple[date, ...]:
        """When the village enters the visits made since the time before."""
        return tuple(
            date(self.year, 9, 12) + timedelta(days=step) for step in range(0, 91, 13)
        )

    @property
    def villages_listed(self) -> date:
        return date(self.year, 9, 12)

    @property
    def villages_reported(self) -> date:
        """When the departments report on the poor villages."""
        return date(self.year, 10, 16)

    @property
    def villages_examined(self) -> date:
        return date(self.year, 10, 23)

    @property
    def villages_assessed(self) -> date:
        """When a village's households are decided on, or left to the next year."""
        return date(self.year, 12, 1)

    @property
    def inspection_frozen(self) -> date:
        """When supervision freezes whom it draws from; it draws on the day after."""
        return date(self.year, 12, 11)

    @property
    def inspection_answered(self) -> date:
        return date(self.year, 12, 18)

    @property
    def aftercare_begun(self) -> date:
        """When those who exited are planned for, and one is seen to fall back."""
        return date(self.year, 12, 20)

    @property
    def effects_found(self) -> date:
        """When the county office finds how townships worked."""
        return date(self.year, 12, 19)

    @property
    def county_meetings(self) -> tuple[date, ...]:
        """When the leading group meets: every Thursday from November on."""
        first = date(self.year, 11, 2)
        return tuple(first + timedelta(weeks=week) for week in range(7))


# How many days before the script's end some villages begin their appraisal, so that at
# the end one village stands at each kind of waiting.
LATE_BEGINNINGS = {
    "first notice hanging": 9,
    "second notice hanging": 21,
    "announcement hanging": 33,
    "papers being archived": 41,
}


def late_beginnings(villages: Sequence[str]) -> Mapping[str, int]:
    """Return the late villages; only a county with more villages has any."""
    if len(villages) <= 2 * len(LATE_BEGINNINGS):
        return {}
    last = sorted(villages, reverse=True)
    return dict(zip(last, LATE_BEGINNINGS.values(), strict=False))
