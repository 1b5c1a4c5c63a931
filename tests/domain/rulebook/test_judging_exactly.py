"""The figures that rounding, dividing or guessing would get wrong."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.rulebook.findings import Finding, Outcome
from tuopin.rulebook.judging import judge
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.shown import quotient_text
from tuopin.rulebook.units import Unit


def finding(
    pack: PolicyPack, unit: Unit, criterion: str, facts: Mapping[str, object]
) -> Finding:
    findings = judge(pack, unit, facts, year=2017)
    return next(found for found in findings if found.criterion == criterion)


def earning(net: str, members: int) -> dict[str, object]:
    nothing = Decimal(0)
    return {
        "members": [{}] * members,
        "wage_income": Decimal(net),
        "business_income": nothing,
        "property_income": nothing,
        "transfer_income": nothing,
        "business_expense": nothing,
    }


def test_21_of_1048_is_not_two_in_a_hundred(tieling: PolicyPack) -> None:
    facts = {"registered_poor": 21, "rural_residents": 1048}

    found = finding(tieling, Unit.VILLAGE, "poverty_headcount", facts)

    assert found.outcome is Outcome.NOT_MET
    assert found.observed == "0.02004"
    assert found.threshold == "0.02"


@pytest.mark.parametrize(
    ("safe", "whole", "outcome"),
    [
        (50, 50, Outcome.MET),
        (99, 101, Outcome.MET),
        (49, 50, Outcome.MET),
        (48, 49, Outcome.NOT_MET),
        (None, 50, Outcome.UNKNOWN),
    ],
)
def test_98_in_a_hundred_includes_the_figure(
    tieling: PolicyPack, safe: int | None, whole: int, outcome: Outcome
) -> None:
    facts = {"households_with_safe_housing": safe, "registered_households": whole}

    found = finding(tieling, Unit.VILLAGE, "safe_housing", facts)

    assert found.outcome is outcome


@pytest.mark.parametrize(
    ("net", "outcome"),
    [
        ("90000.00", Outcome.MET),
        ("20664.01", Outcome.MET),
        ("20664.00", Outcome.NOT_MET),
        ("20663.99", Outcome.NOT_MET),
    ],
)
def test_seven_members_must_be_above_seven_times_the_line(
    tieling: PolicyPack, net: str, outcome: Outcome
) -> None:
    found = finding(tieling, Unit.HOUSEHOLD, "income", earning(net, 7))

    assert found.outcome is outcome
    assert found.threshold == "2952"


def test_a_reason_says_how_little_is_lacking(tieling: PolicyPack) -> None:
    found = finding(tieling, Unit.HOUSEHOLD, "income", earning("8856.00", 3))

    assert "没有超过扶贫标准2952元×3人=8856元" in found.reason.zh
    assert "至少再增加0.01元" in found.reason.zh
    assert "第三条第二款" in found.reason.zh
    assert "At least 0.01 yuan more a year would meet it" in found.reason.en


def test_a_float_is_refused_rather_than_rounded(tieling: PolicyPack) -> None:
    facts = earning("8856.00", 3) | {"wage_income": 8856.0}

    with pytest.raises(TypeError, match="wage_income"):
        judge(tieling, Unit.HOUSEHOLD, facts, year=2017)


@pytest.mark.parametrize("year", [2013, 2016, 2021, 2040])
def test_a_year_without_figures_is_refused_and_never_defaults(
    tieling: PolicyPack, year: int
) -> None:
    with pytest.raises(MissingFigure) as refusal:
        judge(tieling, Unit.HOUSEHOLD, earning("9000", 1), year=year)

    assert str(year) in refusal.value.message.zh
    assert str(year) in refusal.value.message.en


def test_the_line_of_a_year_is_asked_by_year(tieling: PolicyPack) -> None:
    assert tieling.parameter("poverty_line", 2017) == Decimal("2952")
    with pytest.raises(MissingFigure):
        tieling.parameter("poverty_line", 2031)
    assert tieling.share("meeting_attendance", 2017) == Fraction(2, 3)


@given(
    net=st.decimals("-100000", "100000", places=2),
    members=st.integers(1, 12),
)
def test_income_is_judged_as_exact_fractions_would(
    tieling: PolicyPack, net: Decimal, members: int
) -> None:
    found = finding(tieling, Unit.HOUSEHOLD, "income", earning(str(net), members))

    met = Fraction(net) / members > 2952
    assert found.outcome is (Outcome.MET if met else Outcome.NOT_MET)
    assert found.observed is not None
    assert (Fraction(found.observed) > 2952) is met


@given(part=st.integers(0, 10**7), whole=st.integers(1, 10**7))
def test_what_is_shown_stands_on_the_side_of_the_limit_where_it_is(
    part: int, whole: int
) -> None:
    limit = Fraction(2, 100)

    shown = Fraction(quotient_text(part, whole, beside=limit))

    exact = Fraction(part, whole)
    assert (shown > limit) is (exact > limit)
    assert (shown < limit) is (exact < limit)
