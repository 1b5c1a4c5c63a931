"""The office's own register judged whole, by the SQL that judges registers in bulk.

The live tables are put under the names that the compiled SQL reads, so that one
statement judges every household of the actor's area.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db import connection

from tuopin.register.workbook.columns import COLUMNS, Sheet
from tuopin.rulebook.facts import Fact, FactType
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.compiled import Compiled, compiled
from tuopin.standards.bulk.forms import name, text
from tuopin.standards.bulk.tables import ALL, Table, TableColumn, read_tables

# What each table of the register in bulk is among the live ones; a visit with no paper
# behind it counts for nothing (art. 12).
SOURCES = {
    Table.HOUSEHOLDS: """
SELECT h.number AS household, h.village_code AS village{facts}
FROM register_household h WHERE h.registration_status = ANY(%(statuses)s)""",
    Table.MEMBERS: """
SELECT h.number AS household, m.number AS person{facts}
FROM register_householdmember m JOIN register_household h ON h.id = m.household_id
LEFT JOIN (
  SELECT DISTINCT ON (v.household_id) v.household_id, v.id
  FROM survey_surveyvisit v
  WHERE v.year = %(year)s AND v.surveyed_on <= %(on)s AND v.evidence <> '{{}}'::jsonb
  ORDER BY v.household_id, v.surveyed_on DESC, v.id DESC) v ON v.household_id = h.id
LEFT JOIN survey_surveyedmember f ON f.visit_id = v.id AND f.number = m.number
WHERE m.valid_to IS NULL AND h.registration_status = ANY(%(statuses)s)""",
    Table.SURVEYS: """
SELECT DISTINCT ON (h.id) h.number AS household, v.surveyed_on{facts}
FROM survey_surveyvisit v JOIN register_household h ON h.id = v.household_id
WHERE v.year = %(year)s AND v.surveyed_on <= %(on)s AND v.evidence <> '{{}}'::jsonb
  AND h.registration_status = ANY(%(statuses)s)
ORDER BY h.id, v.surveyed_on DESC, v.id DESC""",
    Table.VILLAGES: """
SELECT r.village_code AS village, r.year::bigint AS year{facts}
FROM register_villageregistration r WHERE r.valid_to IS NULL""",
}


@dataclass(frozen=True)
class VillageStanding:
    """How the households of one village stand against the standard.

    `counts` has the households by criterion, `all` among them, and outcome.
    """

    village_code: str
    households: int
    counts: Mapping[tuple[str, Outcome], int]


@dataclass(frozen=True, slots=True)
class HouseholdStanding:
    """A household that does not meet every criterion, and the first that keeps it."""

    number: str
    village_code: str
    not_met: str | None
    unknown: str | None


def standing_by_village(
    *,
    pack: PolicyPack,
    year: int,
    on: date,
    statuses: Sequence[str],
    kept_in: Path | None,
) -> list[VillageStanding]:
    """Judge the area's registered households; raises MissingFigure.

    One statement whatever their number. `statuses` are those of households on the
    register; `kept_in` is the folder where compiled packs are kept.
    """
    criteria = (ALL, *pack.standards[Unit.HOUSEHOLD])
    counted = ", ".join(
        f"count(*) FILTER (WHERE {test.format(name(one))})"
        for one in criteria
        for test in TESTS.values()
    )
    query = (
        f"{_tables(pack, Unit.HOUSEHOLD)} SELECT village, count(*), {counted}"
        f" FROM ({_compiled(pack, year, kept_in)['households']}) AS judged"
        " GROUP BY village ORDER BY village"
    )
    keys = [(one, outcome) for one in criteria for outcome in TESTS]
    with connection.cursor() as cursor:
        cursor.execute(query, {"statuses": list(statuses), "year": year, "on": on})
        return [
            VillageStanding(village, households, dict(zip(keys, counts, strict=True)))
            for village, households, *counts in cursor.fetchall()
        ]


def not_met_by_household(
    *,
    pack: PolicyPack,
    year: int,
    on: date,
    statuses: Sequence[str],
    kept_in: Path | None,
) -> list[HouseholdStanding]:
    """Return the area's households that do not meet every criterion, one statement.

    Of each the first criterion, in the pack's order, that is not met, and the first
    that is not known. Raises MissingFigure.
    """
    criteria = tuple(pack.standards[Unit.HOUSEHOLD])
    columns = ", ".join(
        "CASE "
        + " ".join(
            f"WHEN {test.format(name(one))} THEN {text(one)}" for one in criteria
        )
        + " END"
        for test in (TESTS[Outcome.NOT_MET], TESTS[Outcome.UNKNOWN])
    )
    query = (
        f"{_tables(pack, Unit.HOUSEHOLD)} SELECT {name('id')}, village, {columns}"
        f" FROM ({_compiled(pack, year, kept_in)['households']}) AS judged"
        f" WHERE {name(ALL)} IS NOT TRUE ORDER BY village, {name('id')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"statuses": list(statuses), "year": year, "on": on})
        return [HouseholdStanding(*row) for row in cursor.fetchall()]


TESTS = {
    Outcome.MET: "{}",
    Outcome.NOT_MET: "NOT {}",
    Outcome.UNKNOWN: "{} IS NULL",
}


@lru_cache(maxsize=8)
def _compiled(pack: PolicyPack, year: int, kept_in: Path | None) -> Compiled:
    made = compiled(pack, year, dialect="postgres", kept_in=kept_in)
    # The driver takes a percent sign for a parameter's.
    return {part: sql.replace("%", "%%") for part, sql in made.items()}


def _tables(pack: PolicyPack, unit: Unit) -> str:
    """Return the live tables under the names that the compiled SQL reads."""
    tables = read_tables(pack)
    parts = [
        f"{table} AS ({SOURCES[table].format(facts=_facts(table, columns))})"
        for table, columns in tables.columns.items()
        if (table is Table.VILLAGES) == (unit is Unit.VILLAGE)
    ]
    return f"WITH {', '.join(parts)}"


def _facts(table: Table, columns: Sequence[TableColumn]) -> str:
    found = [
        f", {FROM[table](column, column.fact)} AS {name(column.name)}"
        for column in columns
        if column.fact is not None
    ]
    return "".join(found)


def _unknown(column: TableColumn, _: Fact) -> str:
    return f"CAST(NULL AS {column.sql_type})"


def _answer(column: TableColumn, fact: Fact, said: str = "v.answers") -> str:
    """Return a visit's answer, which is text by the fact's name (docs/adr/0004)."""
    answer = f"({said} ->> {text(fact.name)})"
    match fact.type:
        case FactType.MONEY | FactType.NUMBER:
            return f"CAST(CAST({answer} AS numeric) * 100 AS BIGINT)"
        case FactType.YES_NO:
            return f"({answer} = 'yes')"
        case FactType.TEXT:
            return f"nullif(btrim({answer}), '')"
        case _:
            return f"CAST({answer} AS {column.sql_type})"


def _kept_column(sheet: Sheet, alias: str) -> Callable[[TableColumn, Fact], str]:
    """Return how a fact is read that the register keeps in a column of its own."""
    field_of = {column.title: column.field for column in COLUMNS[sheet]}

    def read(column: TableColumn, fact: Fact) -> str:
        if column.title not in field_of:
            return _unknown(column, fact)
        cell = f"{alias}.{name(field_of[column.title])}"
        match fact.type:
            case FactType.MONEY | FactType.NUMBER:
                return f"CAST({cell} * 100 AS BIGINT)"
            case FactType.GRADE:
                words = " ".join(
                    f"WHEN {text(word.written)} THEN {text(word.value)}"
                    for word in fact.words
                )
                return f"CASE {cell} {words} END"
            case FactType.TEXT:
                return f"nullif(btrim({cell}), '')"
            case _:
                return f"CAST({cell} AS {column.sql_type})"

    return read


def _found(column: TableColumn, fact: Fact) -> str:
    """Return what the visit found of a member; what it did not ask, the register knows.

    An answer that was asked for and not given stands as null, and stays unknown.
    """
    registered = _kept_column(Sheet.MEMBERS, "m")(column, fact)
    asked = f"f.facts ? {text(fact.name)}"
    answer = _answer(column, fact, "f.facts")
    return f"CASE WHEN {asked} THEN {answer} ELSE {registered} END"


FROM: Mapping[Table, Callable[[TableColumn, Fact], str]] = {
    Table.HOUSEHOLDS: _unknown,
    Table.MEMBERS: _found,
    Table.SURVEYS: _answer,
    Table.VILLAGES: _kept_column(Sheet.VILLAGES, "r"),
}
