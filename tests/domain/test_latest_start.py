"""The latest day of every act, counted back, is the last one that works going forward.

Each expectation is checked by going forward from a day with the pack's own periods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tuopin.office.policy.reader import read_pack
from tuopin.procedure.latest import (
    CountBack,
    LatestDay,
    Progress,
    count_back,
    fresh_round,
    needs_fresh_round,
)
from tuopin.rulebook.calendar import BeyondCalendar
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.periods import DayUnit, Rollover, period
from tuopin.rulebook.procedure import (
    Consequence,
    Deadline,
    Procedure,
    Strength,
    open_acts,
)

PACKS = Path(__file__).parents[2] / "packs"
YEAR = 2017
LISTED = Progress({"list_in_plan": "listed"})
MEETING, CHAIN = "appraise_by_year_end", "chain_by_year_end"
AROUND = (-2, -1, 0, 1, 2)
TO_THE_POSTING = "list_in_plan survey assess appraise verify_committees verify_team"


@pytest.fixture(scope="module")
def pack() -> PolicyPack:
    return read_pack(PACKS / "tieling-county-2017")


@pytest.fixture(scope="module")
def procedure(pack: PolicyPack) -> Procedure:
    return pack.procedure("household_exit")


def deadline_of(procedure: Procedure, deadline_id: str) -> Deadline:
    return next(one for one in procedure.deadlines if one.id == deadline_id)


def counted(
    pack: PolicyPack,
    procedure: Procedure,
    *,
    by: str = CHAIN,
    progress: Progress = LISTED,
    year: int = YEAR,
) -> CountBack:
    return count_back(
        deadline_of(procedure, by),
        procedure=procedure,
        calendar=pack.calendar,
        progress=progress,
        year=year,
    )


def act_of(found: CountBack, act: str) -> LatestDay:
    return next(one for one in found.acts if one.rule.id == act)


def performed(procedure: Procedure, acts: str) -> dict[str, str]:
    return {
        act: next(
            verdict.id
            for verdict in procedure.acts[act].verdicts
            if verdict.consequence is Consequence.CONTINUES
        )
        for act in acts.split()
    }


def due_by(procedure: Procedure, month: int, day: int, act: str) -> Procedure:
    """Return the procedure with one deadline, for one act, on a day of the tester's."""
    chain = deadline_of(procedure, CHAIN)
    only = replace(chain, month=month, day=day, acts=(act,))
    return replace(procedure, deadlines=(only,))


def going_forward(
    pack: PolicyPack, procedure: Procedure, act: str, on: date
) -> Mapping[str, date]:
    """Do an act on a day, and whatever rests on it on the first day that is lawful."""
    days = {act: on}
    for rule in procedure.acts.values():
        asked = [days[one] for one in rule.requires if one in days]
        asked += [days[one] for one in rule.together_with if one in days]
        publicity = procedure.publicity_closed_by(rule.id)
        if publicity is not None and publicity.opened_by in days:
            hung = period(
                days[publicity.opened_by],
                days=publicity.days,
                day_unit=publicity.day_unit,
                rollover=publicity.rollover,
                calendar=pack.calendar,
            )
            asked.append(hung.opens_on)
        if asked and rule.id != act:
            days[rule.id] = max(asked)
    return days


def is_met_from(
    pack: PolicyPack, procedure: Procedure, act: str, on: date, deadline: Deadline
) -> bool:
    days = going_forward(pack, procedure, act, on)
    bound = [
        one
        for one in procedure.deadlines
        if one == deadline or one.strength is Strength.REFUSES
    ]
    return all(
        days[one] <= date(YEAR, limit.month, limit.day)
        for limit in bound
        for one in limit.acts
        if one in days
    )


@pytest.mark.parametrize("by", [MEETING, CHAIN])
@pytest.mark.parametrize(
    "after",
    AROUND,
    ids=["two days before", "one before", "on it", "one after", "two after"],
)
def test_every_act_can_be_done_on_its_latest_day_and_not_a_day_later(
    pack: PolicyPack, procedure: Procedure, by: str, after: int
) -> None:
    found = counted(pack, procedure, by=by)

    met = {
        is_met_from(
            pack,
            procedure,
            act.rule.id,
            act.on + timedelta(days=after),
            found.deadline,
        )
        for act in found.acts
    }

    assert met == {after <= 0}


def test_the_chain_ends_in_time_only_if_it_is_started_weeks_before(
    pack: PolicyPack, procedure: Procedure
) -> None:
    days = {act.rule.id: act.on for act in counted(pack, procedure).acts}

    assert days["mark_lifted_out"] == date(2017, 12, 31)
    # The announcement ends on a Friday: on Saturday it would roll past New Year.
    assert days["announce"] == days["approve"] == date(2017, 12, 22)
    assert days["post_second"] == days["determine"] == date(2017, 12, 14)
    assert days["post_first"] == days["report_to_township"] == date(2017, 12, 6)
    assert days["appraise"] == days["survey"] == date(2017, 12, 6)


def test_the_meeting_itself_may_be_held_on_the_year_s_last_day(
    pack: PolicyPack, procedure: Procedure
) -> None:
    found = counted(pack, procedure, by=MEETING)

    assert {act.rule.id for act in found.acts} == {"survey", "assess", "appraise"}
    assert {act.on for act in found.acts} == {date(2017, 12, 31)}


def test_a_later_chain_never_puts_the_meeting_after_the_day_that_refuses_it(
    pack: PolicyPack, procedure: Procedure
) -> None:
    meeting = replace(deadline_of(procedure, MEETING), month=11, day=1)
    chain = deadline_of(procedure, CHAIN)
    strict = replace(procedure, deadlines=(meeting, chain))

    found = counted(pack, strict)

    assert act_of(found, "appraise").on == date(2017, 11, 1)
    assert act_of(found, "survey").on == date(2017, 11, 1)
    assert act_of(found, "post_first").on == date(2017, 12, 6)


@pytest.mark.parametrize(
    ("due", "posted_on"),
    [
        (date(2017, 9, 30), date(2017, 9, 22)),
        (date(2017, 10, 1), date(2017, 9, 23)),
        (date(2017, 10, 8), date(2017, 9, 23)),
        (date(2017, 10, 9), date(2017, 9, 23)),
        (date(2017, 10, 10), date(2017, 10, 2)),
    ],
    ids=["before", "first day off", "last day off", "first worked", "second worked"],
)
def test_the_october_holidays_push_the_posting_forward(
    pack: PolicyPack, procedure: Procedure, due: date, posted_on: date
) -> None:
    procedure = due_by(procedure, due.month, due.day, "close_first")
    (deadline,) = procedure.deadlines

    posting = act_of(counted(pack, procedure), "post_first")

    assert posting.on == posted_on
    assert is_met_from(pack, procedure, "post_first", posting.on, deadline)
    later = posting.on + timedelta(days=1)
    assert not is_met_from(pack, procedure, "post_first", later, deadline)


def test_the_reason_names_the_term_and_the_days_off(
    pack: PolicyPack, procedure: Procedure
) -> None:
    procedure = due_by(procedure, 10, 8, "close_first")

    because = act_of(counted(pack, procedure), "post_first").because

    assert "7天" in because.zh
    assert "张贴当日不计" in because.zh
    assert "10-01…10-08休息" in because.zh
    assert "10-01…10-08" in because.en


@pytest.mark.parametrize("unit", list(DayUnit))
@pytest.mark.parametrize("rollover", list(Rollover))
@pytest.mark.parametrize("days", [1, 5, 7, 15])
def test_however_the_days_are_counted_the_latest_posting_is_the_last_that_fits(
    pack: PolicyPack,
    procedure: Procedure,
    unit: DayUnit,
    rollover: Rollover,
    days: int,
) -> None:
    first = procedure.publicities["first"]
    other = replace(first, days=days, day_unit=unit, rollover=rollover)
    procedure = replace(procedure, publicities={"first": other})
    for due in (date(2017, 10, 3) + timedelta(days=n) for n in range(14)):
        one = due_by(procedure, due.month, due.day, "close_first")
        (deadline,) = one.deadlines

        last = act_of(counted(pack, one), "post_first").on

        later = last + timedelta(days=1)
        assert is_met_from(pack, one, "post_first", last, deadline)
        assert not is_met_from(pack, one, "post_first", later, deadline)


@pytest.mark.parametrize(
    ("opens_on", "is_lost"),
    [
        (date(2017, 12, 12), False),
        (date(2017, 12, 13), False),
        (date(2017, 12, 14), False),
        (date(2017, 12, 15), True),
        (date(2017, 12, 16), True),
    ],
    ids=["well before", "a day before", "on the latest day", "a day after", "later"],
)
def test_a_notice_that_hangs_too_long_loses_the_year_before_its_day_comes(
    pack: PolicyPack, procedure: Procedure, opens_on: date, is_lost: bool
) -> None:
    acts = f"{TO_THE_POSTING} acknowledge post_first report_to_township examine"
    progress = Progress(performed(procedure, acts), opens_on={"first": opens_on})

    found = counted(pack, procedure, progress=progress)
    pressing = found.pressing(date(2017, 12, 7))

    assert pressing is not None
    assert pressing.rule.id == "close_first"
    assert pressing.opens_on == opens_on
    assert pressing.on == date(2017, 12, 14)
    assert found.is_lost(date(2017, 12, 7)) is is_lost


@pytest.mark.parametrize(
    ("today", "is_lost"),
    [
        (date(2017, 12, 4), False),
        (date(2017, 12, 5), False),
        (date(2017, 12, 6), False),
        (date(2017, 12, 7), True),
        (date(2017, 12, 8), True),
    ],
    ids=["two days before", "one before", "on it", "one after", "two after"],
)
def test_the_year_is_lost_once_the_first_open_act_s_latest_day_has_passed(
    pack: PolicyPack, procedure: Procedure, today: date, is_lost: bool
) -> None:
    found = counted(pack, procedure)

    assert found.is_lost(today) is is_lost
    assert not counted(pack, procedure, by=MEETING).is_lost(today)


@pytest.mark.parametrize(
    ("today", "is_missed"),
    [
        (date(2017, 11, 1), False),
        (date(2017, 11, 2), False),
        (date(2017, 11, 3), True),
        (date(2017, 11, 9), True),
    ],
    ids=["on the day", "the day that is allowed", "a day after", "later"],
)
def test_an_act_of_the_same_time_is_due_with_its_twin_or_a_fresh_round_begins(
    pack: PolicyPack, procedure: Procedure, today: date, is_missed: bool
) -> None:
    acts = f"{TO_THE_POSTING} acknowledge post_first"
    progress = Progress(
        performed(procedure, acts),
        days={"post_first": date(2017, 11, 1)},
        opens_on={"first": date(2017, 11, 9)},
    )

    found = counted(pack, procedure, progress=progress)

    assert act_of(found, "report_to_township").on == date(2017, 11, 2)
    assert "第一次公示" in act_of(found, "report_to_township").because.zh
    assert needs_fresh_round(procedure, progress, on=today) is is_missed


def test_a_round_that_has_ended_is_counted_from_the_fresh_survey(
    pack: PolicyPack, procedure: Procedure
) -> None:
    ended = Progress({**LISTED.performed, "survey": "surveyed", "assess": "not_met"})

    fresh = fresh_round(procedure, ended)
    found = counted(pack, procedure, progress=fresh)

    assert needs_fresh_round(procedure, ended, on=date(2017, 10, 1))
    assert fresh.performed == LISTED.performed
    assert [act.rule.id for act in found.acts if act.is_open] == ["survey"]


def test_an_act_that_waits_is_to_be_done_again(
    pack: PolicyPack, procedure: Procedure
) -> None:
    progress = Progress({**LISTED.performed, "survey": "surveyed", "assess": "unknown"})

    pressing = counted(pack, procedure, progress=progress).pressing(date(2017, 10, 1))

    assert pressing is not None
    assert pressing.rule.id == "assess"


def test_when_everything_is_done_nothing_is_left_and_nothing_is_lost(
    pack: PolicyPack, procedure: Procedure
) -> None:
    everything = Progress(performed(procedure, " ".join(procedure.acts)))

    found = counted(pack, procedure, progress=everything)

    assert found.is_done
    assert found.pressing(date(2018, 3, 1)) is None
    assert not found.is_lost(date(2018, 3, 1))


def test_the_open_acts_are_those_of_the_procedure(
    pack: PolicyPack, procedure: Procedure
) -> None:
    acts = f"{TO_THE_POSTING} acknowledge post_first report_to_township"
    progress = Progress(performed(procedure, acts))

    found = counted(pack, procedure, progress=progress)

    is_open = [act.rule.id for act in found.acts if act.is_open]
    assert is_open == list(open_acts(procedure, progress.performed))


def test_the_last_year_of_the_calendar_can_be_planned_to_its_end(
    pack: PolicyPack, procedure: Procedure
) -> None:
    year = pack.calendar.last_year

    found = counted(pack, procedure, year=year)

    assert act_of(found, "mark_lifted_out").on == date(year, 12, 31)
    assert act_of(found, "announce").on < date(year, 12, 31)


def test_beyond_the_calendar_the_plan_says_where_the_table_ends(
    pack: PolicyPack, procedure: Procedure
) -> None:
    year = pack.calendar.last_year + 1

    with pytest.raises(BeyondCalendar) as refusal:
        counted(pack, procedure, year=year)

    assert f"{pack.calendar.last_year}年" in refusal.value.message.zh
    assert counted(pack, procedure, by=MEETING, year=year).acts
