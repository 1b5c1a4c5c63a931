"""The draw by hand and by program, and how far two surveys agree beyond chance."""

from __future__ import annotations

import hashlib
import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.survey.second.agreement import kappa_of
from tuopin.survey.second.domain import Line, digest_of, draw, wanted_of

VILLAGES = ("211221101200", "211221101201", "211221102200")


def lines_of(counts: list[int]) -> list[Line]:
    villages = [
        v for v, count in zip(VILLAGES, counts, strict=False) for _ in range(count)
    ]
    return [
        Line(at, village, f"{village}{at:05d}", 100 + at, 7)
        for at, village in enumerate(villages, start=1)
    ]


shares = st.decimals(min_value="0.01", max_value="1", places=4)


@given(
    counts=st.lists(st.integers(min_value=0, max_value=30), min_size=3, max_size=3),
    seed=st.text("0123456789", min_size=6, max_size=12),
    share=shares,
    least=st.integers(min_value=1, max_value=3),
)
def test_each_village_has_its_share_and_the_lowest_lots(
    counts: list[int], seed: str, share: Decimal, least: int
) -> None:
    lines = lines_of(counts)

    drawn = draw(lines, seed, share=share, least_per_village=least)

    for village, count in zip(VILLAGES, counts, strict=True):
        own = [lot for lot in drawn if lot.line.village_code == village]
        wanted = min(count, max(least, math.ceil(count * share)))
        by_hand = sorted(
            hashlib.sha256(f"{seed}|{line.position}".encode()).hexdigest()
            for line in lines
            if line.village_code == village
        )
        assert [lot.value for lot in own] == by_hand[:wanted]
    assert drawn == draw(lines, seed, share=share, least_per_village=least)


@pytest.mark.parametrize(
    ("households", "wanted"), [(0, 0), (1, 1), (19, 1), (20, 1), (21, 2), (40, 2)]
)
def test_a_part_of_a_household_counts_as_one(households: int, wanted: int) -> None:
    share = Decimal("0.05")

    assert wanted_of(households, share=share, least_per_village=1) == wanted


def test_every_change_of_a_line_changes_the_check_code() -> None:
    lines = lines_of([2, 1, 0])
    terms = {"year": 2017, "share": Decimal("0.05"), "least_per_village": 1}

    def code(changed: list[Line], **other: object) -> str:
        return digest_of(changed, **{**terms, **other})  # type: ignore[arg-type]

    one = lines[0]
    others = [
        code(lines[:2]),
        code([Line(1, one.village_code, "x", one.visit_id, 7), *lines[1:]]),
        code([Line(1, one.village_code, one.household_number, 9, 7), *lines[1:]]),
        code([Line(1, one.village_code, one.household_number, 101, 8), *lines[1:]]),
        code(lines, year=2018),
        code(lines, share=Decimal("0.06")),
        code(lines, least_per_village=2),
    ]
    assert len({code(lines), *others}) == len(others) + 1


def pairs(
    both_yes: int, yes_no: int, no_yes: int, both_no: int
) -> list[tuple[str, str]]:
    return (
        [("yes", "yes")] * both_yes
        + [("yes", "no")] * yes_no
        + [("no", "yes")] * no_yes
        + [("no", "no")] * both_no
    )


@pytest.mark.parametrize(
    ("said", "kappa"),
    [
        (pairs(20, 5, 10, 15), Fraction(2, 5)),  # Cohen's textbook table
        (pairs(10, 0, 0, 10), Fraction(1)),
        (pairs(0, 10, 10, 0), Fraction(-1)),
        (pairs(5, 5, 5, 5), Fraction(0)),
        (pairs(20, 0, 0, 0), None),  # all alike: chance explains everything
        ([], None),
    ],
)
def test_kappa_is_what_is_left_beyond_chance(
    said: list[tuple[str, str]], kappa: Fraction | None
) -> None:
    assert kappa_of(said) == kappa


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_kappa_does_not_depend_on_who_went_first(said: list[tuple[str, str]]) -> None:
    assert kappa_of(said) == kappa_of([(b, a) for a, b in said])
