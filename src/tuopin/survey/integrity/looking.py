"""Looks through a year's submissions, all at once, for what deserves a second look.

Pure over its tables: the same rows give the same oddities, whoever asks. It knows no
household's name and no person's; it concludes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from tuopin.rulebook.integrity import CHECKS, IntegrityCheck, IntegrityRules
from tuopin.survey.integrity.checks import LOCATED, QUERIES, TOTALS

MEMORY = "1GB"
MONEY = pa.decimal128(14, 2)
VISITS = pa.schema(
    [
        ("id", pa.int64()),
        ("household", pa.string()),
        ("surveyor", pa.int64()),
        ("device", pa.string()),
        ("began", pa.timestamp("s")),
        ("ended", pa.timestamp("s")),
        ("latitude", pa.string()),
        ("longitude", pa.string()),
        ("persons", pa.int64()),
        ("per_capita", MONEY),
        ("line", MONEY),
        ("answers", pa.string()),
        ("had_before", pa.bool_()),
        ("explained", pa.bool_()),
    ]
)
AMOUNTS = pa.schema(
    [
        ("visit", pa.int64()),
        ("item", pa.string()),
        ("amount", MONEY),
        ("before", MONEY),
        ("is_cost", pa.bool_()),
        ("note", pa.string()),
        ("explained", pa.bool_()),
    ]
)
PICTURES = pa.schema([("visit", pa.int64()), ("digest", pa.string())])


@dataclass(frozen=True, slots=True)
class AmountSeen:
    """One amount of a submission; `before` is what the last year's visit found."""

    item: str
    amount: Decimal
    is_cost: bool = False
    note: str = ""
    before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SurveySeen:
    """A submission as the checks look at it; times by the county's clock.

    `per_capita` is None where it is unknown, `answers` a digest of all that was
    answered but who, where, when and the pictures.
    """

    id: int
    household: str
    surveyor: int
    device: str
    began: datetime | None
    ended: datetime | None
    place: tuple[str, str] | None
    persons: int
    per_capita: Decimal | None
    line: Decimal | None
    answers: str
    had_before: bool
    amounts: tuple[AmountSeen, ...]
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Oddity:
    """What a check found with one surveyor or phone: so many odd among so many."""

    check: str
    surveyor: int
    device: str
    households: tuple[str, ...]
    odd: int
    total: int
    others: Decimal | None


@dataclass(frozen=True)
class SurveyTables:
    """The submissions as the checks read them."""

    visits: pa.Table
    amounts: pa.Table
    pictures: pa.Table


def tables_of(seen: Iterable[SurveySeen], rules: IntegrityRules) -> SurveyTables:
    """Return submissions as tables, each amount marked if a coefficient explains it."""
    visits: list[tuple[object, ...]] = []
    amounts: list[tuple[object, ...]] = []
    pictures: list[tuple[object, ...]] = []
    for one in seen:
        explained = [rules.explains(a.item, a.amount) for a in one.amounts]
        whole = [
            is_explained
            for a, is_explained in zip(one.amounts, explained, strict=True)
            if a.amount
        ]
        visits.append(_visit(one, bool(whole) and all(whole)))
        amounts += [
            (one.id, a.item, a.amount, a.before, a.is_cost, a.note, is_explained)
            for a, is_explained in zip(one.amounts, explained, strict=True)
        ]
        pictures += [(one.id, digest) for digest in one.pictures]
    return SurveyTables(
        _table(visits, VISITS), _table(amounts, AMOUNTS), _table(pictures, PICTURES)
    )


def _visit(one: SurveySeen, explained: bool) -> tuple[object, ...]:
    latitude, longitude = one.place or (None, None)
    return (
        one.id,
        one.household,
        one.surveyor,
        one.device,
        one.began,
        one.ended,
        latitude,
        longitude,
        one.persons,
        one.per_capita,
        one.line,
        one.answers,
        one.had_before,
        explained,
    )


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [
        pa.array(column, type=field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def look(tables: SurveyTables, rules: IntegrityRules) -> list[Oddity]:
    """Return everything that deserves a second look, by check and surveyor."""
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        connection.register("visits", tables.visits)
        connection.register("amounts", tables.amounts)
        connection.register("pictures", tables.pictures)
        connection.execute(f"CREATE TEMP TABLE totals AS {TOTALS}")
        connection.execute(f"CREATE TEMP TABLE located AS {LOCATED}")
        connection.execute("SET enable_external_access = false")
        return [
            oddity
            for name in CHECKS
            if (check := rules.checks.get(name)) is not None
            for oddity in _found(connection, check, rules)
        ]


def _found(
    connection: duckdb.DuckDBPyConnection, check: IntegrityCheck, rules: IntegrityRules
) -> list[Oddity]:
    query = QUERIES[check.id]
    known: dict[str, Any] = {name: check[name] for name in check.thresholds}
    known |= {"words": _any_of(rules.not_income), "but": _any_of(rules.but)}
    asked = {name: value for name, value in known.items() if f"${name}" in query}
    rows = connection.execute(query, asked).fetchall()
    return sorted(
        (
            Oddity(
                check.id,
                surveyor,
                device,
                tuple(sorted(households)),
                int(odd),
                int(total),
                None if others is None else _share(others),
            )
            for surveyor, device, households, odd, total, others in rows
        ),
        key=lambda one: (one.surveyor, one.device),
    )


def _share(others: object) -> Decimal:
    return Decimal(str(others)).quantize(Decimal("0.0001"))


def _any_of(words: Sequence[str]) -> str:
    """Return a pattern for any of some words; none matches where there are none."""
    return "|".join(re.escape(word) for word in words) or r"[^\s\S]"
