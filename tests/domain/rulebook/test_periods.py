"""How days of publicity are counted, and that nothing is computed past the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.rulebook.calendar import BeyondCalendar, WorkCalendar
from tuopin.rulebook.periods import DayUnit, Period, Rollover, period


def seven_days(
    posted_on: date,
    calendar: WorkCalendar,
    rollover: Rollover = Rollover.ALL_NONWORKING,
) -> Period:
    return period(
        posted_on,
        days=7,
        day_unit=DayUnit.CALENDAR,
        rollover=rollover,
        calendar=calendar,
    )


def test_the_table_agrees_with_chinesecalendar_on_every_day_it_knows(
    calendar: WorkCalendar,
) -> None:
    first, last = date(calendar.first_year, 1, 1), date(calendar.last_year, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]

    differing = [
        day
        for day in days
        if calendar.is_working_day(day) != chinese_calendar.is_workday(day)
    ]

    assert differing == []
    assert (calendar.first_year, calendar.last_year) == (2013, 2026)


@pytest.mark.parametrize(
    ("posted_on", "last_day"),
    [
        (date(2017, 11, 16), date(2017, 11, 23)),
        (date(2017, 11, 17), date(2017, 11, 24)),
        (date(2017, 11, 18), date(2017, 11, 27)),
        (date(2017, 9, 23), date(2017, 9, 30)),
        (date(2017, 12, 24), date(2018, 1, 2)),
    ],
    ids=[
        "a Thursday",
        "a Friday, the last working day of the week",
        "a Saturday rolls to Monday",
        "a Saturday that is worked does not roll",
        "a Sunday before New Year's Day rolls past both",
    ],
)
def test_a_last_day_off_moves_to_the_next_working_day(
    posted_on: date, last_day: date, calendar: WorkCalendar
) -> None:
    counted = seven_days(posted_on, calendar)

    assert counted.last_day == last_day
    assert counted.opens_on == last_day + timedelta(days=1)


def test_the_day_of_posting_does_not_count(calendar: WorkCalendar) -> None:
    counted = seven_days(date(2017, 11, 17), calendar)

    assert not counted.is_over(on=date(2017, 11, 24))
    assert counted.is_over(on=date(2017, 11, 25))


@pytest.mark.parametrize(
    ("rollover", "last_day"),
    [
        (Rollover.NONE, date(2017, 10, 5)),
        (Rollover.STATUTORY_ONLY, date(2017, 10, 9)),
        (Rollover.ALL_NONWORKING, date(2017, 10, 9)),
    ],
)
def test_the_pack_says_which_days_off_move_the_end(
    rollover: Rollover, last_day: date, calendar: WorkCalendar
) -> None:
    assert seven_days(date(2017, 9, 28), calendar, rollover).last_day == last_day


@pytest.mark.parametrize(
    "posted_on", [date(2026, 12, 28), date(2027, 1, 4), date(2012, 6, 1)]
)
@pytest.mark.parametrize("rollover", list(Rollover))
def test_nothing_is_computed_where_no_notice_is_known(
    posted_on: date, rollover: Rollover, calendar: WorkCalendar
) -> None:
    with pytest.raises(BeyondCalendar) as refusal:
        seven_days(posted_on, calendar, rollover)

    assert "2013年至2026年" in refusal.value.message.zh
    assert "2013 to 2026" in refusal.value.message.en


@given(
    posted_on=st.dates(date(2013, 1, 1), date(2026, 11, 30)),
    days=st.integers(1, 20),
    unit=st.sampled_from(DayUnit),
    rollover=st.sampled_from(Rollover),
)
def test_a_period_is_never_shorter_than_its_days(
    calendar: WorkCalendar,
    posted_on: date,
    days: int,
    unit: DayUnit,
    rollover: Rollover,
) -> None:
    counted = period(
        posted_on, days=days, day_unit=unit, rollover=rollover, calendar=calendar
    )

    full_days = (counted.opens_on - posted_on).days - 1
    assert full_days >= days
    if rollover is Rollover.ALL_NONWORKING:
        assert calendar.is_working_day(counted.last_day)
