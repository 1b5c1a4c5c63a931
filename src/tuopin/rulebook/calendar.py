"""Working days by a maintained table; leaves out where the table comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tuopin.rulebook.text import Text

_SATURDAY = 5


class BeyondCalendar(Exception):
    """The date lies in a year for which no holiday notice is in the table."""

    def __init__(self, day: date, first_year: int, last_year: int) -> None:
        self.day = day
        self.message = Text(
            f"工作日历只有{first_year}年至{last_year}年的放假安排，"
            f"无法推算{day.year}年{day.month}月{day.day}日。"
            f"请先把国务院办公厅关于{day.year}年的放假通知补入工作日历。",
            f"The working calendar covers {first_year} to {last_year} and cannot "
            f"answer for {day.isoformat()}. Add the State Council's holiday notice "
            f"for {day.year} to the calendar first.",
        )
        super().__init__(self.message.en)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked, between two years with nothing guessed outside them.

    `days_off` are the days that the yearly notices give off, weekends inside a block
    included; `working_weekends` are the Saturdays and Sundays that are worked (调休).
    """

    days_off: frozenset[date]
    working_weekends: frozenset[date]
    first_year: int
    last_year: int

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on the day; raises BeyondCalendar."""
        self._know(day)
        if day in self.working_weekends:
            return True
        return day.weekday() < _SATURDAY and day not in self.days_off

    def is_holiday(self, day: date) -> bool:
        """Say whether a notice gives the day off; raises BeyondCalendar."""
        self._know(day)
        return day in self.days_off

    def next_working_day(self, day: date) -> date:
        """Return the first working day after the day; raises BeyondCalendar."""
        following = day + timedelta(days=1)
        while not self.is_working_day(following):
            following += timedelta(days=1)
        return following

    def _know(self, day: date) -> None:
        if not self.first_year <= day.year <= self.last_year:
            raise BeyondCalendar(day, self.first_year, self.last_year)
