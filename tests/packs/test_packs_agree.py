"""Every pack is well formed, cites what is there, and agrees with its cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tuopin.office.policy import packs_cli, reader
from tuopin.office.policy.reader import GENERATED, pack_version, read_pack
from tuopin.rulebook.facts import FactSource
from tuopin.rulebook.judging import judge
from tuopin.rulebook.pack import ArticleStatus, PolicyPack
from tuopin.rulebook.units import Unit

from .conftest import PACKS, Spoil

ALL_PACKS = sorted(file.parent for file in PACKS.glob("*/pack.yaml"))
IN_USE = [path for path in ALL_PACKS if not path.name.startswith("_")]


@pytest.fixture(scope="module")
def tieling() -> PolicyPack:
    return read_pack(PACKS / "tieling-county-2017")


@pytest.mark.parametrize("path", ALL_PACKS, ids=lambda path: path.name)
def test_a_pack_agrees_with_all_its_cases(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = packs_cli.check(path)

    said = capsys.readouterr()
    assert code == packs_cli.DONE, said.err
    assert path.name in said.out


@pytest.mark.parametrize("path", IN_USE, ids=lambda path: path.name)
def test_the_coverage_page_is_up_to_date(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = packs_cli.coverage(path, write=False)

    assert code == packs_cli.DONE, capsys.readouterr().err


def test_a_pack_may_be_about_households_alone(spoil: Spoil) -> None:
    path = spoil("pack.yaml", "[headcount, collective_income, wells, radio]", "[]")
    for folder in ("facts", "standards/village", "cases/village"):
        for file in (path / folder).glob("*"):
            if folder != "facts" or file.name == "village.yaml":
                file.unlink()

    pack = read_pack(path)

    assert judge(pack, Unit.VILLAGE, {}, year=2017) == ()


def test_article_8_is_absent_and_nothing_is_renumbered(tieling: PolicyPack) -> None:
    assert [a.number for a in tieling.articles.values()] == list(range(1, 19))
    assert tieling.articles["art-08"].status is ArticleStatus.ABSENT


def test_the_criteria_are_the_seven_and_the_eight(tieling: PolicyPack) -> None:
    assert [c.id for c in tieling.criteria(Unit.HOUSEHOLD)] == [
        "income",
        "food_and_clothing",
        "stable_income_source",
        "safe_housing",
        "safe_drinking_water",
        "compulsory_education",
        "medical_enrollment",
    ]
    assert len(tieling.criteria(Unit.VILLAGE)) == 8
    assert "collective_income" in tieling.facts[Unit.VILLAGE].facts


def test_every_open_reading_waits_for_the_county_office(tieling: PolicyPack) -> None:
    for interpretation in tieling.interpretations.values():
        assert interpretation.confirmation.en == "to be confirmed by the county office"


def test_household_facts_come_from_the_survey_or_the_register(
    tieling: PolicyPack,
) -> None:
    facts = tieling.facts[Unit.HOUSEHOLD].facts

    from_register = {n for n, f in facts.items() if f.source is FactSource.REGISTER}
    assert from_register == {"members"}
    assert all(fact.sheet for fact in facts.values())


def test_every_village_fact_has_its_department(tieling: PolicyPack) -> None:
    facts = tieling.facts[Unit.VILLAGE].facts.values()

    assert all(fact.department for fact in facts)
    assert {fact.source for fact in facts} == {FactSource.DEPARTMENT}


def test_the_workbooks_words_are_mapped_by_the_pack(tieling: PolicyPack) -> None:
    facts = tieling.facts[Unit.HOUSEHOLD].facts

    assert facts["water_quality"].value_of("基本安全") == "basically_safe"
    assert facts["food_and_clothing"].value_of("是") == "yes"
    assert facts["members"].member_facts["labor"].value_of("丧失劳动力") == "lost"
    assert facts["dwelling_grade"].value_of("E") is None


def test_the_version_is_of_the_policy_and_not_of_the_generated_page(
    spoil: Spoil, tmp_path: Path
) -> None:
    copy = tmp_path / "_fictional"
    before = pack_version(copy)

    (copy / GENERATED).write_text("anything", encoding="utf-8")
    assert pack_version(copy) == before

    (copy / "articles" / "art-01.md").write_text("else", encoding="utf-8")
    assert pack_version(copy) != before


def test_a_period_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    path = PACKS / "tieling-county-2017"

    code = packs_cli.period("2017-09-28", days=7, path=path)

    assert code == packs_cli.DONE
    assert json.loads(capsys.readouterr().out) == {
        "posted_on": "2017-09-28",
        "last_day": "2017-10-09",
        "opens_on": "2017-10-10",
    }


@pytest.mark.parametrize(
    ("posted_on", "code"),
    [
        ("2027-01-04", packs_cli.REFUSED),
        ("next Monday", packs_cli.WRONG_USAGE),
    ],
)
def test_a_period_that_cannot_be_counted_says_why(
    posted_on: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    path = PACKS / "tieling-county-2017"

    assert packs_cli.period(posted_on, days=7, path=path) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip()


def test_a_pack_that_is_not_there_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = reader.find_pack("nowhere-2017", PACKS)

    assert packs_cli.check(path) == packs_cli.REFUSED
    assert "nowhere-2017" in capsys.readouterr().err
