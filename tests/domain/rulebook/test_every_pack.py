"""What holds of judging by any pack, whatever its criteria and figures are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.facts import Fact, FactType
from tuopin.rulebook.findings import Finding, Outcome
from tuopin.rulebook.judging import judge
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.units import Unit

from .conftest import PACKS

YEARS = {
    "_fictional": 2017,
    "guangxi-2017": 2017,
    "monitoring-2021": 2021,
    "shaanxi-2017": 2017,
    "tieling-county-2017": 2017,
}
EVERY_PACK = {file.parent.name: file.parent for file in PACKS.glob("*/pack.yaml")}
READ = {name: read_pack(path) for name, path in EVERY_PACK.items()}


def value_of(fact: Fact) -> st.SearchStrategy[object]:
    match fact.type:
        case FactType.MONEY | FactType.NUMBER:
            known: st.SearchStrategy[object] = st.decimals("0", "30000", places=2)
        case FactType.COUNT:
            known = st.integers(0, 40)
        case FactType.YES_NO:
            known = st.booleans()
        case FactType.DATE:
            known = st.dates(date(1940, 1, 1), date(2020, 1, 1))
        case FactType.MEMBERS:
            of_member = st.fixed_dictionaries(
                {name: value_of(one) for name, one in fact.member_facts.items()}
            )
            return st.lists(of_member, max_size=3)
        case FactType.GRADE:
            known = st.sampled_from([word.value for word in fact.words])
        case FactType.TEXT:
            known = st.sampled_from(["务工", "无", "低保金", "因贫", "因病"])
    return st.none() | known


@st.composite
def situations(draw: st.DrawFn) -> tuple[PolicyPack, Unit, int, dict[str, object]]:
    name = draw(st.sampled_from(sorted(READ)))
    unit = draw(st.sampled_from(Unit))
    facts = READ[name].facts[unit].facts
    drawn = {fact: draw(value_of(rule)) for fact, rule in facts.items()}
    return READ[name], unit, YEARS[name], drawn


def test_every_pack_is_tried() -> None:
    assert set(YEARS) == set(EVERY_PACK)


@pytest.mark.parametrize("name", sorted(EVERY_PACK))
@pytest.mark.parametrize("unit", list(Unit))
def test_nothing_known_is_unknown_by_every_criterion(name: str, unit: Unit) -> None:
    findings = judge(READ[name], unit, {}, year=YEARS[name])

    assert {found.outcome for found in findings} <= {Outcome.UNKNOWN}
    assert all(found.missing for found in findings)


@given(situation=situations())
def test_an_unknown_finding_says_what_is_missing_and_every_one_why(
    situation: tuple[PolicyPack, Unit, int, dict[str, object]],
) -> None:
    pack, unit, year, facts = situation

    for found in judge(pack, unit, facts, year=year):
        assert (found.outcome is Outcome.UNKNOWN) == bool(found.missing)
        assert found.reason.zh.endswith("。")
        assert found.cite.label.zh in found.reason.zh
        assert found.cite.label.en in found.reason.en


@given(situation=situations(), drawn=st.data())
def test_forgetting_a_fact_makes_no_pass(
    situation: tuple[PolicyPack, Unit, int, dict[str, object]], drawn: st.DataObject
) -> None:
    pack, unit, year, facts = situation
    names = sorted(facts) or [""]
    forgotten = drawn.draw(st.sampled_from(names))

    before = judge(pack, unit, facts, year=year)
    after = judge(pack, unit, facts | {forgotten: None}, year=year)

    for known, less in zip(before, after, strict=True):
        assert less.outcome is not Outcome.MET or known.outcome is Outcome.MET


def income_of(findings: tuple[Finding, ...]) -> Finding:
    return next(found for found in findings if found.criterion == "income")


def a_head(net: str) -> Mapping[str, object]:
    none = dict.fromkeys(
        ("business_income", "property_income", "transfer_income", "business_expense"),
        Decimal(0),
    )
    return {"members": [{}, {}], "wage_income": Decimal(net) * 2, **none}


def test_one_household_is_judged_by_the_line_of_each_place() -> None:
    facts = cast("dict[str, object]", a_head("3000"))

    def outcome(pack: str) -> Outcome:
        found = judge(READ[pack], Unit.HOUSEHOLD, facts, year=YEARS[pack])
        return income_of(found).outcome

    assert outcome("tieling-county-2017") is Outcome.MET
    assert outcome("shaanxi-2017") is Outcome.NOT_MET
    # What this place leaves out of income has not been asked.
    assert outcome("guangxi-2017") is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("pack", "year"),
    [("shaanxi-2017", 2018), ("monitoring-2021", 2025), ("guangxi-2017", 2021)],
)
def test_a_year_whose_figure_is_not_known_blocks(pack: str, year: int) -> None:
    with pytest.raises(MissingFigure) as refusal:
        judge(READ[pack], Unit.HOUSEHOLD, a_head("90000"), year=year)

    assert str(year) in refusal.value.message.zh
