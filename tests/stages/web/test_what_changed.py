"""Whoever examines, determines or approves sees what came in since the act before."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.stages.web.conftest import LogIn
from tests.stages.web.pages import text_of
from tests.support.reviews import dismissed
from tests.support.world import TOWNSHIP, World

SHEET = f"/work/determine/{TOWNSHIP}/"
SINCE = "以来有变化"


def ready(world: World, households: int = 1) -> tuple[list[int], list[int]]:
    """Bring households to where the township determines its list."""
    found = [world.register() for _ in range(households)]
    return found, world.bring(found, to="close_first")


def sheet(log_in: LogIn, address: str = SHEET) -> str:
    return text_of(log_in("township").get(address))


def page(world: World, log_in: LogIn, household: int) -> str:
    return text_of(log_in("township").get(f"/register/{world.households[household]}/"))


def test_where_nothing_changed_the_day_of_the_act_before_says_so(
    world: World, log_in: LogIn
) -> None:
    (household,), _ = ready(world)
    closed_on = world.today
    world.move(days=2)

    assert f"{closed_on}以来没有变化" in sheet(log_in)
    assert f"“第一次公示期满”（{closed_on}）以来没有变化" in page(
        world, log_in, household
    )


def test_a_later_visit_stands_old_beside_new_and_turns_its_criterion(
    world: World, log_in: LogIn
) -> None:
    (household,), _ = ready(world)
    world.move()
    world.visit_again(household, dwelling_grade="D")

    for shown in (sheet(log_in), page(world, log_in, household)):
        assert SINCE in shown
        changed = shown.split(SINCE)[1]
        assert "<del>B</del>" in changed
        assert "<ins>D</ins>" in changed
        assert f"村委会 丙访问 · {world.today}" in changed
        assert "state-met" in changed.split("turned")[1].split("→")[0]
        assert "state-not_met" in changed.split("turned")[1].split("→")[1][:40]
        assert "调查表" in changed


def test_a_visit_before_the_act_is_no_change_since(world: World, log_in: LogIn) -> None:
    (household,), cases = ready(world)
    world.visit_again(household, food_and_clothing="yes")
    world.move()
    world.determine(cases)

    assert "以来没有变化" in page(world, log_in, household)


def test_what_the_register_learns_of_a_member_is_shown(
    world: World, log_in: LogIn
) -> None:
    (household,), _ = ready(world)
    world.move()
    world.change_member(household, insured=False)

    changed = sheet(log_in).split(SINCE)[1]

    assert "<del>是</del>" in changed
    assert "<ins>否</ins>" in changed
    assert f"登记册 · {world.today}" in changed
    assert "turned" in changed


def test_an_objection_to_this_household_is_shown_and_no_other_s(
    world: World, log_in: LogIn
) -> None:
    (household, other), (case, _) = ready(world, 2)
    world.move()
    dismissed(world, case)

    changed = page(world, log_in, household).split(SINCE)[1]
    assert "收到异议" in changed
    assert "异议不成立" in changed
    assert "暂停办理" not in changed.split("</ul>")[0]
    assert SINCE not in page(world, log_in, other)


def test_what_was_answered_before_the_act_is_no_change_since(
    world: World, log_in: LogIn
) -> None:
    (household,), (case,) = ready(world)
    dismissed(world, case)
    world.determine([case])

    assert SINCE not in page(world, log_in, household)


def test_an_inspector_s_hold_is_a_question(world: World, log_in: LogIn) -> None:
    (household,), (case,) = ready(world)
    world.hold(case)

    assert "暂停办理" in page(world, log_in, household).split(SINCE)[1]


def test_more_changed_households_ask_the_database_no_more_often(
    world: World, log_in: LogIn
) -> None:
    found, _ = ready(world, 8)
    browser = log_in("township")

    def asked(households: list[int]) -> int:
        for one in households:
            world.visit_again(one, dwelling_grade="D")
            world.change_member(one, insured=False)
        browser.get(SHEET)
        with CaptureQueriesContext(connection) as questions:
            assert text_of(browser.get(SHEET)).count(SINCE) >= len(households)
        return len(questions)

    assert asked(found[:1]) == asked(found[1:])


@pytest.mark.parametrize("is_changed", [True, False])
def test_the_workbook_has_it_as_a_column(
    world: World, log_in: LogIn, is_changed: bool
) -> None:
    (household,), _ = ready(world)
    closed_on = world.today
    world.move()
    if is_changed:
        world.visit_again(household, dwelling_grade="D")

    answer = log_in("township").get(f"{SHEET}workbook/")

    rows = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    written = [rows.cell(row, 8).value for row in (2, 3)]
    assert written[0] == "上一步以来的变化"
    expected = "B→D" if is_changed else f"{closed_on}以来没有变化"
    assert expected in written[1]
