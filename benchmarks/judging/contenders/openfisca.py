"""OpenFisca-Core: the criteria as variables, the whole register as one simulation.

It has no null, so every amount and day has a companion that says whether it is known,
and every enumeration a value for unknown; *and* and *or* of three are written out. Its
whole numbers have 32 bits: fen up to 21 million yuan. DuckDB reads the files and turns
words into places in enumerations, which spares OpenFisca most of the reading; who
belongs to which household is set on the population, since `join_with_persons` does not
take a household without members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from judging.outcomes import CRITERIA, LINE, MET, NOT_MET, UNKNOWN, OutcomeFile

PERIOD = "2017"
OLDEST, YOUNGEST = np.datetime64("2001-09-01"), np.datetime64("2011-08-31")
Arrays = Mapping[str, Any]
person = Entity("person", "persons", "A member of a household", "")
household = GroupEntity(
    "household", "households", "A poor household", "", roles=[{"key": "member"}]
)
MONEY = {
    "wage_income": "工资性收入",
    "business_income": "生产经营性收入",
    "property_income": "财产性收入",
    "transfer_income": "转移性收入",
    "business_expense": "生产经营性支出",
}
WATER = {
    "water_quality": "水质",
    "water_quantity": "水量",
    "water_access": "取水方便程度",
    "water_reliability": "供水保证率",
}
Answer = Enum("Answer", "unknown yes no")
Grade = Enum("Grade", "unknown A B C D")
WaterGrade = Enum("WaterGrade", "unknown safe basically_safe unsafe")
Source = Enum("Source", "unknown none allowance_money allowance least_allowance other")
Labor = Enum("Labor", "unknown skilled ordinary weak lost none")
Cover = Enum("Cover", "unknown none other")
Cause = Enum("Cause", "unknown poverty other")
YES_NO = ("是", "否")
SAFE = ("安全", "基本安全", "不安全")
GRADES = ("技能劳动力", "普通劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力")
SOURCES = ("无", "低保金", "低保", "最低生活保障金")
ANSWERS = {
    "fed": (Answer, "吃穿不愁", YES_NO),
    "dwelling_grade": (Grade, "住房等级", ("A", "B", "C", "D")),
    "income_source": (Source, "稳定增收渠道", SOURCES),
    **{name: (WaterGrade, title, SAFE) for name, title in WATER.items()},
}
PERSONAL = {
    "insured": (Answer, "参加新型农村合作医疗", YES_NO),
    "other_cover": (Cover, "其他医疗保障", ("无",)),
    "out_of_school": (Answer, "失学辍学", YES_NO),
    "out_of_school_cause": (Cause, "失学辍学原因", ("因贫",)),
    "labor": (Labor, "劳动技能", GRADES),
}
ENUMS = {name: words for name, (words, *_) in {**ANSWERS, **PERSONAL}.items()}
Answers = Mapping[str, tuple[Any, str, tuple[str, ...]]]
"""A variable's words by their order; a word that is not listed is the last, `other`."""


def income(households: Any, period: Any, parameters: Any) -> Any:
    """Compare the net income with the line for all members."""
    get = {name: households(name, period) for name in MONEY}
    known = households.nb_persons() > 0
    for name in MONEY:
        known = known * households(f"{name}_known", period)
    net = sum(get[name] for name in list(MONEY)[:4]) - get["business_expense"]
    met = net > LINE * households.nb_persons()
    return outcome(known, met)


def safe_drinking_water(households: Any, period: Any, parameters: Any) -> Any:
    """Take the worst of four answers."""
    outcomes = []
    for name in WATER:
        grade = households(name, period)
        known = grade != WaterGrade.unknown
        outcomes.append(outcome(known, grade != WaterGrade.unsafe))
    return np.minimum.reduce(outcomes)


def compulsory_education(households: Any, period: Any, parameters: Any) -> Any:
    """Say whether no child is out of school because of poverty."""
    born = households.members("born_on", period)
    born_known = households.members("born_on_known", period)
    is_out = households.members("out_of_school", period)
    cause = households.members("out_of_school_cause", period)
    not_of_age = outcome(born_known, (born < OLDEST) + (born > YOUNGEST))
    out_known = is_out != Answer.unknown
    other_cause = outcome(cause != Cause.unknown, cause != Cause.poverty)
    at_school = np.maximum(
        outcome(out_known, is_out == Answer.no),
        np.minimum(outcome(out_known, is_out == Answer.yes), other_cause),
    )
    return every_member(households, np.maximum(not_of_age, at_school))


def medical_enrollment(households: Any, period: Any, parameters: Any) -> Any:
    """Say whether everybody is insured."""
    insured = households.members("insured", period)
    other = households.members("other_cover", period)
    by_scheme = outcome(insured != Answer.unknown, insured == Answer.yes)
    by_other = np.where(other == Cover.other, MET, NOT_MET)
    return every_member(households, np.maximum(by_scheme, by_other))


def stable_income_source(households: Any, period: Any, parameters: Any) -> Any:
    """Say whether there is a source, an allowance only where nobody can work."""
    source = households("income_source", period)
    labor = households.members("labor", period)
    unable = outcome(
        labor != Labor.unknown, (labor == Labor.lost) + (labor == Labor.none)
    )
    known = source != Source.unknown
    named = outcome(known, source != Source.none)
    by_name = outcome(known, source == Source.other)
    return np.maximum(by_name, np.minimum(named, every_member(households, unable)))


def food_and_clothing(households: Any, period: Any, parameters: Any) -> Any:
    """Take the answer."""
    fed = households("fed", period)
    return outcome(fed != Answer.unknown, fed == Answer.yes)


def safe_housing(households: Any, period: Any, parameters: Any) -> Any:
    """Take the grade."""
    grade = households("dwelling_grade", period)
    return outcome(grade != Grade.unknown, (grade == Grade.A) + (grade == Grade.B))


def outcome(known: Any, met: Any) -> Any:
    """Return met or not where it is known, else unknown."""
    return np.where(known, np.where(met, MET, NOT_MET), UNKNOWN).astype(np.int8)


def every_member(households: Any, outcomes: Any) -> Any:
    """Join outcomes of members: one not met decides, else one unknown."""
    failing = households.sum(outcomes == NOT_MET)
    unknown = households.sum(outcomes == UNKNOWN) + (households.nb_persons() == 0)
    return np.where(failing > 0, NOT_MET, np.where(unknown > 0, UNKNOWN, MET))


def system() -> TaxBenefitSystem:
    """Return the criteria and what they read as OpenFisca's variables."""
    made = TaxBenefitSystem([person, household])
    for entity, answers in ((person, PERSONAL), (household, ANSWERS)):
        for name, (words, *_) in answers.items():
            given = {"possible_values": words, "default_value": words.unknown}
            made.add_variable(variable(name, entity, Enum, **given))
    made.add_variable(variable("born_on", person, date))
    made.add_variable(variable("born_on_known", person, bool))
    for name in MONEY:
        made.add_variable(variable(name, household, int))
        made.add_variable(variable(f"{name}_known", household, bool))
    for name in CRITERIA:
        made.add_variable(variable(name, household, int, formula=globals()[name]))
    return made


def variable(name: str, entity: Any, kind: type, **more: Any) -> type[Variable]:
    """Return a variable of a year."""
    parts: dict[str, Any] = {
        "value_type": kind,
        "entity": entity,
        "definition_period": DateUnit.YEAR,
        "label": name,
        **more,
    }
    return type(name, (Variable,), parts)


def judge(register: Path, out: Path) -> None:
    """Judge every household."""
    numbers, families, people, households_of = read(register)
    outcomes = judged(system(), families, people, households_of)
    joined = np.minimum.reduce(outcomes)
    with OutcomeFile(out) as file:
        file.add_columns(numbers, [one.astype(np.int8) for one in (joined, *outcomes)])


def read(register: Path, only: str = "") -> tuple[Any, Arrays, Arrays, Any]:
    """Return the households' numbers, their arrays, the members', whose they are.

    The files are sorted, so that places are found by searching.
    """
    connection = duckdb.connect()

    def arrays(query: str) -> dict[str, Any]:
        return connection.execute(query + only).fetchnumpy()

    numbers = arrays(
        f"SELECT 户编号::BIGINT AS number FROM '{register}/households.parquet'"
        " WHERE true"
    )["number"]
    surveys = arrays(survey_query(register))
    people = arrays(person_query(register))
    found = np.searchsorted(numbers, surveys.pop("number"))
    families = {}
    for name, array in surveys.items():
        whole = np.zeros(len(numbers), array.dtype)
        whole[found] = array
        families[name] = whole
    return numbers, families, people, np.searchsorted(numbers, people.pop("number"))


def judged(rules: Any, families: Arrays, people: Arrays, indexes: Any) -> list[Any]:
    """Simulate the register and return the outcomes by criterion."""
    builder = SimulationBuilder()
    builder.create_entities(rules)
    builder.declare_person_entity("person", np.arange(len(indexes)))
    count = len(families["fed"])
    group = builder.declare_entity("household", np.arange(count))
    group.members_entity_id = indexes
    group.members_role = np.repeat(household.flattened_roles[0], len(indexes))
    simulation = builder.build(rules)
    for name, array in (*families.items(), *people.items()):
        simulation.set_input(name, PERIOD, as_input(name, array))
    return [simulation.calculate(name, PERIOD) for name in CRITERIA]


def as_input(name: str, array: Any) -> Any:
    """Return an array as OpenFisca takes it without translating each value."""
    words = ENUMS.get(name)
    return array if words is None else EnumArray(array, words)


def one(register: Path) -> Callable[[], object]:
    """Return what judges the next household in a simulation of its own."""
    rules = system()
    first = duckdb.sql(f"SELECT 户编号 FROM '{register}/households.parquet' LIMIT 20")
    situations = [
        read(register, f" AND 户编号 = '{number}'") for (number,) in first.fetchall()
    ]
    chosen = cycle(situations)
    return lambda: judged(rules, *next(chosen)[1:])


def survey_query(register: Path) -> str:
    """Return the query of the surveys of 2017, words as their places."""
    money = [
        f"coalesce(({title} * 100)::INTEGER, 0) AS {name},"
        f" {title} IS NOT NULL AS {name}_known"
        for name, title in MONEY.items()
    ]
    return (
        f"SELECT 户编号::BIGINT AS number, {', '.join((*money, *places(ANSWERS)))}"
        f" FROM '{register}/surveys.parquet'"
        " WHERE 调查日期 BETWEEN DATE '2017-01-01' AND DATE '2017-12-31'"
    )


def person_query(register: Path) -> str:
    """Return the query of members, words as their places."""
    return (
        f"SELECT 户编号::BIGINT AS number, {', '.join(places(PERSONAL))},"
        " coalesce(出生日期, DATE '1970-01-01') AS born_on,"
        " 出生日期 IS NOT NULL AS born_on_known"
        f" FROM '{register}/members.parquet' WHERE true"
    )


def places(answers: Answers) -> list[str]:
    """Return what turns words into places in an enumeration; null is the first."""
    return [
        f"(CASE {title} {whens(words)} ELSE"
        f" CASE WHEN {title} IS NULL THEN 0 ELSE {len(words) + 1} END END)::UTINYINT"
        f" AS {name}"
        for name, (_, title, words) in answers.items()
    ]


def whens(words: tuple[str, ...]) -> str:
    """Return the branches of a CASE that finds a word's place."""
    return " ".join(
        f"WHEN '{word}' THEN {place}" for place, word in enumerate(words, start=1)
    )
