"""What a share earns, how what is unknown enters, and what art. 10 then gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tuopin.oversight.performance.domain import (
    Effect,
    Figure,
    Known,
    Recognition,
    RedLineFound,
    Score,
    proposal,
    score_of,
)
from tuopin.rulebook.citation import parse
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.performance import (
    Part,
    PartRule,
    PerformanceRules,
    RedLine,
    UnknownPart,
)
from tuopin.rulebook.text import Text

WHY = Text("如此", "so")
TEN = PartRule(Decimal(10), Fraction(1), Fraction(1, 2), WHY)
DEFECTS = PartRule(Decimal(10), Fraction(0), Fraction(1, 10), WHY)
RULES = PerformanceRules(
    cite=parse("art-10"),
    notes=(),
    parts=dict.fromkeys(Part, TEN),
    red_lines={},
    unknown=UnknownPart.LEFT_OUT,
    least_known=Fraction(6, 10),
    completed_at=Fraction(1),
    archive_within_days=60,
)
ALL = Fraction(1)


def figures(shares: Mapping[Part, Fraction | Known]) -> dict[Part, Figure]:
    """Return figures that are full but where something else is said."""
    found = {}
    for part in Part:
        share = shares.get(part, ALL)
        if isinstance(share, Known):
            found[part] = Figure(part, 0, 0, share)
        else:
            found[part] = Figure(
                part, share.numerator, share.denominator, Known.KNOWN, share
            )
    return found


def scored(
    shares: Mapping[Part, Fraction | Known] | None = None,
    rules: PerformanceRules = RULES,
    *,
    over: bool = True,
    red_lines: tuple[RedLineFound, ...] = (),
) -> Score:
    return score_of(
        figures(shares or {}), rules, year_is_over=over, red_lines=red_lines
    )


def crossed(*, is_upheld: bool) -> RedLineFound:
    return RedLineFound(RedLine.WRONG_EXIT, "", "", None, is_upheld, is_referred=False)


@pytest.mark.parametrize(
    ("rule", "share", "points"),
    [
        (TEN, "1", "10"),
        (TEN, "3/4", "5"),
        (TEN, "1/2", "0"),
        (TEN, "2/5", "0"),
        (TEN, "0", "0"),
        (DEFECTS, "0", "10"),
        (DEFECTS, "1/20", "5"),
        (DEFECTS, "1/10", "0"),
        (DEFECTS, "1/5", "0"),
        (DEFECTS, "1", "0"),
    ],
)
def test_points_lie_in_proportion_between_the_two_ends(
    rule: PartRule, share: str, points: str
) -> None:
    assert rule.points(Fraction(share)) == Fraction(points)


def test_over_completion_earns_nothing_more() -> None:
    assert TEN.points(Fraction(3, 2)) == 10


@pytest.mark.parametrize("known", [Known.UNKNOWN, Known.NOTHING_DUE])
def test_what_is_not_known_or_not_due_leaves_the_others_a_hundred(
    known: Known,
) -> None:
    found = scored({Part.CALLS: known, Part.ARCHIVE: known})

    assert found.total == Decimal("100.00")


@pytest.mark.parametrize(
    ("unknown", "has_total"),
    [(3, True), (4, True), (5, False), (9, False), (10, False)],
)
def test_with_too_little_known_there_is_no_total(unknown: int, has_total: bool) -> None:
    found = scored(dict.fromkeys([*Part][:unknown], Known.UNKNOWN))

    assert (found.total is not None) is has_total
    assert (found.because is None) is has_total


def test_what_was_not_due_does_not_make_the_score_less_known() -> None:
    found = scored(dict.fromkeys([*Part][1:], Known.NOTHING_DUE))

    assert found.known == 1
    assert found.total == Decimal("100.00")


def test_a_pack_may_give_no_total_while_anything_is_unknown() -> None:
    strict = replace(RULES, unknown=UnknownPart.NO_TOTAL)

    assert scored({Part.CALLS: Known.UNKNOWN}, strict).total is None
    assert scored({Part.CALLS: Known.NOTHING_DUE}, strict).total == 100


@pytest.mark.parametrize(
    ("households", "villages", "over", "in_time"),
    [
        (ALL, ALL, False, Outcome.MET),
        (ALL, Known.NOTHING_DUE, True, Outcome.MET),
        (Fraction(86, 87), ALL, True, Outcome.NOT_MET),
        (Fraction(86, 87), ALL, False, Outcome.UNKNOWN),
        (ALL, Fraction(1, 2), True, Outcome.NOT_MET),
        (Known.UNKNOWN, ALL, True, Outcome.UNKNOWN),
        (Known.NOTHING_DUE, Known.NOTHING_DUE, True, Outcome.UNKNOWN),
    ],
)
def test_in_time_is_every_household_and_every_village_of_the_plan(
    households: Fraction | Known,
    villages: Fraction | Known,
    over: bool,
    in_time: Outcome,
) -> None:
    shares = {Part.HOUSEHOLD_PLAN: households, Part.VILLAGE_PLAN: villages}

    assert scored(shares, over=over).in_time is in_time


LATE = {Part.HOUSEHOLD_PLAN: Fraction(1, 2)}
C, P, N = (
    Recognition.COMMENDATION,
    Recognition.PUBLIC_CRITICISM,
    Recognition.NEITHER,
)


@pytest.mark.parametrize(
    ("shares", "over", "effect", "proposed"),
    [
        ({}, True, Effect.OUTSTANDING, C),
        ({}, True, Effect.POOR, N),
        ({}, True, Effect.NEITHER, N),
        ({}, True, None, None),
        (LATE, True, Effect.OUTSTANDING, N),
        (LATE, True, Effect.POOR, P),
        (LATE, True, Effect.NEITHER, N),
        (LATE, True, None, None),
        (LATE, False, Effect.POOR, None),
        (LATE, False, Effect.OUTSTANDING, None),
    ],
)
def test_each_proposal_needs_both_conditions(
    shares: dict[Part, Fraction | Known],
    over: bool,
    effect: Effect | None,
    proposed: Recognition | None,
) -> None:
    found = proposal(scored(shares, over=over), effect)

    assert found.recognition is proposed
    assert len(found.grounds) == 2


@pytest.mark.parametrize(("is_upheld", "proposed"), [(True, N), (False, None)])
def test_a_red_line_bars_the_commendation_whatever_the_score(
    is_upheld: bool, proposed: Recognition | None
) -> None:
    score = scored(red_lines=(crossed(is_upheld=is_upheld),))

    found = proposal(score, Effect.OUTSTANDING)

    assert score.total == 100
    assert found.recognition is proposed
    assert len(found.grounds) == 3


def test_a_red_line_does_not_spare_a_criticism() -> None:
    score = scored(LATE, red_lines=(crossed(is_upheld=True),))

    assert proposal(score, Effect.POOR).recognition is P
