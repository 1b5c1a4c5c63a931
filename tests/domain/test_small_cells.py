"""No single household can be worked out from the figures that the portal shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.notice.small_cells import Published, published

SMALLEST = 5
CODES = [f"{township}{village:03d}" for township in (111111101, 111111102, 111111103)
         for village in (201, 202, 203)]  # fmt: skip


def shown(*counts: int) -> Published:
    """Publish the counts of the villages of three townships, three of each."""
    found = dict(zip(CODES, counts, strict=True))
    return published(found, smallest=SMALLEST)


@pytest.mark.parametrize(
    ("count", "is_shown"), [(0, True), (1, False), (4, False), (5, True), (40, True)]
)
def test_a_count_is_shown_from_the_least_that_is_published(
    count: int, is_shown: bool
) -> None:
    found = shown(count, 20, 30, *[50] * 6)

    assert (found.villages[CODES[0]] is not None) == is_shown


def test_the_least_of_the_others_goes_along_lest_it_be_subtracted() -> None:
    found = shown(3, 20, 30, *[50] * 6)

    assert [found.villages[one] for one in CODES[:3]] == [None, None, 30]
    assert found.townships["111111101000"] == 53


def test_two_small_ones_that_add_up_to_too_little_take_a_third_along() -> None:
    found = shown(1, 2, 30, *[50] * 6)

    assert [found.villages[one] for one in CODES[:3]] == [None, None, None]
    assert found.townships["111111101000"] == 33


def test_a_village_alone_hides_its_township_and_another_one() -> None:
    found = shown(3, 0, 0, *[10] * 3, *[50] * 3)

    assert found.townships == {
        "111111101000": None,
        "111111102000": None,
        "111111103000": 150,
    }
    assert [found.villages[one] for one in CODES[3:6]] == [None] * 3
    assert found.total == 183


def test_where_nothing_else_is_there_the_total_is_hidden() -> None:
    found = shown(3, *[0] * 8)

    assert found.total is None
    assert found.villages[CODES[1]] == 0


@given(st.lists(st.integers(0, 12), min_size=9, max_size=9))
def test_whoever_adds_and_subtracts_finds_no_small_count(counts: list[int]) -> None:
    found = shown(*counts)
    townships = list(found.townships.values())
    villages = [found.villages[code] for code in CODES]
    totals = [sum(counts[at : at + 3]) for at in (0, 3, 6)]
    sums = [(found.total, townships, totals)] + [
        (township, villages[at : at + 3], counts[at : at + 3])
        for township, at in zip(townships, (0, 3, 6), strict=True)
    ]

    for total, parts, true in sums:
        unseen = [
            count for seen, count in zip(parts, true, strict=True) if seen is None
        ]
        assert [
            seen for seen in parts if seen is not None and 0 < seen < SMALLEST
        ] == []
        if total is None:
            # Parts that are all shown would add up to it.
            assert not any(parts)
        elif unseen:
            assert len(unseen) >= 2
            assert sum(unseen) >= SMALLEST
