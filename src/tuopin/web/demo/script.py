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
    LEFT_OUT_OF_PLAN = "left_out_of_plan"
    NOT_PUT_TO_MEETING = "not_put_to_meeting"
    VOTED_DOWN = "voted_down"
    NOT_CONFIRMED_BY_COMMITTEES = "not_confirmed_by_committees"
    NOT_CONFIRMED_BY_TEAM = "not_confirmed_by_team"
    REFUSES = "refuses"
    ASKS_RECOUNT = "asks_recount"
    NOT_REACHED = "not_reached"
    FIRST_OBJECTION_OPEN = "first_objection_open"
    FIRST_OBJECTION_UPHELD = "first_objection_upheld"
    FIRST_OBJECTION_DISMISSED = "first_objection_dismissed"
    FAILS_EXAMINATION = "fails_examination"
    NOT_EXAMINED_YET = "not_examined_yet"
    NOT_DETERMINED = "not_determined"
    SECOND_OBJECTION_OPEN = "second_objection_open"
    NOT_APPROVED = "not_approved"
    FINDING_OPEN = "finding_open"
    NOT_IN_NATIONAL_SYSTEM = "not_in_national_system"


OUT_OF = 60
"""One household in this many meets each turn, and the first few meet them all."""


def turns(household_numbers: Sequence[str]) -> Mapping[str, Turn]:
    """Deal the turns out among households, the same way for the same register."""
    shuffled = sorted(
        household_numbers, key=lambda one: hashlib.sha256(one.encode()).digest()
    )
    eventful = [turn for turn in Turn if turn is not Turn.NOTHING]
    each = max(1, len(shuffled) // OUT_OF // 2) if len(shuffled) >= OUT_OF else 0
    dealt = dict.fromkeys(shuffled, Turn.NOTHING)
    places = iter(shuffled)
    for turn in eventful:
        for _ in range(each):
            dealt[next(places)] = turn
    return dealt


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
    def county_meetings(self) -> tuple[date, ...]:
        """When the leading group meets: every Thursday from November on."""
        first = date(self.year, 11, 2)
        return tuple(first + timedelta(weeks=week) for week in range(7))


# How many days after the others a village begins its appraisal, so that at the end of
# the script some villages still stand at each kind of waiting.
DELAYS = {
    "first notice hanging": 56,
    "second notice hanging": 46,
    "announcement hanging": 34,
    "papers being archived": 28,
}


def delays(villages: Sequence[str]) -> Mapping[str, int]:
    """Return each village's delay in days; only a larger county has laggards."""
    dealt = dict.fromkeys(villages, 0)
    if len(villages) > 2 * len(DELAYS):
        for village, days in zip(reversed(villages), DELAYS.values(), strict=False):
            dealt[village] = days
    return dealt
