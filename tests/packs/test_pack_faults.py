"""A spoiled pack is refused with file, line, what is wrong and what would be right."""

from __future__ import annotations

import pytest

from tuopin.office.policy.packs_cli import read_checked
from tuopin.rulebook.faults import Fault, PackFault

from .conftest import Spoil

INCOME = "standards/household/income.yaml"
FLOOR = "standards/household/floor.yaml"
LEAVING = "procedures/leaving.yaml"


def timetable(*said: str) -> str:
    """Return a timetable's lines, from its first year to its note."""
    names = ("first_year", "last_year", "cite", "note")
    lines = (f"  {name}: {one}" for name, one in zip(names, said, strict=True))
    return "\n".join(["deadlines: []", "timetable:", *lines])


def faults_of(spoil: Spoil, name: str, before: str, after: str) -> tuple[Fault, ...]:
    path = spoil(name, before, after)
    with pytest.raises(PackFault) as refusal:
        read_checked(path)
    return refusal.value.faults


@pytest.mark.parametrize(
    ("name", "before", "after", "line", "wrong"),
    [
        (INCOME, "cite: art-02", "cite: art-99", 4, "art-99 is not in the text"),
        (INCOME, "cite: art-02", "cite: art-05", 4, "art-05 is not in the text"),
        (INCOME, "cite: art-02", "cite: art-02 ¶2", 4, "no such paragraph"),
        (INCOME, "cite: art-02", "cite: article 2", 4, "is no citation"),
        (INCOME, "cite: art-02\n", "", 2, "'cite' is missing"),
        (INCOME, "test: at_least", "test: '>='", 7, "'>=' is not known"),
        (INCOME, "add: [earnings]", "add: [earning]", 7, "count fact 'earning'"),
        (INCOME, "parameter: line", "parameter: lime", 7, "no parameter 'lime'"),
        (INCOME, "amount_per_member", "formula", 7, "is no measure"),
        (INCOME, "notes: [line]", "notes: [lime]", 12, "no interpretation 'lime'"),
        (INCOME, "{observed} yuan", "{seen} yuan", 9, "{seen} is not known here"),
        (INCOME, "unit: household", "unit: hamlet", 5, "'hamlet' is not known"),
        (INCOME, "id: income", "id: incomes", 2, "not the file's name"),
        (INCOME, "unit:", "id: income\nunit:", 5, "stands here twice"),
        (INCOME, "unit:", "colour: red\nunit:", 5, "'colour' is not known"),
        (INCOME, "reasons:", "reasons: [", 10, "this is no YAML"),
        (INCOME, "[costs]", "[floor_area]", 7, "different units in one sum"),
        (INCOME, "add: [earnings]", "add: []", 7, "no facts to add"),
        (FLOOR, "[minutes_to_well]", "[floor_area]", 8, "leads two parts"),
        (FLOOR, "{floor_area_observed} square", "{observed} square", 21, "known here"),
        (
            "facts/household.yaml",
            "unit: {zh: 分钟, en: minutes}, ",
            "",
            25,
            "'unit' is missing",
        ),
        ("parameters/line.yaml", '"3100"', "lots", 8, "is no figure"),
        ("parameters/line.yaml", '"2017"', "year", 8, "is no year"),
        ("pack.yaml", "radio]", "radio, roads]", 13, "no file standards/village"),
        ("pack.yaml", "calendar: china", "calendar: mars", 1, "no such calendar"),
        ("pack.yaml", "basis: invented", "basis: text", 9, "'file' is missing"),
        ("pack.yaml", "basis: invented", "basis: secondary", 9, "'note' is missing"),
        (
            "pack.yaml",
            "basis: invented",
            "file: a.txt\n  sha256: none",
            11,
            "'none' is no SHA-256",
        ),
        (
            "pack.yaml",
            "basis: invented",
            "basis: secondary\n  note: lime",
            11,
            "no interpretation 'lime'",
        ),
        ("pack.yaml", "basis: invented", "basis: rumor", 10, "'rumor' is not known"),
        ("pack.yaml", "id: _fictional", "id: other", 1, "not the folder's name"),
        (
            LEAVING,
            "requires: [visit, revisit]",
            "requires: [visits]",
            47,
            "no act 'visits'",
        ),
        (
            LEAVING,
            "deadlines: []",
            timetable("2020", "2019", "art-04", "line"),
            76,
            "a timetable without a year",
        ),
        (
            LEAVING,
            "deadlines: []",
            timetable("2016", "2020", "art-99", "line"),
            77,
            "art-99 is not in the text",
        ),
        (
            LEAVING,
            "deadlines: []",
            timetable("2016", "2020", "art-04", "lime"),
            78,
            "no interpretation 'lime'",
        ),
        (
            LEAVING,
            "deadlines: []",
            timetable("2016", "soon", "art-04", "line"),
            76,
            "soon",
        ),
        (LEAVING, "requires: [nominate]", "requires: [close]", 23, "stands after it"),
        (LEAVING, "[county_office]", "[emperor]", 34, "'emperor' is not known"),
        (LEAVING, "gates: [G1]", "gates: [G7]", 20, "there is no 'G7'"),
        (LEAVING, "closed_by: close", "closed_by: visit", 65, "does not require"),
        (LEAVING, "restart_at: visit", "restart_at: begin", 77, "there is no 'begin'"),
        (LEAVING, "after: [post]", "after: [hang]", 84, "there is no 'hang'"),
        (LEAVING, "acts: [post, close]", "acts: [hang]", 75, "there is no 'hang'"),
        (LEAVING, "from: nominate", "from: begin", 75, "there is no 'begin'"),
        (LEAVING, "days: 5", "days: five", 66, "no whole number"),
        ("INTERPRETATION.md", "- **Default**: The county's own.\n", "", 3, "lacks"),
        ("INTERPRETATION.md", "art-03 ¶1", "art-03 ¶7", 3, "no such paragraph"),
        ("articles/art-01.md", "虚构的一条。\n", "", 8, "1 paragraphs"),
        (
            "cases/village/radio.yaml",
            "outcome: not_met",
            "outcome: met",
            6,
            "gives not_met",
        ),
        ("cases/village/radio.yaml", "radio: ", "radios: ", 5, "is not declared"),
        ("cases/procedures/leaving.yaml", "status: left", "status: fresh", 14, "gives"),
        ("cases/periods.yaml", "2017-10-12", "2017-10-11", 2, "gives 2017-10-11"),
        (
            "cases/household/income.yaml",
            "is: on_it",
            "is: aside",
            1,
            "no case is on_it",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(
    spoil: Spoil, name: str, before: str, after: str, line: int, wrong: str
) -> None:
    faults = faults_of(spoil, name, before, after)

    told = [fault for fault in faults if wrong in fault.message.en]
    assert told, [fault.message.en for fault in faults]
    assert told[0].place.line == line
    assert told[0].right.zh
    assert told[0].right.en


def test_all_faults_are_told_at_once(spoil: Spoil) -> None:
    spoil(INCOME, "test: at_least", "test: more")
    spoil("parameters/line.yaml", "cite: art-02", "cite: 2")

    faults = faults_of(spoil, LEAVING, "days: 5", "days: five")

    assert {fault.place.file for fault in faults} == {
        INCOME,
        LEAVING,
        "parameters/line.yaml",
    }


def test_an_article_that_nothing_cites_is_not_modelled(spoil: Spoil) -> None:
    faults = faults_of(spoil, LEAVING, "cites: [art-01, art-04]", "cites: [art-04]")

    assert [fault.place.file for fault in faults] == ["articles/art-01.md"]


def test_a_fault_is_told_in_both_languages(spoil: Spoil) -> None:
    faults = faults_of(spoil, INCOME, "test: at_least", "test: '>='")

    message = faults[0].message
    assert message.zh.startswith(f"{INCOME}:7：不认识“>=”。应为：下列之一")
    assert message.en.startswith(f"{INCOME}:7: '>=' is not known. Right would be: one")
