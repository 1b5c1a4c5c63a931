"""An event has one text, so that two programs can never hash it differently."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.office.audit.domain import (
    GENESIS,
    LARGEST_INTEGER,
    canonical,
    chained,
    moment_text,
)

keys = st.text(st.characters(max_codepoint=127), max_size=5)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
whole = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
values = st.recursive(
    st.none() | st.booleans() | whole | texts,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_a_value_reads_back_from_its_text(value: object) -> None:
    assert json.loads(canonical(value)) == value  # type: ignore[arg-type]


@given(values)
def test_the_standard_library_writes_the_same_text(value: object) -> None:
    written = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )

    assert canonical(value) == written.encode()  # type: ignore[arg-type]


@given(st.dictionaries(keys, whole, min_size=2))
def test_the_order_of_keys_makes_no_difference(value: dict[str, int]) -> None:
    turned = dict(reversed(value.items()))

    assert canonical(turned) == canonical(value)


def test_keys_are_sorted_and_nothing_is_escaped_that_need_not_be() -> None:
    value = {"b": [1, True, None], "a": "公示\n\"'/"}

    assert canonical(value).decode() == r"""{"a":"公示\n\"'/","b":[1,true,null]}"""


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(1.0, id="float"),
        pytest.param(Decimal("2952.00"), id="money"),
        pytest.param(date(2017, 12, 20), id="date"),
        pytest.param({"公示": 1}, id="key-not-ascii"),
        pytest.param({1: "one"}, id="key-not-text"),
        pytest.param(b"bytes", id="bytes"),
        pytest.param({"inside": [{"deep": 0.5}]}, id="float-deep-inside"),
    ],
)
def test_what_has_no_one_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "is_safe"),
    [
        (1, True),
        (LARGEST_INTEGER - 1, True),
        (LARGEST_INTEGER, True),
        (LARGEST_INTEGER + 1, False),
        (-LARGEST_INTEGER - 1, False),
    ],
)
def test_a_number_that_not_every_reader_reads_alike_is_refused(
    number: int, is_safe: bool
) -> None:
    if is_safe:
        assert canonical(number) == str(number).encode()
    else:
        with pytest.raises(ValueError, match="too large"):
            canonical(number)


def test_a_link_covers_what_came_before_and_the_exact_bytes() -> None:
    first = chained(GENESIS, b"{}")

    assert first == hashlib.sha256(b"\0" * 32 + b"{}").digest()
    assert chained(first, b"{}") != first
    assert chained(GENESIS, b"{} ") != first


def test_the_algorithm_can_be_exchanged() -> None:
    assert chained(GENESIS, b"{}", "sha3_256") != chained(GENESIS, b"{}", "sha256")
    with pytest.raises(ValueError, match="unsupported"):
        chained(GENESIS, b"{}", "rot13")


def test_moments_are_written_in_one_zone_to_the_microsecond() -> None:
    in_china = datetime(2017, 12, 20, 8, 0, 0, 5, tzinfo=timezone(timedelta(hours=8)))

    assert moment_text(in_china) == "2017-12-20T00:00:00.000005Z"
    assert moment_text(in_china) == moment_text(in_china.astimezone(UTC))
