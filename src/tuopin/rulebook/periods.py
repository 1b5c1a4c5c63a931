"""How the days of a period are counted (期间); leaves out what hangs meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tuopin.rulebook.calendar import WorkCalendar


class DayUnit(StrEnum):
    """Which days a period counts."""

    CALENDAR = "calendar"  # 自然日
    WORKING = "working"  # 工作日


class Rollover(StrEnum):
    """Which last days move a period's end to a later day."""

    NONE = "none"  # 不顺延
    STATUTORY_ONLY = "statutory_only"  # 遇法定节假日顺延
    ALL_NONWORKING = "all_nonworking"  # 遇一切休息日顺延


@dataclass(frozen=True, slots=True)
class Period:
    """From the day of posting to the last day, and the day the next act opens."""

    posted_on: date
    last_day: date
    opens_on: date

    def is_over(self, *, on: date) -> bool:
        """Say whether the whole of the last day has passed."""
        return on >= self.opens_on


def period(
    posted_on: date,
    *,
    days: int,
    day_unit: DayUnit,
    rollover: Rollover,
    calendar: WorkCalendar,
) -> Period:
    """Count a period from the day after posting; raises BeyondCalendar."""
    last_day = posted_on
    if day_unit is DayUnit.WORKING:
        for _ in range(days):
            last_day = calendar.next_working_day(last_day)
    else:
        # The day of posting does not count: Civil Code art. 201.
        last_day = posted_on + timedelta(days=days)
    last_day = _rolled(last_day, rollover, calendar)
    return Period(posted_on, last_day, last_day + timedelta(days=1))


def _rolled(last_day: date, rollover: Rollover, calendar: WorkCalendar) -> date:
    # A last day that is a day off moves to the day after it: Civil Code art. 203.
    # The calendar is asked even when nothing rolls, so that no period is ever
    # computed in a year whose days off are not known.
    rolled = last_day
    while _is_off(rolled, rollover, calendar):
        rolled += timedelta(days=1)
    return rolled


def _is_off(day: date, rollover: Rollover, calendar: WorkCalendar) -> bool:
    if rollover is Rollover.ALL_NONWORKING:
        return not calendar.is_working_day(day)
    holiday = calendar.is_holiday(day)
    return holiday and rollover is Rollover.STATUTORY_ONLY
