"""Every sentence of the explanation comes from the pack: another pack, other pages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from tuopin.explanation.queries import rules_in_words
from tuopin.explanation.requirements import required_by
from tuopin.explanation.sections import Section
from tuopin.office.policy.reader import read_pack
from tuopin.procedure.queries import find_procedure
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

TIELING = "tieling-county-2017"
PACKS = [path.parent.name for path in sorted(settings.PACKS.glob("*/pack.yaml"))]
YEAR = 2017


def pack_of(name: str) -> PolicyPack:
    return read_pack(Path(settings.PACKS) / name)


def year_for(pack: PolicyPack) -> int:
    return max(YEAR, pack.in_force_from.year)


def sections(pack: PolicyPack) -> dict[str, Section]:
    return {one.id: one for one in rules_in_words(pack, year=year_for(pack))}


def told(section: Section) -> list[Text]:
    """Return every text of a section."""
    return [
        section.title,
        *(
            text
            for item in section.items
            for text in (item.title, *item.lines, *item.parts, *item.after)
        ),
    ]


def words(section: Section) -> str:
    return "\n".join(text.zh for text in told(section))


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_is_told_whole_in_both_languages(name: str) -> None:
    pack = pack_of(name)

    for section in sections(pack).values():
        assert section.items
        for text in told(section):
            assert text.zh, section.id
            assert text.en, section.id
            assert "{" not in text.zh + text.en


@pytest.mark.parametrize("name", PACKS)
def test_every_criterion_act_and_period_of_a_pack_is_told(name: str) -> None:
    pack = pack_of(name)
    parts = sections(pack)
    said = "\n".join(words(one) for one in parts.values())

    for unit in pack.standards:
        for criterion in pack.criteria(unit):
            assert criterion.title.zh in said
    for unit in Unit:
        procedure = find_procedure(pack, unit)
        for act in procedure.acts.values() if procedure else ():
            assert act.title.zh in said
    household = find_procedure(pack, Unit.HOUSEHOLD)
    for publicity in household.publicities.values() if household else ():
        assert f"最少挂{publicity.days}" in words(parts["times"])


@pytest.mark.parametrize("name", PACKS)
def test_a_section_stands_only_where_the_pack_has_the_matter(name: str) -> None:
    pack = pack_of(name)
    parts = sections(pack)

    assert ("after" in parts) == (pack.aftercare is not None)
    assert ("steps" in parts) == (find_procedure(pack, Unit.HOUSEHOLD) is not None)
    assert ("village-steps" in parts) == (
        find_procedure(pack, Unit.VILLAGE) is not None
    )


def test_without_a_second_review_or_after_care_nothing_is_said_of_them() -> None:
    pack = pack_of(TIELING)
    procedure = replace(pack.procedures["household_exit"], second_review=None)
    procedures = {**pack.procedures, "household_exit": procedure}

    before = sections(pack)
    after = sections(replace(pack, procedures=procedures, aftercare=None))

    assert "复核" in words(before["rights"])
    assert "复核" not in words(after["rights"])
    assert "after" not in after


def test_another_figure_or_period_in_the_pack_is_another_sentence() -> None:
    pack = pack_of(TIELING)
    line = pack.parameters["poverty_line"]
    figure = replace(line.by_year[YEAR], written="3333")
    dearer = {**pack.parameters, "poverty_line": replace(line, by_year={YEAR: figure})}
    procedure = pack.procedures["household_exit"]
    first = replace(procedure.publicities["first"], days=15)
    longer = replace(procedure, publicities={**procedure.publicities, "first": first})

    changed = sections(
        replace(
            pack,
            parameters=dearer,
            procedures={**pack.procedures, "household_exit": longer},
        )
    )

    assert "要超过3333元" in words(changed["household"])
    assert "2952" not in words(changed["household"])
    assert "最少挂15天" in words(changed["times"])


def test_a_year_without_a_figure_is_not_given_another_year_s() -> None:
    pack = pack_of(TIELING)
    income = pack.standards[Unit.HOUSEHOLD]["income"]

    said = required_by(income, pack, year=2099).says

    assert "2099年的数还没有公布" in said.zh
    assert not re.search(r"\d{4}元", said.zh)


def test_and_and_or_are_told_apart_inside_each_other() -> None:
    pack = pack_of(TIELING)
    school = pack.standards[Unit.HOUSEHOLD]["compulsory_education"]

    said = required_by(school, pack, year=YEAR).says.zh

    assert "经查没有“失学辍学”，或者（“失学辍学”经查属实，并且" in said


def test_the_source_speaks_of_no_pack_of_its_own() -> None:
    stage = Path(settings.ROOT) / "src" / "tuopin" / "explanation"
    text = "".join(one.read_text() for one in stage.glob("*.py"))

    assert not re.search(r"铁岭|2952|98%|七天|7天", text)
