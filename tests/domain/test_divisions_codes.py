"""Division codes say by themselves what lies in what (统计用区划代码)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.office.divisions.domain import (
    SEGMENTS,
    DivisionLevel,
    code_range,
    covers,
    level_of,
    short_name,
    unit_at,
)

VILLAGE = "870121101200"
CHAIN = {
    "870000000000": DivisionLevel.PROVINCE,
    "870100000000": DivisionLevel.PREFECTURE,
    "870121000000": DivisionLevel.COUNTY,
    "870121101000": DivisionLevel.TOWNSHIP,
    VILLAGE: DivisionLevel.VILLAGE,
}
# Codes of provinces run from 11 to 82; none is 99, which no code comes after.
digits = st.integers(11 * 10**10, 83 * 10**10 - 1).map(str)
codes = st.builds(
    lambda code, keep: code[:keep].ljust(12, "0"), digits, st.sampled_from(SEGMENTS)
)


@pytest.mark.parametrize(("code", "level"), CHAIN.items())
def test_the_zeros_at_the_end_tell_the_level(code: str, level: DivisionLevel) -> None:
    assert level_of(code) is level


@pytest.mark.parametrize(
    "code",
    ["", "870121", "87012110120", "8701211012000", "87012110120a", "８７0121101200"],
)
def test_what_is_not_twelve_digits_is_no_code(code: str) -> None:
    with pytest.raises(ValueError, match="12 digits"):
        level_of(code)


@pytest.mark.parametrize("outer", CHAIN)
def test_everything_above_a_village_covers_it(outer: str) -> None:
    assert covers(outer, VILLAGE)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        (VILLAGE, "870121101000"),
        ("870121101000", "870121102200"),
        ("870121101000", "870121100200"),
        ("870121000000", "870122101200"),
        ("870100000000", "870200000000"),
        (VILLAGE, "870121101201"),
    ],
)
def test_a_unit_covers_nothing_beside_or_above_it(outer: str, inner: str) -> None:
    assert not covers(outer, inner)


@given(codes)
def test_a_unit_lies_in_its_own_area_and_its_area_ends_where_the_next_begins(
    code: str,
) -> None:
    first, after = code_range(code)

    assert covers(code, code)
    assert first == code
    assert first < after
    assert not covers(code, after)


@given(codes, digits)
def test_covering_is_sharing_the_digits_that_name_the_unit(
    outer: str, inner: str
) -> None:
    named = SEGMENTS[list(DivisionLevel).index(level_of(outer))]

    assert covers(outer, inner) == (outer[:named] == inner[:named])


@given(codes, codes, codes)
def test_covering_passes_down(one: str, two: str, three: str) -> None:
    if covers(one, two) and covers(two, three):
        assert covers(one, three)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("甲村民委员会", "甲村"),
        ("甲村村民委员会", "甲村"),
        ("乙居民委员会", "乙村"),
        ("丙社区居民委员会", "丙社区"),
        ("丁社区居委会", "丁村"),
        ("戊镇", "戊镇"),
    ],
)
def test_a_village_is_called_as_people_say_it(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("level", "unit"),
    [
        (DivisionLevel.PROVINCE, "210000000000"),
        (DivisionLevel.PREFECTURE, "211200000000"),
        (DivisionLevel.COUNTY, "211221000000"),
        (DivisionLevel.TOWNSHIP, "211221101000"),
        (DivisionLevel.VILLAGE, "211221101200"),
    ],
)
def test_a_village_lies_in_one_unit_of_each_level(
    level: DivisionLevel, unit: str
) -> None:
    assert unit_at("211221101200", level) == unit
    assert covers(unit, "211221101200")
