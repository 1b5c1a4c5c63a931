"""What a sample says of all comes with how sure it is, or does not come (art. 15)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.oversight.estimating import (
    Estimate,
    Sample,
    Told,
    clopper_pearson,
    estimate,
)

SURE = Decimal("0.95")


# Tables of exact binomial limits give these.
@pytest.mark.parametrize(
    ("counted", "size", "low", "high"),
    [
        (0, 30, "0", "0.1158"),
        (1, 30, "0.0008", "0.1722"),
        (5, 100, "0.0164", "0.1129"),
        (50, 100, "0.3983", "0.6017"),
        (30, 30, "0.8842", "1"),
        (0, 1, "0", "0.9750"),
        (10, 1000, "0.0048", "0.0184"),
    ],
)
def test_the_interval_is_the_exact_one_rounded_outward(
    counted: int, size: int, low: str, high: str
) -> None:
    found = clopper_pearson(counted, size, SURE)

    assert (found.low, found.high) == (Decimal(low), Decimal(high))


def upper_tail(counted: int, size: int, share: Fraction) -> Fraction:
    return sum(
        (
            comb(size, at) * share**at * (1 - share) ** (size - at)
            for at in range(counted, size + 1)
        ),
        Fraction(0),
    )


@given(st.integers(1, 40), st.data())
def test_no_share_outside_the_interval_is_as_likely_as_the_tail(
    size: int, data: st.DataObject
) -> None:
    counted = data.draw(st.integers(0, size))
    found = clopper_pearson(counted, size, SURE)
    step = Fraction(1, 10_000)
    low, high = Fraction(found.low), Fraction(found.high)

    # On the bound the tail is no longer than it may be; a step further in, it is.
    if counted:
        assert upper_tail(counted, size, low) <= Fraction(1, 40)
        assert upper_tail(counted, size, low + step) > Fraction(1, 40)
    if counted < size:
        assert 1 - upper_tail(counted + 1, size, high) <= Fraction(1, 40)
        assert 1 - upper_tail(counted + 1, size, high - step) > Fraction(1, 40)


def sample_of(counted: int, told: int, untold: int = 0, size: int = 500) -> Sample:
    drawn = told + untold
    answers = [True] * counted + [False] * (told - counted) + [None] * untold
    return Sample(tuple(Told("", "村", size, drawn, one) for one in answers))


def estimated(sample: Sample) -> Estimate:
    return estimate(sample, confidence=SURE, least=30, least_reached=Decimal("0.9"))


@pytest.mark.parametrize(
    ("told", "is_concluded"),
    [(60, True), (31, True), (30, True), (29, False), (0, False)],
)
def test_below_the_least_sample_nothing_is_concluded(
    told: int, is_concluded: bool
) -> None:
    found = estimated(sample_of(0, told))

    assert found.is_concluded is is_concluded
    assert (found.because is None) is is_concluded
    assert is_concluded or f"只查成{told}户" in str(found.because)


@pytest.mark.parametrize(
    ("untold", "is_concluded"),
    [(0, True), (9, True), (10, True), (11, False), (90, False)],
)
def test_with_too_many_unreached_nothing_is_concluded(
    untold: int, is_concluded: bool
) -> None:
    assert estimated(sample_of(3, 90, untold)).is_concluded is is_concluded


def test_of_a_simple_draw_the_share_is_the_counted_of_the_told() -> None:
    found = estimated(sample_of(3, 60))

    assert found.share == Fraction(3, 60)
    assert found.interval == clopper_pearson(3, 60, SURE)
    assert found.design_effect is None


def in_strata(*strata: tuple[int, int, int]) -> Sample:
    """Give strata as: how many households, how many told, how many counted."""
    told = [
        Told(str(at), str(at), size, drawn, number < counted)
        for at, (size, drawn, counted) in enumerate(strata)
        for number in range(drawn)
    ]
    return Sample(tuple(told), is_stratified=True)


def test_a_stratum_counts_by_how_many_households_it_has() -> None:
    found = estimated(in_strata((900, 30, 3), (100, 30, 15)))

    assert found.share == Fraction(9, 10) * Fraction(1, 10) + Fraction(1, 20)


def test_strata_that_differ_make_a_proportional_draw_more_certain() -> None:
    found = estimated(in_strata((500, 50, 1), (500, 50, 40)))

    assert found.design_effect is not None
    assert found.design_effect < 1
    # It is never said to be more than the households that were asked.
    assert found.interval is not None
    simple = clopper_pearson(41, 100, SURE)
    assert (found.interval.low, found.interval.high) == (simple.low, simple.high)


def test_unequal_chances_make_a_draw_less_certain() -> None:
    found = estimated(in_strata((5000, 30, 3), (50, 30, 3)))

    assert found.design_effect is not None
    assert found.design_effect > Decimal("1.5")
    assert found.interval is not None
    simple = clopper_pearson(6, 60, SURE)
    assert found.interval.low < simple.low
    assert found.interval.high > simple.high


def in_villages(*counted: int, each: int = 10) -> Sample:
    told = [
        Told(str(at), str(at), 40, each, number < wrong)
        for at, wrong in enumerate(counted)
        for number in range(each)
    ]
    return Sample(tuple(told), is_clustered=True)


def test_where_one_village_has_all_the_wrong_ones_the_villages_are_what_counts() -> (
    None
):
    alone = estimated(in_villages(10, 0, 0, 0, 0, 0, 0, 0))
    spread = estimated(in_villages(2, 1, 1, 1, 2, 1, 1, 1))

    assert alone.share == spread.share == Fraction(10, 80)
    assert alone.design_effect is not None
    assert spread.design_effect is not None
    assert alone.design_effect > 5 > 1 > spread.design_effect
    assert alone.interval is not None
    assert spread.interval is not None
    assert alone.interval.high > spread.interval.high


def test_where_no_village_has_any_only_villages_are_counted() -> None:
    found = estimated(in_villages(0, 0, 0, 0))

    assert found.share == 0
    assert found.interval == clopper_pearson(0, 4, SURE)
