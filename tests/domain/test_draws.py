"""A draw comes out alike for whoever repeats it, by its printed recipe (art. 15)."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.oversight.domain import Design
from tuopin.oversight.drawing import (
    Line,
    Plan,
    in_order,
    roster_digest,
    sample_size,
    turns,
)

VILLAGES = ("211221101200", "211221101201", "211221102200", "211221102201")
households = st.lists(
    st.tuples(st.sampled_from(VILLAGES), st.integers(1, 10**6).map(str)),
    min_size=1,
    max_size=60,
    unique=True,
)
plans = st.one_of(
    st.builds(Plan, st.just(Design.SIMPLE), take_number=st.integers(1, 40)),
    st.builds(Plan, st.just(Design.BY_TOWNSHIP), take_percent=st.integers(1, 100)),
    st.builds(Plan, st.just(Design.BY_VILLAGE), take_number=st.integers(1, 9)),
    st.builds(
        Plan,
        st.just(Design.VILLAGES_FIRST),
        take_number=st.integers(1, 9),
        villages=st.integers(1, 4),
    ),
)


def test_lines_are_numbered_by_village_and_household_whoever_lists_them() -> None:
    listed = [("211221102200", "2"), ("211221101200", "9"), ("211221101200", "10")]

    lines = in_order(listed)

    assert lines == [
        Line(1, "211221101200", "10"),
        Line(2, "211221101200", "9"),
        Line(3, "211221102200", "2"),
    ]
    assert in_order(reversed(listed)) == lines


def test_the_digest_is_of_the_lines_as_they_are_printed() -> None:
    lines = in_order([("211221101200", "10"), ("211221101200", "9")])
    printed = b"1|211221101200|10\n2|211221101200|9\n"

    assert roster_digest(lines) == hashlib.sha256(printed).hexdigest()


def test_the_lowest_digests_of_seed_and_number_are_drawn() -> None:
    lines = in_order((VILLAGES[0], str(number)) for number in range(100, 120))
    by_hand = sorted(
        range(1, 21),
        key=lambda number: hashlib.sha256(f"07 11 23|{number}".encode()).hexdigest(),
    )

    drawn = turns(lines, Plan(Design.SIMPLE, take_number=5), "07 11 23")

    assert [one.line.list_number for one in drawn] == by_hand
    assert [one.is_drawn for one in drawn] == [True] * 5 + [False] * 15


@pytest.mark.parametrize(
    ("size", "percent", "drawn"),
    [(200, 10, 20), (201, 10, 21), (209, 10, 21), (1, 1, 1), (7, 100, 7)],
)
def test_a_share_is_rounded_up_so_that_no_stratum_is_left_out(
    size: int, percent: int, drawn: int
) -> None:
    assert Plan(Design.BY_VILLAGE, take_percent=percent).quota(size) == drawn


@given(households, plans, st.text("0123456789abcdef", min_size=1, max_size=64))
def test_every_draw_takes_its_quota_from_every_stratum_and_nobody_twice(
    listed: list[tuple[str, str]], plan: Plan, seed: str
) -> None:
    lines = in_order(listed)

    found = turns(lines, plan, seed)

    drawn = [one for one in found if one.is_drawn]
    assert len({one.line for one in found}) == len(found)
    for stratum in {one.stratum for one in found}:
        within = [one for one in found if one.stratum == stratum]
        assert [one.turn for one in within] == list(range(1, len(within) + 1))
        taken = [one for one in within if one.is_drawn]
        assert len(taken) == plan.quota(len(within))
    if plan.design is Design.VILLAGES_FIRST:
        places = {one.line.village_code for one in found}
        of_all = {line.village_code for line in lines}
        assert len(places) == min(plan.villages, len(of_all))
    sizes = {
        code: sum(line.village_code == code for line in lines) for code in VILLAGES
    }
    assert len(drawn) <= sample_size({c: n for c, n in sizes.items() if n}, plan)


@given(households, plans, st.sampled_from(["1", "2"]))
def test_a_draw_repeats_exactly(
    listed: list[tuple[str, str]], plan: Plan, seed: str
) -> None:
    assert turns(in_order(listed), plan, seed) == turns(
        in_order(reversed(listed)), plan, seed
    )
