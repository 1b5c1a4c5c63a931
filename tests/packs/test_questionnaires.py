"""The county's questionnaire: what it asks, what it counts, and what it refuses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from tests.support.questionnaires import SIGNATURE, answers_for, member
from tuopin.office.policy import packs_cli
from tuopin.office.policy.packs_cli import read_checked
from tuopin.office.policy.questionnaires import workbook_of, xform_of
from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.facts import FactSheet
from tuopin.rulebook.faults import PackFault
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.questionnaire.examining import examine
from tuopin.rulebook.questionnaire.form import Questionnaire, spelled_out
from tuopin.rulebook.questionnaire.reading import (
    UnreadableAnswers,
    evidence_of,
    facts_of,
    members_of,
    read_answers,
    unanswered,
)
from tuopin.rulebook.questionnaire.sheet import AnswerSheet
from tuopin.rulebook.units import Unit

from .conftest import PACKS

DAY = date(2017, 10, 1)
TABLES = {
    "households": {"H1": {"version": "v1"}, "H2": {"version": "v2"}},
    "members": {
        "01": {"household": "H1", "born_on": "1970-05-01"},
        "02": {"household": "H1", "born_on": "2008-03-01"},
        "09": {"household": "H2", "born_on": ""},
    },
}
CHILD = member("02", out_of_school="no", labor="none")
FAMILY = (member("01"), CHILD)


@pytest.fixture(scope="module")
def pack() -> PolicyPack:
    return read_pack(PACKS / "tieling-county-2017")


@pytest.fixture(scope="module")
def form(pack: PolicyPack) -> Questionnaire:
    assert pack.questionnaire is not None
    return pack.questionnaire


@pytest.fixture(scope="module")
def facts(pack: PolicyPack) -> FactSheet:
    return pack.facts[Unit.HOUSEHOLD]


Filled = Callable[..., AnswerSheet]


@pytest.fixture(scope="module")
def filled(form: Questionnaire) -> Filled:
    def fill(members: Any = FAMILY, **changed: Any) -> AnswerSheet:
        tree = answers_for("H1", members, on=DAY, **changed)
        return read_answers(form, tree, today=DAY, tables=TABLES)

    return fill


def wrong_with(sheet: AnswerSheet) -> list[tuple[str, int | None]]:
    return [(one.question, one.instance) for one in examine(sheet, {SIGNATURE})]


def test_a_whole_visit_answers_every_fact_of_the_survey(
    filled: Filled, facts: FactSheet
) -> None:
    sheet = filled()

    assert wrong_with(sheet) == []
    assert unanswered(sheet, facts) == ()
    assert facts_of(sheet, facts) == {
        "wage_income": "9000",
        "business_income": "4000",
        "property_income": "0",
        "transfer_income": "500",
        "business_expense": "1000",
        "stable_income_source": "务工",
        "food_and_clothing": "yes",
        "dwelling_grade": "B",
        "water_quality": "safe",
        "water_quantity": "safe",
        "water_access": "safe",
        "water_reliability": "safe",
    }
    assert sheet.written("net_income") == "12500"
    assert sheet.written("income_per_member") == "6250"
    assert evidence_of(sheet) == {"signed_survey_form": (SIGNATURE,)}
    assert sheet.written("base_version") == "v1"


def test_a_total_with_a_part_missing_is_unknown_and_never_zero(
    filled: Filled, facts: FactSheet
) -> None:
    sheet = filled(business_livestock=None)

    assert wrong_with(sheet) == []
    assert "business_income" not in facts_of(sheet, facts)
    assert sheet.written("income_per_member") == ""
    assert [fact.name for fact in unanswered(sheet, facts)] == ["business_income"]


def test_a_kind_of_income_that_nobody_asked_about_is_unknown(
    filled: Filled, facts: FactSheet
) -> None:
    sheet = filled(property_kinds=None)

    assert wrong_with(sheet) == []
    assert "property_income" not in facts_of(sheet, facts)


@pytest.mark.parametrize(
    ("born_on", "is_asked"),
    [
        ("2011-08-31", True),
        ("2011-09-01", False),
        ("2001-09-01", True),
        ("2001-08-31", False),
        ("", True),
    ],
)
def test_school_is_asked_of_who_is_of_school_age_or_of_unknown_age(
    form: Questionnaire, born_on: str, is_asked: bool
) -> None:
    tables = {**TABLES, "members": {"01": {"household": "H1", "born_on": born_on}}}
    tree = answers_for("H1", [member("01")], on=DAY)

    sheet = read_answers(form, tree, today=DAY, tables=tables)

    assert sheet.is_asked("out_of_school", 0) is is_asked


def test_what_is_found_of_a_member_goes_by_the_pack_s_facts(
    filled: Filled, facts: FactSheet
) -> None:
    left = member("02", out_of_school="yes", out_of_school_cause="illness")
    left["out_of_school_paper"] = SIGNATURE

    found = members_of(filled((member("01"), left)), facts)

    assert [one.number for one in found] == ["01", "02"]
    # Of who is insured nothing else is asked, of a grown-up nothing about school.
    assert found[0].facts == {"insured": "yes", "labor": "ordinary"}
    assert found[1].facts["out_of_school_cause"] == "因病"


def test_what_was_asked_of_a_member_and_not_answered_is_unknown(
    filled: Filled, facts: FactSheet
) -> None:
    silent = member("01", labor="", insured="no")

    (found, *_) = members_of(filled((silent, member("02"))), facts)

    assert found.facts["labor"] is None
    assert found.facts["other_insurance"] is None
    assert "out_of_school" not in found.facts


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"dwelling_grade": "E"}, ["dwelling_grade"]),
        ({"wages_work_away": "-1"}, ["wages_work_away"]),
        ({"wages_work_away": "10000000"}, ["wages_work_away"]),
        ({"wages_work_away": "nine"}, ["wages_work_away"]),
        ({"surveyed_on": "2017-10-02"}, ["surveyed_on"]),
        ({"surveyed_on": "2017-13-01"}, ["surveyed_on", "dwelling_graded_on"]),
        ({"wages_kinds": "work_away none"}, ["wages_kinds"]),
        ({"wages_kinds": "work_away work_away"}, ["wages_kinds"]),
        ({"property_dividend": "50"}, ["property_dividend"]),
        ({"food_note": "没有被子"}, ["food_note"]),
        ({"signature": "another.png"}, ["signature"]),
        ({"signature": None}, ["signature"]),
        ({"read_back": None}, ["read_back"]),
        ({"household": "H9"}, ["household", "member", "member"]),
        ({"place": "91 123.7"}, ["place"]),
        ({"newcomers": "1"}, ["newcomers_note"]),
        ({"wage_total": "9000"}, ["wage_total"]),
        ({"wages_total": "8000"}, ["wages_total"]),
        ({"wages_total": "9000.004"}, []),
        ({"wages_total": "9000.006"}, ["wages_total"]),
        ({"wages_total": "NaN"}, []),
        ({"household_says": "\x07"}, ["household_says"]),
    ],
)
def test_an_answer_that_does_not_fit_is_named(
    filled: Filled, changed: dict[str, Any], wrong: list[str]
) -> None:
    assert [name for name, _ in wrong_with(filled(**changed))] == wrong


def test_everybody_of_the_list_is_asked_about_once(filled: Filled) -> None:
    assert wrong_with(filled([member("01")])) == [("members", None)]
    assert wrong_with(filled([*FAMILY, CHILD])) == [("member", 2)]
    assert wrong_with(filled([*FAMILY, member("09")])) == [("member", 2)]


def test_a_fault_says_where_and_what_would_be_right(filled: Filled) -> None:
    (fault,) = examine(filled(dwelling_grade="E"), {SIGNATURE})

    assert fault.text.zh == "“住房等级”：应为下列之一：A级、B级、C级、D级。"
    assert fault.shown.zh.startswith("填的是“E”。")
    assert "one of A, B, C, D" in fault.text.en


def test_groups_and_a_lone_repeat_stand_as_an_xform_has_them(
    form: Questionnaire,
) -> None:
    flat = answers_for("H1", [member("01")], on=DAY)
    members = flat.pop("members")
    nested = {"visit": flat, "family": {"members": members[0]}}

    sheet = read_answers(form, nested, today=DAY, tables=TABLES)

    assert sheet.written("household") == "H1"
    assert sheet.written("member", 0) == "01"


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        {"household": 7},
        {"household": ["H1"]},
        {"members": "01"},
        {"members": [{"member": {"a": {"b": 1}}}]},
        {"visit": {"household": "H1"}, "household": "H2"},
        {"members": [{}] * 61},
        {1: "a"},
        {"household": "x" * 20_001},
    ],
)
def test_a_tree_that_is_no_answers_is_refused(
    form: Questionnaire, tree: object
) -> None:
    with pytest.raises(UnreadableAnswers):
        read_answers(form, tree, today=DAY, tables=TABLES)


def test_the_field_s_tools_read_the_questions_that_the_server_reads(
    form: Questionnaire,
) -> None:
    xform = xform_of(form)

    for question in form.questions.values():
        assert f"/{question.name}" in xform
    assert 'tuopin:fact="wage_income"' in xform
    assert f'version="{form.version}"' in xform
    again = convert(workbook_of(form), file_type=".xlsx", form_name=form.id)
    assert again.xform == xform


def test_the_questionnaire_is_written_as_workbook_and_as_xform(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = PACKS / "tieling-county-2017"

    codes = [
        packs_cli.questionnaire(pack, tmp_path / name)
        for name in ("f.xlsx", "f.xml", "f.txt")
    ]

    assert codes == [0, 0, 2]
    assert load_workbook(tmp_path / "f.xlsx").sheetnames == [
        "settings",
        "survey",
        "choices",
    ]
    assert (tmp_path / "f.xml").read_text("utf-8").startswith("<?xml")
    assert "12节" in capsys.readouterr().out
    assert packs_cli.questionnaire(PACKS / "_fictional", tmp_path / "f.xml") == 1


def test_a_page_off_line_gets_the_questionnaire_spelled_out(
    form: Questionnaire,
) -> None:
    page = spelled_out(form)

    assert page["digest"] == form.digest
    assert len(page["sections"]) == len(form.sections)  # type: ignore[arg-type]


@pytest.fixture
def spoilt(tmp_path: Path) -> Callable[[str, str], list[str]]:
    """Replace a text of the county's questionnaire; return what the check says."""
    source = PACKS / "tieling-county-2017"
    copy = tmp_path / source.name
    shutil.copytree(source, copy)
    shutil.copytree(PACKS / "_calendars", tmp_path / "_calendars")

    def spoil(before: str, after: str) -> list[str]:
        text = (source / "survey/household.md").read_text("utf-8")
        assert before in text
        (copy / "survey/household.md").write_text(text.replace(before, after, 1))
        with pytest.raises(PackFault) as refusal:
            read_checked(copy)
        assert all(one.place.line > 1 for one in refusal.value.faults)
        return [one.wrong.en for one in refusal.value.faults]

    return spoil


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ("| wage_income |", "| |", "no question answers wage_income"),
        ("| wage_income |", "| wages |", "there is no fact 'wages'"),
        ("| wage_income |", "| food_and_clothing |", "food_and_clothing is asked"),
        ("select_one dwelling_grades", "text", "a text cannot answer dwelling_grade"),
        ("| dwelling_grades | D |", "| dwelling_grades | E |", "E: no value of"),
        ("members.insured", "insured", "there is no fact 'insured'"),
        ("| members | members |", "| members | |", "is asked out of place"),
        ("| signed_survey_form |", "| |", "no image, bind::tuopin:evidence signed"),
        ("| signed_survey_form |", "| seal |", "no paper 'seal'"),
        ("${newcomers} > 0", "${newcomer} > 0", "no question 'newcomer'"),
        ("${newcomers} > 0", "${newcomers} >", "the expression ends too early"),
        ("+ ${newcomers}", "+ ${persons}", "persons depends on itself"),
        ("| date | surveyed_on |", "| date | visited_on |", "no date surveyed_on"),
        ("| text | companions |", "| prose | companions |", "'prose' does not belong"),
        ("| text | companions |", "| text | place |", "'place' cannot be a name"),
        ("| appearance |", "| colour |", "column 'colour' is not known"),
        ("| version |", "| edition |", "the settings have no version"),
        ("water_sources | piped |", "water_sources | a b |", "cannot name a choice"),
    ],
)
def test_a_questionnaire_that_does_not_fit_the_pack_is_refused(
    spoilt: Callable[[str, str], list[str]], before: str, after: str, wrong: str
) -> None:
    assert any(wrong in said for said in spoilt(before, after))
