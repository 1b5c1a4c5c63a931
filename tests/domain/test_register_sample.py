"""The synthetic register: the same for one seed, believable, with every edge in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.workbooks import VILLAGES
from tuopin.office.id_numbers import read_id_number
from tuopin.register.sample import write_sample
from tuopin.register.workbook import RegisterWorkbook, read_register, read_workbook
from tuopin.register.workbook.entries import MemberEntry

YEAR, LINE, HOUSEHOLDS = 2017, Decimal(3000), 600
INCOMES = ("工资性收入", "生产经营性收入", "财产性收入", "转移性收入")


def written(
    path: Path, *, seed: int = 7, villages: Mapping[str, str] = VILLAGES
) -> Path:
    write_sample(
        path,
        households=HOUSEHOLDS,
        villages=villages,
        seed=seed,
        year=YEAR,
        county_code_prefix="211221",
        line=LINE,
    )
    return path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> RegisterWorkbook:
    path = written(tmp_path_factory.mktemp("sample") / "sample.xlsx")
    return read_register(path, villages=VILLAGES)


def families(sample: RegisterWorkbook) -> Mapping[str, list[MemberEntry]]:
    grouped = defaultdict(list)
    for member in sample.members:
        grouped[member.household_number].append(member)
    return grouped


def heads_of(sample: RegisterWorkbook) -> list[Decimal]:
    """Return what each fully answered survey comes to a head, above the line."""
    sizes = Counter(member.household_number for member in sample.members)
    above = []
    for survey in sample.surveys:
        if all(title in survey.values for title in (*INCOMES, "生产经营性支出")):
            total = sum(Decimal(survey.values[title]) for title in INCOMES)
            total -= Decimal(survey.values["生产经营性支出"])
            above.append(total - LINE * sizes[survey.household_number])
    return above


def test_a_sample_is_a_lawful_workbook(sample: RegisterWorkbook) -> None:
    assert sample.errors == ()
    assert len(sample.households) == HOUSEHOLDS
    assert {one.village_code for one in sample.households} == set(VILLAGES)
    assert len(sample.villages) == len(VILLAGES)


def test_one_seed_gives_one_sample_and_another_seed_another(tmp_path: Path) -> None:
    first, same, other = (
        [
            sheet.rows
            for sheet in read_workbook(
                written(tmp_path / f"{name}.xlsx", seed=seed)
            ).sheets
        ]
        for name, seed in (("first", 7), ("same", 7), ("other", 8))
    )

    assert first == same
    assert first != other


def test_some_households_stand_exactly_on_the_line_and_some_just_above_it(
    sample: RegisterWorkbook,
) -> None:
    sizes = Counter(member.household_number for member in sample.members)
    above = heads_of(sample)

    assert above.count(Decimal("0.00")) >= 5
    just_above = {Decimal("0.01") * size for size in set(sizes.values())}
    assert sum(one in just_above for one in above) >= 5
    assert any(one < 0 for one in above)


def test_about_one_answer_in_a_hundred_is_left_out(sample: RegisterWorkbook) -> None:
    unknown = sum(member.insured is None for member in sample.members)

    assert 0.003 < unknown / len(sample.members) < 0.02
    assert any(survey.surveyed_on is None for survey in sample.surveys)
    assert any("住房等级" not in survey.values for survey in sample.surveys)
    assert any("稳定增收渠道" not in survey.values for survey in sample.surveys)


def test_every_reason_for_not_leaving_the_register_is_in_it(
    sample: RegisterWorkbook,
) -> None:
    answers = Counter(
        (title, value) for one in sample.surveys for title, value in one.values.items()
    )
    causes = Counter(member.out_of_school_cause for member in sample.members)

    for wanted in (
        ("吃穿不愁", "否"),
        ("住房等级", "C"),
        ("住房等级", "D"),
        ("水质", "不安全"),
        ("稳定增收渠道", "无"),
        ("稳定增收渠道", "低保金"),
    ):
        assert answers[wanted], wanted
    assert causes["因贫"]
    assert any(member.insured is False for member in sample.members)
    assert any(m.insured is False and m.other_insurance for m in sample.members)


def test_ages_sexes_and_relations_agree(sample: RegisterWorkbook) -> None:
    for people in families(sample).values():
        head, *others = people
        assert head.relation == "户主"
        for one in people:
            number = read_id_number(one.id_number or "")
            assert (number.born_on, number.is_male) == (one.born_on, one.gender == "男")
            assert one.born_on is not None
            assert one.born_on < date(YEAR, 9, 1)
        for one in others:
            assert one.born_on is not None
            assert head.born_on is not None
            if one.relation == "配偶":
                assert one.gender != head.gender
            if one.relation in ("之子", "之女", "之孙子", "之孙女"):
                assert (one.gender == "男") == (one.relation in ("之子", "之孙子"))
                assert one.born_on.year - head.born_on.year >= 18
            if one.relation == "之母":
                assert head.born_on.year - one.born_on.year >= 18
            if one.labor in ("普通劳动力", "技能劳动力"):
                assert YEAR - one.born_on.year >= 16


def test_children_bear_the_name_of_their_father(sample: RegisterWorkbook) -> None:
    for people in families(sample).values():
        named = {one.relation: one for one in people}
        if "之子" not in named or "之孙子" in named or "之孙女" in named:
            continue
        parents = [named[one] for one in ("户主", "配偶") if one in named]
        father = next((one for one in parents if one.gender == "男"), parents[0])
        assert named["之子"].name[0] == father.name[0]


def test_nobody_is_in_it_twice(sample: RegisterWorkbook) -> None:
    numbers = [member.id_number for member in sample.members]

    assert len(set(numbers)) == len(numbers)
