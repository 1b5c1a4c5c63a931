"""A roster is frozen with a seal, and a receipt can be read out over the telephone."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tuopin.notice.domain import RosterLine, receipt_code, sealed

lines = st.lists(
    st.builds(RosterLine, st.text(max_size=6), st.text(max_size=6), st.integers(1, 12)),
    max_size=6,
)


def test_a_roster_is_numbered_and_shows_three_things() -> None:
    roster, _ = sealed([RosterLine("1组", "乙一", 3), RosterLine("2组", "乙二", 1)])

    assert roster == [
        {"line": 1, "group": "1组", "head_of_household": "乙一", "persons": 3},
        {"line": 2, "group": "2组", "head_of_household": "乙二", "persons": 1},
    ]


@given(lines)
def test_the_same_roster_has_the_same_seal(roster: list[RosterLine]) -> None:
    assert sealed(roster) == sealed(list(roster))
    assert re.fullmatch("[0-9a-f]{64}", sealed(roster)[1])


@given(lines, lines)
def test_any_other_roster_has_another_seal(
    one: list[RosterLine], other: list[RosterLine]
) -> None:
    assert (sealed(one)[1] == sealed(other)[1]) == (one == other)


@given(st.integers(0, 10**12 - 1))
def test_a_receipt_is_three_groups_of_four_digits(drawn: int) -> None:
    code = receipt_code(drawn)

    assert re.fullmatch(r"\d{4}-\d{4}-\d{4}", code)
    assert int(code.replace("-", "")) == drawn
