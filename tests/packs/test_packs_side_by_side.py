"""Packs beside each other: one workbook for all, and what each owns to not knowing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.coherence.criteria import measures_in
from tuopin.rulebook.criteria import Amount, AmountPerMember, Ratio
from tuopin.rulebook.facts import Fact, FactType
from tuopin.rulebook.pack import Basis, PolicyPack
from tuopin.rulebook.parameters import Confidence, Figure
from tuopin.rulebook.units import Unit

from .conftest import PACKS

REAL = [
    read_pack(file.parent)
    for file in sorted(PACKS.glob("*/pack.yaml"))
    if not file.parent.name.startswith("_")
]
SHEETS = {"贫困户", "家庭成员", "入户调查", "贫困村"}


def facts_of(pack: PolicyPack) -> Iterator[Fact]:
    for sheet in pack.facts.values():
        for fact in sheet.facts.values():
            yield fact
            yield from fact.member_facts.values()


def figures_of(pack: PolicyPack) -> Iterator[Figure]:
    for parameter in pack.parameters.values():
        yield from parameter.by_year.values()
    for criteria in pack.standards.values():
        for criterion in criteria.values():
            for measure in measures_in(criterion.measure):
                if isinstance(measure, Amount | AmountPerMember | Ratio):
                    yield from (figure for _, figure in measure.threshold.dated)


def by_id(pack: PolicyPack) -> str:
    return pack.id


@pytest.mark.parametrize("pack", REAL, ids=by_id)
def test_a_fact_stands_in_one_of_the_workbook_s_four_sheets(pack: PolicyPack) -> None:
    placed = [fact for fact in facts_of(pack) if fact.column is not None]

    assert placed
    assert {fact.sheet for fact in placed} <= SHEETS


def test_a_column_means_the_same_in_every_pack() -> None:
    meaning: dict[tuple[str | None, str | None], tuple[object, ...]] = {}
    for pack in REAL:
        for fact in facts_of(pack):
            if fact.column is None:
                continue
            words = {(word.written, word.value) for word in fact.words}
            found = (fact.name, fact.type, fact.measured_in, words)
            key = (fact.sheet, fact.column)
            assert meaning.setdefault(key, found) == found, (pack.id, fact.name)


def test_a_fact_stands_in_the_same_column_in_every_pack() -> None:
    columns: dict[tuple[str | None, str], str | None] = {}
    for pack in REAL:
        for fact in facts_of(pack):
            if fact.type is FactType.MEMBERS or fact.column is None:
                continue
            column = columns.setdefault((fact.sheet, fact.name), fact.column)
            assert column == fact.column, (pack.id, fact.name)


@pytest.mark.parametrize("pack", REAL, ids=by_id)
def test_a_pack_whose_text_was_not_seen_states_no_figure(pack: PolicyPack) -> None:
    confidence = {figure.confidence for figure in figures_of(pack)}

    at_hand = pack.source.basis is Basis.TEXT
    assert (Confidence.STATED in confidence) is at_hand


@pytest.mark.parametrize("pack", REAL, ids=by_id)
def test_every_figure_says_where_it_is_from(pack: PolicyPack) -> None:
    figures = list(figures_of(pack))

    assert figures
    assert all(figure.source.zh and figure.source.en for figure in figures)


def test_packs_differ_in_indicators_rounds_and_who_decides() -> None:
    guangxi, monitoring, shaanxi = (
        next(pack for pack in REAL if pack.id == name)
        for name in ("guangxi-2017", "monitoring-2021", "shaanxi-2017")
    )

    assert len(guangxi.criteria(Unit.HOUSEHOLD)) == 9
    assert len(guangxi.criteria(Unit.VILLAGE)) == 12
    assert len(shaanxi.criteria(Unit.HOUSEHOLD)) == 5
    assert len(shaanxi.criteria(Unit.VILLAGE)) == 7
    assert monitoring.criteria(Unit.VILLAGE) == ()

    rounds = {
        pack.id: [
            publicity.days
            for procedure in pack.procedures.values()
            if procedure.unit is Unit.HOUSEHOLD
            for publicity in procedure.publicities.values()
        ]
        for pack in (guangxi, monitoring, shaanxi)
    }
    assert rounds["guangxi-2017"] == [7, 7]
    assert rounds["shaanxi-2017"] == [7]
    assert rounds["monitoring-2021"] == [5]


def test_a_monitored_household_is_pressed_for_by_limits_that_refuse_nothing() -> None:
    (monitoring,) = (pack for pack in REAL if pack.id == "monitoring-2021")

    procedure = monitoring.procedure("risk_elimination")

    limits = {limit.id: limit.days for limit in procedure.time_limits}
    assert limits == {"visit": 2, "clue_to_determination": 15}
    assert procedure.deadlines == ()
