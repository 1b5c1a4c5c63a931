"""Quorum and majority are compared exactly, and a recused vote counts for nobody."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.procedure.votes import Votes, carries, reaches_quorum

people = st.integers(0, 400)
shares = st.fractions(min_value=0, max_value=1).map(
    lambda share: share.as_integer_ratio()
)


@pytest.mark.parametrize(
    ("attended", "entitled", "reached"),
    [
        (30, 30, True),
        (21, 30, True),
        (20, 30, True),
        (19, 30, False),
        (0, 30, False),
        (21, 31, True),
        (20, 31, False),
        (0, 0, False),
    ],
)
def test_two_thirds_of_those_entitled_have_to_come(
    attended: int, entitled: int, reached: bool
) -> None:
    assert reaches_quorum(attended=attended, entitled=entitled, share=(2, 3)) is reached


@pytest.mark.parametrize(
    ("votes", "carried"),
    [
        (Votes(24, 0, 0), True),
        (Votes(13, 11, 0), True),
        (Votes(12, 12, 0), False),
        (Votes(12, 0, 12), False),
        (Votes(12, 11, 0), True),
        (Votes(12, 11, 0, 1), True),
        (Votes(0, 0, 0), False),
        (Votes(0, 0, 0, 24), False),
    ],
)
def test_more_than_half_of_those_present_have_to_agree(
    votes: Votes, carried: bool
) -> None:
    assert carries(votes, share=(1, 2)) is carried


@given(people, st.integers(1, 400), shares)
def test_a_quorum_is_reached_exactly_at_its_share(
    attended: int, entitled: int, share: tuple[int, int]
) -> None:
    reached = reaches_quorum(attended=attended, entitled=entitled, share=share)

    assert reached == (Fraction(attended, entitled) >= Fraction(*share))


@given(people, people, people, people, shares)
def test_a_vote_carries_only_above_its_share(
    agree: int, against: int, abstain: int, recused: int, share: tuple[int, int]
) -> None:
    votes = Votes(agree, against, abstain, recused)
    present = agree + against + abstain

    above = present > 0 and Fraction(agree, present) > Fraction(*share)

    assert carries(votes, share=share) == above
    assert votes.present == present
