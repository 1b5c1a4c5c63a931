"""Missing is unknown, never zero and never passed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.rulebook.findings import Outcome, all_of, overall
from tuopin.rulebook.judging import judge
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit

money = st.decimals("0", "60000", places=2)
members = st.fixed_dictionaries(
    {
        "born_on": st.none() | st.dates(date(1930, 1, 1), date(2017, 8, 1)),
        "labor": st.sampled_from([None, "ordinary", "weak", "lost", "none"]),
        "insured": st.sampled_from([None, True, False]),
        "other_insurance": st.sampled_from([None, "职工基本医疗保险"]),
        "out_of_school": st.sampled_from([None, True, False]),
        "out_of_school_cause": st.sampled_from([None, "因贫", "因病"]),
    }
)
water = st.sampled_from([None, "safe", "basically_safe", "unsafe"])
households = st.fixed_dictionaries(
    {
        "members": st.lists(members, max_size=5),
        "wage_income": st.none() | money,
        "business_income": st.none() | money,
        "property_income": st.none() | money,
        "transfer_income": st.none() | money,
        "business_expense": st.none() | money,
        "stable_income_source": st.sampled_from([None, "务工", "无", "低保金"]),
        "food_and_clothing": st.sampled_from([None, True, False]),
        "dwelling_grade": st.sampled_from([None, "A", "B", "C", "D"]),
        "water_quality": water,
        "water_quantity": water,
        "water_access": water,
        "water_reliability": water,
    }
)

GOOD_MEMBER: dict[str, object] = {
    "born_on": date(2007, 1, 1),
    "labor": "ordinary",
    "insured": True,
    "other_insurance": None,
    "out_of_school": False,
    "out_of_school_cause": None,
}
GOOD: dict[str, object] = {
    "members": [GOOD_MEMBER, GOOD_MEMBER],
    "wage_income": Decimal(9000),
    "business_income": Decimal(0),
    "property_income": Decimal(0),
    "transfer_income": Decimal(0),
    "business_expense": Decimal(0),
    "stable_income_source": "务工",
    "food_and_clothing": True,
    "dwelling_grade": "A",
    "water_quality": "safe",
    "water_quantity": "safe",
    "water_access": "safe",
    "water_reliability": "safe",
}


def test_a_household_with_every_fact_in_order_meets_the_standard(
    tieling: PolicyPack,
) -> None:
    found = overall(judge(tieling, Unit.HOUSEHOLD, GOOD, year=2017))

    assert found.criterion == "all"
    assert found.outcome is Outcome.MET
    assert found.missing == ()


@given(missing=st.sampled_from(sorted(GOOD)), absent=st.booleans())
def test_no_household_passes_with_a_fact_missing(
    tieling: PolicyPack, missing: str, absent: bool
) -> None:
    facts = GOOD | {missing: None}
    if absent:
        del facts[missing]

    found = overall(judge(tieling, Unit.HOUSEHOLD, facts, year=2017))

    assert found.outcome is Outcome.UNKNOWN
    assert missing in found.missing


@given(missing=st.sampled_from(["insured", "born_on", "out_of_school"]))
def test_no_household_passes_with_a_decisive_answer_about_a_child_missing(
    tieling: PolicyPack, missing: str
) -> None:
    child = GOOD_MEMBER | {missing: None}
    if missing == "born_on":
        child["out_of_school"] = None

    facts = GOOD | {"members": [GOOD_MEMBER, child]}
    found = overall(judge(tieling, Unit.HOUSEHOLD, facts, year=2017))

    assert found.outcome is Outcome.UNKNOWN
    assert f"members.{missing}" in found.missing


def test_nothing_known_is_unknown_by_every_criterion(tieling: PolicyPack) -> None:
    for unit in Unit:
        findings = judge(tieling, unit, {}, year=2017)

        assert {found.outcome for found in findings} == {Outcome.UNKNOWN}
        assert all(found.missing for found in findings)


@given(facts=households)
def test_a_met_finding_lacks_nothing_and_an_unknown_one_says_what(
    tieling: PolicyPack, facts: dict[str, object]
) -> None:
    for found in judge(tieling, Unit.HOUSEHOLD, facts, year=2017):
        assert (found.outcome is Outcome.UNKNOWN) == bool(found.missing)
        assert found.reason.zh.endswith("。")
        assert found.cite.label.zh in found.reason.zh
        assert found.cite.label.en in found.reason.en


@given(facts=households, names=st.sets(st.sampled_from(sorted(GOOD)), max_size=4))
def test_forgetting_facts_never_turns_a_refusal_into_a_pass(
    tieling: PolicyPack, facts: dict[str, object], names: set[str]
) -> None:
    before = judge(tieling, Unit.HOUSEHOLD, facts, year=2017)

    fewer = {name: value for name, value in facts.items() if name not in names}
    after = judge(tieling, Unit.HOUSEHOLD, fewer, year=2017)

    for known, forgotten in zip(before, after, strict=True):
        assert forgotten.outcome in (known.outcome, Outcome.UNKNOWN)


@given(facts=households, order=st.randoms(use_true_random=False))
def test_the_order_of_members_is_irrelevant(
    tieling: PolicyPack, facts: dict[str, object], order: Random
) -> None:
    shuffled = list(cast("list[object]", facts["members"]))
    order.shuffle(shuffled)

    one = judge(tieling, Unit.HOUSEHOLD, facts, year=2017)
    other = judge(tieling, Unit.HOUSEHOLD, facts | {"members": shuffled}, year=2017)

    assert one == other


@given(outcomes=st.lists(st.sampled_from(Outcome)))
def test_one_not_met_decides_and_else_one_unknown(outcomes: list[Outcome]) -> None:
    joined = all_of(outcomes)

    if Outcome.NOT_MET in outcomes:
        assert joined is Outcome.NOT_MET
    elif Outcome.UNKNOWN in outcomes:
        assert joined is Outcome.UNKNOWN
    else:
        assert joined is Outcome.MET


def test_a_word_the_pack_does_not_declare_is_unknown(tieling: PolicyPack) -> None:
    findings = judge(tieling, Unit.HOUSEHOLD, GOOD | {"dwelling_grade": "E"}, year=2017)

    housing = next(found for found in findings if found.criterion == "safe_housing")
    assert housing.outcome is Outcome.UNKNOWN
    assert housing.missing == ("dwelling_grade",)


@pytest.mark.parametrize(("enrolled", "registered"), [(51, 50), (1, 0)])
def test_a_part_larger_than_its_whole_is_unknown_and_says_why(
    tieling: PolicyPack, enrolled: int, registered: int
) -> None:
    facts = {"enrolled_people": enrolled, "registered_people": registered}

    findings = judge(tieling, Unit.VILLAGE, facts, year=2017)

    enrollment = next(one for one in findings if one.criterion == "medical_enrollment")
    assert enrollment.outcome is Outcome.UNKNOWN
    assert enrollment.missing == ("enrolled_people", "registered_people")
    assert f"{enrolled}大于" in enrollment.reason.zh
    assert f"exceeds registered people {registered}" in enrollment.reason.en
