"""The day's work: what is open to whom, by when, and what waits for others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.stages.web.conftest import LogIn
from tests.stages.web.pages import count_on, work_lines
from tests.support.world import NEXT_VILLAGE, World
from tuopin.filing import operations as filing
from tuopin.filing.domain import Recipient
from tuopin.procedure import operations as procedure


def titles(lines: list[tuple[str, str, str, int]], part: str) -> list[str]:
    return [title for at, title, _, _ in lines if at == f"work-{part}"]


def test_who_has_to_act_sees_it_today_and_the_others_wait(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register()], to="acknowledge")

    village = work_lines(log_in("village").get("/"))
    township = work_lines(log_in("township").get("/"))

    assert titles(village, "today") == ["第一次公示", "报乡镇人民政府"]
    assert titles(township, "today") == []
    assert titles(township, "waiting") == ["第一次公示", "报乡镇人民政府"]


def test_a_line_opens_the_list_of_just_the_households_that_it_counts(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register() for _ in range(3)], to="assess")
    world.register()
    browser = log_in("village")

    ((_, title, address, households),) = [
        line for line in work_lines(browser.get("/")) if line[0] == "work-today"
    ]

    assert (title, households) == ("民主评议", 3)
    assert count_on(browser, address.replace("&amp;", "&")) == 3


@pytest.mark.parametrize(
    ("days_before_opening", "part"),
    [
        (7, "this_week"),
        (2, "this_week"),
        (1, "this_week"),
        (0, "today"),
        (-3, "today"),
    ],
    ids=["a week ahead", "on the last day but one", "last day", "opens", "later"],
)
def test_a_hanging_notice_may_be_closed_only_after_its_last_day(
    world: World, log_in: LogIn, days_before_opening: int, part: str
) -> None:
    world.bring([world.register()], to="report_to_township")
    opens_on = world.today + timedelta(days=8)
    world.move_to(opens_on - timedelta(days=days_before_opening))

    lines = work_lines(log_in("village").get("/"))

    assert "第一次公示期满" in titles(lines, part)


@pytest.mark.parametrize(
    ("on", "part"),
    [
        (date(2017, 11, 1), "today"),
        (date(2017, 12, 30), "today"),
        (date(2017, 12, 31), "today"),
        (date(2018, 1, 1), "overdue"),
        (date(2018, 2, 1), "overdue"),
    ],
    ids=["well before", "the day before", "on the last day", "the day after", "later"],
)
def test_an_appraisal_after_the_year_s_end_is_overdue(
    world: World, log_in: LogIn, on: date, part: str
) -> None:
    world.bring([world.register()], to="assess")
    world.move_to(on)

    lines = work_lines(log_in("village").get("/"))

    assert titles(lines, part) == ["民主评议"]


def test_an_approval_has_to_be_announced_at_the_same_time(
    world: World, log_in: LogIn
) -> None:
    world.bring([world.register()], to="approve")
    browser = log_in("county")

    on_the_day = work_lines(browser.get("/"))
    world.move(days=3)
    too_late = work_lines(browser.get("/"))

    assert "在各村公告" in titles(on_the_day, "today")
    assert titles(too_late, "overdue") == ["在各村公告"]


def test_an_office_with_many_villages_sees_a_line_for_each_township(
    world: World, log_in: LogIn
) -> None:
    here, there = world.register(), world.register(village=NEXT_VILLAGE)
    world.file_plan([here, there])
    world.open_cases([here, there])

    county = work_lines(log_in("county").get("/"))
    township = work_lines(log_in("township").get("/"))

    assert [households for *_, households in county] == [2]
    assert [households for *_, households in township] == [1, 1]


def test_a_case_on_hold_waits_for_whoever_may_settle_it(
    world: World, log_in: LogIn
) -> None:
    (case,) = world.bring([world.register()], to="report_to_township")
    procedure.hold(
        case_id=case,
        cause="finding",
        subject="finding:1",
        reason="督查发现问题",
        actor=world["supervision"],
        on=world.today,
    )

    township = work_lines(log_in("township").get("/"))
    village = work_lines(log_in("village").get("/"))

    assert titles(township, "today") == ["处理异议和暂停事项"]
    assert titles(village, "waiting") == ["处理异议和暂停事项"]
    assert titles(village, "today") == []


def test_a_letter_waits_for_its_receipt(world: World, log_in: LogIn) -> None:
    cases = world.bring([world.register()], to="announce")
    filing.send_consignment(
        recipient=Recipient.CITY,
        case_ids=cases,
        letter_number="备字1号",
        actor=world["county"],
        on=world.today,
    )

    page = log_in("county").get("/").content.decode()

    assert "备案回执未到" in page


def test_an_administrator_has_no_household_s_work(world: World, log_in: LogIn) -> None:
    world.bring([world.register()], to="survey")

    page = log_in("administrator").get("/")

    assert work_lines(page) == []
