"""The tables of a register in bulk: which columns a pack's criteria read, and whence.

The four tables are the four sheets of the register workbook, as sheets or as Parquet
files, with the same column titles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tuopin.register.workbook.columns import Sheet
from tuopin.rulebook.facts import Fact, FactSource, FactType
from tuopin.rulebook.names_read import names_read
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit

ALL = "all"
"""The outcome of all criteria joined, as if it were one more."""
HOUSEHOLD = "户编号"
PERSON = "人编号"
VILLAGE = "村代码"
SURVEYED_ON = "调查日期"
YEAR = "年度"
NAME = "姓名"
RELATION = "与户主关系"
HEADS = "heads"
"""The table of a workbook's heads of households, by number; nothing is judged by it."""


class Table(StrEnum):
    """A table of the register; its value names the Parquet file."""

    HOUSEHOLDS = "households"  # 贫困户
    MEMBERS = "members"  # 家庭成员
    SURVEYS = "surveys"  # 入户调查
    VILLAGES = "villages"  # 贫困村

    @property
    def sheet(self) -> Sheet:
        """The sheet of the workbook that holds the same rows."""
        return SHEETS[self]


SHEETS = {
    Table.HOUSEHOLDS: Sheet.HOUSEHOLDS,
    Table.MEMBERS: Sheet.MEMBERS,
    Table.SURVEYS: Sheet.SURVEYS,
    Table.VILLAGES: Sheet.VILLAGES,
}
TABLES = {sheet.value: table for table, sheet in SHEETS.items()}


class Form(StrEnum):
    """How a column's values are kept once they are read."""

    KEY = "key"  # text
    DAY = "day"
    YEAR = "year"  # a whole number
    FACT = "fact"  # as the pack declares it


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column by its title in the register, and by its name in an expression."""

    title: str
    name: str
    form: Form
    fact: Fact | None = None

    @property
    def is_key(self) -> bool:
        """Whether a row without it is no row."""
        return self.form in (Form.KEY, Form.YEAR)

    @property
    def sql_type(self) -> str:
        """The type in which engines hold its values; figures are hundredths."""
        return _FACT_TYPES[self.fact.type] if self.fact else _KEY_TYPES[self.form]


_FACT_TYPES = {
    FactType.MONEY: "BIGINT",
    FactType.NUMBER: "BIGINT",
    FactType.COUNT: "BIGINT",
    FactType.YES_NO: "BOOLEAN",
    FactType.GRADE: "VARCHAR",
    FactType.TEXT: "VARCHAR",
    FactType.DATE: "DATE",
}
_KEY_TYPES = {Form.KEY: "VARCHAR", Form.DAY: "DATE", Form.YEAR: "BIGINT"}
KEYS = {
    Table.HOUSEHOLDS: (
        TableColumn(HOUSEHOLD, "household", Form.KEY),
        TableColumn(VILLAGE, "village", Form.KEY),
    ),
    Table.MEMBERS: (
        TableColumn(HOUSEHOLD, "household", Form.KEY),
        TableColumn(PERSON, "person", Form.KEY),
    ),
    Table.SURVEYS: (
        TableColumn(HOUSEHOLD, "household", Form.KEY),
        TableColumn(SURVEYED_ON, "surveyed_on", Form.DAY),
    ),
    Table.VILLAGES: (
        TableColumn(VILLAGE, "village", Form.KEY),
        TableColumn(YEAR, "year", Form.YEAR),
    ),
}


@dataclass(frozen=True, slots=True)
class RegisterTables:
    """What a pack reads of a register: its tables, and each table's columns."""

    columns: dict[Table, tuple[TableColumn, ...]]
    table_of: dict[Unit, dict[str, Table]]

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that these tables hold."""
        return tuple(self.table_of)


def read_tables(pack: PolicyPack) -> RegisterTables:
    """Return the tables that the pack's criteria read, keys first.

    A fact that no criterion reads is left out; a register need not have it.
    """
    columns: dict[Table, list[TableColumn]] = {}
    table_of: dict[Unit, dict[str, Table]] = {}
    for unit in UNITS:
        if not pack.standards.get(unit):
            continue
        for table in UNITS[unit]:
            columns[table] = list(KEYS[table])
        table_of[unit] = {}
        for name, fact in _facts_read(pack, unit):
            if fact.column is None:
                continue
            found = TABLES.get(fact.sheet or "") or _by_source(unit, name, fact)
            table_of[unit][name] = found
            columns[found].append(TableColumn(fact.column, fact.name, Form.FACT, fact))
    return RegisterTables(
        {table: tuple(found) for table, found in columns.items()}, table_of
    )


UNITS = {
    Unit.HOUSEHOLD: (Table.HOUSEHOLDS, Table.MEMBERS, Table.SURVEYS),
    Unit.VILLAGE: (Table.VILLAGES,),
}


def _by_source(unit: Unit, name: str, fact: Fact) -> Table:
    """Return the table of a fact whose pack calls its sheets otherwise."""
    if unit is Unit.VILLAGE:
        return Table.VILLAGES
    if "." in name:
        return Table.MEMBERS
    return Table.SURVEYS if fact.source is FactSource.SURVEY else Table.HOUSEHOLDS


def _facts_read(pack: PolicyPack, unit: Unit) -> Iterator[tuple[str, Fact]]:
    """Yield every fact that a criterion of the unit reads, once, by its full name."""
    sheet = pack.facts[unit]
    seen: set[str] = set()
    for criterion in pack.criteria(unit):
        named = [criterion.observes] if criterion.observes else []
        for name in [*names_read(criterion.measure), *named]:
            outer, _, inner = name.partition(".")
            fact = sheet.facts[outer]
            if name in seen or (fact.type is FactType.MEMBERS and not inner):
                continue
            seen.add(name)
            yield name, fact.member_facts[inner] if inner else fact
