"""A register's facts as the rulebook reads them, one unit after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from tuopin.register.domain import HEAD_OF_HOUSEHOLD
from tuopin.rulebook.facts import FactType
from tuopin.rulebook.names_read import MEMBERS
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.duck import Register
from tuopin.standards.bulk.forms import name, text
from tuopin.standards.bulk.tables import (
    HEADS,
    HOUSEHOLD,
    NAME,
    RELATION,
    Form,
    Table,
    TableColumn,
)

HUNDREDTHS = (FactType.MONEY, FactType.NUMBER)
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the register knows of one household or village."""

    id: str
    village: str
    members: int | None
    surveyed_on: date | None
    facts: dict[str, object]


def facts_of(
    register: Register,
    cursor: duckdb.DuckDBPyConnection,
    unit: Unit,
    ids: Sequence[str] | None = None,
) -> Iterator[UnitFacts]:
    """Yield the facts of a unit's rows, or of those with these ids, by id."""
    if ids is not None:
        cursor.execute(
            "CREATE OR REPLACE TEMP TABLE wanted AS SELECT unnest(?) AS key", [ids]
        )
    if unit is Unit.VILLAGE:
        yield from _villages(register, cursor, is_chosen=ids is not None)
    else:
        yield from _households(register, cursor, is_chosen=ids is not None)


def heads_of_households(register: Register) -> dict[str, str]:
    """Return the names of the heads of households, where the register has names."""
    if register.folder is None:
        rows = register.connection.execute(f"FROM {HEADS}").fetchall()
        return dict(rows)
    file = text(register.folder.files.get(Table.MEMBERS, ""))
    described = register.connection.execute(f"DESCRIBE FROM read_parquet({file})")
    if not {NAME, RELATION} <= {row[0] for row in described.fetchall()}:
        return {}
    rows = register.connection.execute(
        f"SELECT CAST({name(HOUSEHOLD)} AS VARCHAR), {name(NAME)}"
        f" FROM read_parquet({file}) WHERE {name(RELATION)} = {text(HEAD_OF_HOUSEHOLD)}"
    ).fetchall()
    return dict(rows)


def _villages(
    register: Register, cursor: duckdb.DuckDBPyConnection, *, is_chosen: bool
) -> Iterator[UnitFacts]:
    rows = _rows(
        register,
        cursor,
        Table.VILLAGES,
        chosen="village" if is_chosen else None,
        where=f"year = {register.year}",
        order="village",
    )
    for (village, _), facts in rows:
        yield UnitFacts(village, village, None, None, facts)


def _households(
    register: Register, cursor: duckdb.DuckDBPyConnection, *, is_chosen: bool
) -> Iterator[UnitFacts]:
    chosen = "household" if is_chosen else None
    year = register.year
    in_year = f"surveyed_on BETWEEN '{year}-01-01' AND '{year}-12-31'"
    surveys = {
        household: (day, facts)
        for (household, day), facts in _rows(
            register, cursor, Table.SURVEYS, chosen=chosen, where=in_year
        )
    }
    members: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
    for (household, _), facts in _rows(register, cursor, Table.MEMBERS, chosen=chosen):
        members[household].append(facts)
    for (household, village), facts in _rows(
        register, cursor, Table.HOUSEHOLDS, chosen=chosen, order="household"
    ):
        day, answers = surveys.get(household, (None, {}))
        people = members.get(household, [])
        facts |= answers
        facts[MEMBERS] = people
        yield UnitFacts(household, village, len(people), day, facts)


def _rows(
    register: Register,
    cursor: duckdb.DuckDBPyConnection,
    table: Table,
    *,
    chosen: str | None,
    where: str = "true",
    order: str = "",
) -> list[tuple[tuple[Any, ...], dict[str, object]]]:
    """Return a table's rows: the keys, and the facts by name."""
    columns = register.tables.columns[table]
    among = f" AND {chosen} IN (SELECT key FROM wanted)" if chosen else ""
    listed = ", ".join(name(column.name) for column in columns)
    ordered = f" ORDER BY {order}" if order else ""
    found = cursor.execute(
        f"SELECT {listed} FROM {table} WHERE {where}{among}{ordered}"
    ).fetchall()
    keys = sum(column.form is not Form.FACT for column in columns)
    names = [column.name for column in columns[keys:]]
    exact = _exact(columns)
    if not exact:
        return [
            (row[:keys], dict(zip(names, row[keys:], strict=True))) for row in found
        ]
    rows = []
    for row in found:
        facts: dict[str, object] = dict(zip(names, row[keys:], strict=True))
        for one, as_exact in exact.items():
            if facts[one] is not None:
                facts[one] = as_exact(facts[one])
        rows.append((row[:keys], facts))
    return rows


def _exact(columns: Sequence[TableColumn]) -> dict[str, Callable[[Any], object]]:
    """Return the facts that are kept as whole hundredths, with the way back."""
    return {
        column.name: _decimal
        for column in columns
        if column.fact is not None and column.fact.type in HUNDREDTHS
    }


def _decimal(hundredths: int) -> Decimal:
    return hundredths * HUNDREDTH
