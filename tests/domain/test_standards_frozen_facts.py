"""Facts come back from their frozen form exactly; unknown stays unknown (art. 3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.facts import Fact, FactSheet, FactType
from tuopin.rulebook.units import Unit
from tuopin.standards.domain import digest, freeze, thaw

PACKS = Path(__file__).resolve().parents[2] / "packs"
SHEET: FactSheet = read_pack(PACKS / "tieling-county-2017").facts[Unit.HOUSEHOLD]
OTHER: FactSheet = read_pack(PACKS / "_fictional").facts[Unit.HOUSEHOLD]

money = st.decimals(
    min_value=Decimal("-99999999.99"), max_value=Decimal("99999999.99"), places=2
)


def value_of(fact: Fact) -> st.SearchStrategy[object]:
    known: dict[FactType, st.SearchStrategy[object]] = {
        FactType.MONEY: money,
        FactType.NUMBER: money,
        FactType.COUNT: st.integers(0, 99999),
        FactType.DATE: st.dates(date(1900, 1, 1), date(2030, 1, 1)),
        FactType.YES_NO: st.booleans(),
    }
    if fact.type is FactType.MEMBERS:
        of_member = st.fixed_dictionaries(
            {name: value_of(one) for name, one in fact.member_facts.items()}
        )
        return st.none() | st.lists(of_member, max_size=4).map(tuple)
    return st.none() | known.get(fact.type, st.text(max_size=8))


facts = st.fixed_dictionaries(
    {name: value_of(fact) for name, fact in SHEET.facts.items()}
)


@given(facts)
def test_frozen_facts_come_back_as_they_were(given_facts: Mapping[str, object]) -> None:
    stored = json.loads(json.dumps(freeze(SHEET, given_facts)))

    assert thaw(SHEET, stored) == given_facts


def test_a_number_in_a_unit_of_its_own_comes_back_exactly() -> None:
    area = {"floor_area": Decimal("28.50")}

    frozen = freeze(OTHER, area)

    assert frozen["floor_area"] == "28.50"
    assert thaw(OTHER, frozen)["floor_area"] == area["floor_area"]


@given(facts)
def test_no_figure_is_ever_a_float(given_facts: Mapping[str, object]) -> None:
    text = json.dumps(freeze(SHEET, given_facts))

    json.loads(text, parse_float=_refuse)


def _refuse(text: str) -> float:
    raise AssertionError(f"{text} stands as a float")


def test_what_was_not_answered_is_frozen_as_unknown() -> None:
    assert set(freeze(SHEET, {}).values()) == {None}


@given(facts, st.randoms())
def test_the_order_of_members_does_not_change_the_seal(
    given_facts: Mapping[str, object], random: st.DataObject
) -> None:
    frozen = freeze(SHEET, given_facts)
    shuffled = {name: _shuffled(value, random) for name, value in frozen.items()}

    assert digest(frozen) == digest(shuffled)


def _shuffled(value: object, random: object) -> object:
    if not isinstance(value, list):
        return value
    return sorted(value, key=lambda _: random.random())  # type: ignore[attr-defined]


@given(facts, facts)
def test_other_facts_have_another_seal(
    one: Mapping[str, object], other: Mapping[str, object]
) -> None:
    frozen, others = freeze(SHEET, one), freeze(SHEET, other)

    assert (digest(frozen) == digest(others)) == (
        _in_order(frozen) == _in_order(others)
    )


def _in_order(frozen: Mapping[str, object]) -> object:
    return {
        name: sorted(value, key=json.dumps) if isinstance(value, list) else value
        for name, value in frozen.items()
    }


def test_zero_and_unknown_are_different_facts() -> None:
    name = next(n for n, f in SHEET.facts.items() if f.type is FactType.MONEY)

    zero, unknown = freeze(SHEET, {name: Decimal("0.00")}), freeze(SHEET, {})

    assert digest(zero) != digest(unknown)
