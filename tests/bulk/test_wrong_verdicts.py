"""The ways in which bulk judging is known to get a verdict wrong, each tried.

Every household here would pass or fail by one careless operator; art. 3 says what is
right, and missing is unknown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.registers import Row, judged_lines, write_tables
from tuopin.rulebook.pack import PolicyPack
from tuopin.standards.bulk.tables import Table
from tuopin.standards.bulk.task import Engine

NUMBER, VILLAGE = "88000010020000001", "880000100200"
LINE = Decimal("2952")
SURVEY: Row = {
    "户编号": NUMBER,
    "调查日期": date(2017, 9, 5),
    "工资性收入": Decimal("9000"),
    "生产经营性收入": Decimal(0),
    "财产性收入": Decimal(0),
    "转移性收入": Decimal(0),
    "生产经营性支出": Decimal(0),
    "稳定增收渠道": "务工",
    "吃穿不愁": "是",
    "住房等级": "B",
    "水质": "安全",
    "水量": "安全",
    "取水方便程度": "基本安全",
    "供水保证率": "安全",
}
ADULT: Row = {
    "户编号": NUMBER,
    "出生日期": date(1970, 1, 1),
    "劳动技能": "普通劳动力",
    "参加新型农村合作医疗": "是",
}
CHILD: Row = {**ADULT, "出生日期": date(2008, 1, 1), "失学辍学": "否"}
VILLAGE_ROW: Row = {"村代码": VILLAGE, "年度": 2017}


@dataclass
class Register:
    """One household that meets everything, and what a test changes of it."""

    judge: Callable[[Mapping[Table, Sequence[Row]]], dict[str, str]]
    survey: dict[str, object] = field(default_factory=lambda: dict(SURVEY))
    members: list[Row] = field(default_factory=lambda: [ADULT, CHILD])
    surveys: list[Row] = field(default_factory=list)

    def outcomes(self) -> dict[str, str]:
        """Return the household's outcomes by criterion."""
        members = [
            {**row, "人编号": f"{NUMBER}{at:02d}"}
            for at, row in enumerate(self.members)
        ]
        return self.judge(
            {
                Table.HOUSEHOLDS: [{"户编号": NUMBER, "村代码": VILLAGE}],
                Table.MEMBERS: members,
                Table.SURVEYS: self.surveys or [self.survey],
                Table.VILLAGES: [VILLAGE_ROW],
            }
        )


@pytest.fixture
def register(tieling: PolicyPack, tmp_path: Path) -> Register:
    def judge(rows: Mapping[Table, Sequence[Row]]) -> dict[str, str]:
        folder = write_tables(tmp_path / "register", tieling, rows)
        lines = judged_lines(folder, tieling, Engine.DUCKDB).splitlines()
        said = [json.loads(line) for line in lines]
        return {
            one["criterion"]: one["outcome"]
            for one in said
            if one["unit"] == "household"
        }

    return Register(judge)


def test_a_household_that_meets_everything_meets_everything(
    register: Register,
) -> None:
    outcomes = register.outcomes()

    assert set(outcomes.values()) == {"met"}
    assert len(outcomes) == 8


@pytest.mark.parametrize(
    ("above_line", "expected"),
    [
        (Decimal(500), "met"),
        (Decimal("0.01"), "met"),
        (Decimal(0), "not_met"),
        (Decimal("-0.01"), "not_met"),
        (None, "unknown"),
    ],
)
def test_income_has_to_exceed_the_line_by_a_fen(
    register: Register, above_line: Decimal | None, expected: str
) -> None:
    # A head would have 2952.005 yuan: rounded to fen or yuan it would not exceed.
    register.survey["工资性收入"] = (
        None if above_line is None else LINE * 2 + above_line
    )

    assert register.outcomes()["income"] == expected


def test_a_sum_with_one_amount_missing_is_unknown_however_large(
    register: Register,
) -> None:
    register.survey |= {"工资性收入": Decimal(900_000), "财产性收入": None}

    outcomes = register.outcomes()

    assert outcomes["income"] == "unknown"
    assert outcomes["all"] == "unknown"


def test_expenses_that_are_not_known_are_not_zero(register: Register) -> None:
    register.survey["生产经营性支出"] = None

    assert register.outcomes()["income"] == "unknown"


def test_a_line_of_whole_yuan_is_not_reached_by_a_float_s_error(
    register: Register,
) -> None:
    parts = [Decimal("1967.97"), Decimal("1967.98"), Decimal("1968.05")]
    register.survey |= {
        "工资性收入": parts[0],
        "生产经营性收入": parts[1],
        "财产性收入": parts[2],
    }

    assert sum(parts) == 2 * LINE
    assert register.outcomes()["income"] == "not_met"


@pytest.mark.parametrize(
    ("insured", "expected"),
    [(["是", "是"], "met"), (["是", None], "unknown"), (["否", None], "not_met")],
)
def test_a_member_whose_insurance_is_not_known_is_not_passed_over(
    register: Register, insured: list[str | None], expected: str
) -> None:
    register.members = [{**ADULT, "参加新型农村合作医疗": one} for one in insured]

    assert register.outcomes()["medical_enrollment"] == expected


@pytest.mark.parametrize(
    ("out_of_school", "cause", "expected"),
    [
        ("否", None, "met"),
        ("是", "因病", "met"),
        ("是", "因贫", "not_met"),
        ("是", None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_a_child_is_at_school_or_it_is_known_why_not(
    register: Register, out_of_school: str | None, cause: str | None, expected: str
) -> None:
    child = {**CHILD, "失学辍学": out_of_school, "失学辍学原因": cause}
    register.members = [ADULT, child]

    assert register.outcomes()["compulsory_education"] == expected


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (date(2001, 8, 31), "met"),
        (date(2001, 9, 1), "not_met"),
        (date(2011, 8, 31), "not_met"),
        (date(2011, 9, 1), "met"),
        (None, "unknown"),
    ],
)
def test_school_age_is_counted_in_completed_years_on_31_august(
    register: Register, born_on: date | None, expected: str
) -> None:
    child = {**CHILD, "出生日期": born_on, "失学辍学": "是", "失学辍学原因": "因贫"}
    register.members = [ADULT, child]

    assert register.outcomes()["compulsory_education"] == expected


def test_a_household_without_members_is_there_and_unknown(register: Register) -> None:
    register.members = []

    outcomes = register.outcomes()

    assert outcomes["all"] == "unknown"
    assert outcomes["income"] == "unknown"
    assert outcomes["medical_enrollment"] == "unknown"


def test_unknown_is_not_counted_as_a_failure(register: Register) -> None:
    register.survey["住房等级"] = None

    assert register.outcomes()["all"] == "unknown"


def test_one_failure_decides_whatever_else_is_not_known(register: Register) -> None:
    register.survey |= {"住房等级": None, "水质": "不安全"}

    assert register.outcomes()["all"] == "not_met"


def test_one_unsafe_indicator_fails_the_water_though_another_is_not_known(
    register: Register,
) -> None:
    register.survey |= {"水质": "不安全", "水量": None}

    assert register.outcomes()["safe_drinking_water"] == "not_met"


@pytest.mark.parametrize(
    ("source", "labor", "expected"),
    [
        ("务工", "普通劳动力", "met"),
        ("低保金", "丧失劳动力", "met"),
        ("低保金", "普通劳动力", "not_met"),
        ("无", "丧失劳动力", "not_met"),
        ("低保金", None, "unknown"),
        (None, "丧失劳动力", "unknown"),
        ("  ", "丧失劳动力", "unknown"),
    ],
)
def test_an_allowance_counts_only_where_nobody_can_work(
    register: Register, source: str | None, labor: str | None, expected: str
) -> None:
    register.survey["稳定增收渠道"] = source
    register.members = [{**ADULT, "劳动技能": labor}]

    assert register.outcomes()["stable_income_source"] == expected


def test_a_survey_of_another_year_is_no_survey(register: Register) -> None:
    register.survey["调查日期"] = date(2016, 9, 5)

    outcomes = register.outcomes()

    assert outcomes["safe_housing"] == "unknown"
    assert outcomes["medical_enrollment"] == "met"


def test_of_several_surveys_in_the_year_the_latest_counts(register: Register) -> None:
    register.surveys = [
        {**SURVEY, "调查日期": date(2017, 3, 1), "住房等级": "A"},
        {**SURVEY, "调查日期": date(2017, 9, 1), "住房等级": "D"},
        {**SURVEY, "调查日期": date(2018, 1, 1), "住房等级": "A"},
    ]

    assert register.outcomes()["safe_housing"] == "not_met"


def test_a_blank_in_the_latest_survey_is_not_filled_from_an_earlier_one(
    register: Register,
) -> None:
    register.surveys = [
        {**SURVEY, "调查日期": date(2017, 3, 1)},
        {**SURVEY, "调查日期": date(2017, 9, 1), "住房等级": None},
    ]

    assert register.outcomes()["safe_housing"] == "unknown"


@pytest.mark.parametrize(
    ("criterion", "counts", "expected"),
    [
        ("poverty_headcount", {"剩余贫困人口": 20, "农业户籍人口": 1048}, "met"),
        ("poverty_headcount", {"剩余贫困人口": 21, "农业户籍人口": 1050}, "met"),
        ("poverty_headcount", {"剩余贫困人口": 21, "农业户籍人口": 1048}, "not_met"),
        ("poverty_headcount", {"剩余贫困人口": 0, "农业户籍人口": 0}, "unknown"),
        ("poverty_headcount", {"剩余贫困人口": None, "农业户籍人口": 1048}, "unknown"),
        ("safe_housing", {"住房安全户数": 49, "建档立卡户数": 50}, "met"),
        ("safe_housing", {"住房安全户数": 48, "建档立卡户数": 49}, "not_met"),
        ("safe_housing", {"住房安全户数": 0, "建档立卡户数": 0}, "met"),
        ("safe_housing", {"住房安全户数": None, "建档立卡户数": 50}, "unknown"),
    ],
)
def test_a_village_s_ratio_is_exact(
    tieling: PolicyPack,
    tmp_path: Path,
    criterion: str,
    counts: Row,
    expected: str,
) -> None:
    rows: dict[Table, Sequence[Row]] = {Table.VILLAGES: [{**VILLAGE_ROW, **counts}]}
    folder = write_tables(tmp_path / "register", tieling, rows)

    lines = judged_lines(folder, tieling, Engine.DUCKDB).splitlines()

    said = {one["criterion"]: one for one in map(json.loads, lines)}
    assert said[criterion]["outcome"] == expected
    assert said[criterion]["cite"] == "art-04 ¶2"
