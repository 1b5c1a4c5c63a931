"""What forms ask twice and what an order costs, without any database."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from django.conf import settings

from tests.support.world import PACK
from tuopin.office.policy.reader import read_pack
from tuopin.oversight.burden.domain import (
    MOST_SECONDS,
    Cost,
    Load,
    median_share,
    trusted,
)
from tuopin.oversight.burden.forms import (
    CALL,
    CHECK,
    CONTENT,
    INTERVIEW,
    REGISTER,
    SECOND,
    SURVEY,
    AskedTwice,
    asked_twice,
)
from tuopin.rulebook.pack import PolicyPack


def the_pack() -> PolicyPack:
    return read_pack(settings.PACKS / PACK)


def twice(pack: PolicyPack) -> dict[str, AskedTwice]:
    return {one.item: one for one in asked_twice(pack)}


@pytest.mark.parametrize(
    ("seconds", "is_known"),
    [
        (0, True),
        (MOST_SECONDS - 1, True),
        (MOST_SECONDS, True),
        (MOST_SECONDS + 1, False),
        (-1, False),
        (None, False),
    ],
)
def test_a_form_left_open_over_the_midday_break_tells_nothing(
    seconds: int | None, is_known: bool
) -> None:
    found = trusted(seconds)

    assert (found is not None) is is_known
    assert found is None or found == seconds


def test_without_a_measured_entry_the_hours_are_unknown_and_not_nought() -> None:
    assert Load(untimed=3).hours is None
    assert Load(timed=1, seconds=0).hours == 0
    assert (Load(timed=1, seconds=1800) + Load(untimed=1)).hours == Fraction(1, 2)


def test_an_order_costs_households_times_the_medians() -> None:
    cost = Cost(30, 600, Fraction(3, 2))

    assert cost.hours == 5
    assert cost.pages == 45
    assert Cost(3, 600, Fraction(1, 2)).pages == 2
    assert Cost(0, 600, Fraction(1, 2)).hours == 0


def test_what_nothing_was_measured_of_costs_an_unknown_amount() -> None:
    cost = Cost(30, None, None)

    assert cost.hours is None
    assert cost.pages is None


@pytest.mark.parametrize(
    ("shares", "median"),
    [([], None), ([3], 3), ([1, 3], 1), ([5, 1, 3], 3), ([9, 1, 1, 1], 1)],
)
def test_the_median_is_a_village_s_own(shares: list[int], median: int | None) -> None:
    assert median_share([Fraction(one) for one in shares]) == median


def test_what_the_register_has_and_the_survey_asks_could_be_spared() -> None:
    insured = twice(the_pack())["members.insured"]

    forms = [one.form for one in insured.askings]
    assert {REGISTER, SURVEY, SECOND, CALL} <= set(forms)
    assert insured.extra >= 1
    assert {str(one.cite) for one in insured.askings if one.form == SURVEY} == {
        "art-03 ¶2"
    }


def test_what_only_the_rules_ask_again_is_no_waste() -> None:
    food = twice(the_pack())["wage_income"]

    assert [one.form for one in food.askings if one.is_wanted] == [SECOND]
    assert food.extra == 0


def test_a_department_counts_what_households_were_asked_for() -> None:
    grade = twice(the_pack())["dwelling_grade"]

    assert any(one.form.zh.startswith("部门报送") for one in grade.askings)
    assert grade.extra == 1


def test_inspectors_and_interviewers_ask_whether_people_are_content() -> None:
    assert [one.form for one in twice(the_pack())[CONTENT].askings] == [
        CHECK,
        INTERVIEW,
    ]


def test_a_pack_without_second_surveys_calls_and_questionnaire_asks_less() -> None:
    pack = replace(
        the_pack(),
        second_survey=None,
        aftercare=None,
        questionnaire=None,
        satisfaction=None,
    )

    found = twice(pack)

    assert CONTENT not in found
    assert "wage_income" not in found
    assert all(not a.is_wanted for one in found.values() for a in one.askings)


def test_a_call_asks_nobody_for_the_date_of_birth() -> None:
    assert "members.born_on" not in twice(the_pack())
