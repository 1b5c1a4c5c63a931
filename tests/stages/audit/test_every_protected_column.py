"""No column that the audit record protects can be altered without being named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, zip_longest

import psycopg
import pytest

from tests.support.audited import owner
from tests.support.tampering import (
    Column,
    altered,
    disarm,
    invent_row,
    protected_columns,
)
from tests.support.world import FIRST_DAY, VILLAGE, World
from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations, rows
from tuopin.office.audit.verification import Verification, verify
from tuopin.office.scope import acting_as


@pytest.fixture
def at_the_end(own_database: str) -> World:
    """Return a county in which a household has gone the whole way out."""
    world = World()
    world.bring([world.register(), world.register()], to="mark_lifted_out")
    return world


def verified(database: str) -> Verification:
    with owner(database) as own:
        return verify(own, keys=[])


def test_what_the_acts_of_the_whole_way_left_is_sound(
    at_the_end: World, own_database: str
) -> None:
    found = verified(own_database)

    assert found.tamperings == []
    assert found.rows > 0


def by_place(columns: Iterable[Column]) -> Iterator[list[Column]]:
    """Yield the tables' first columns, then their second ones, and so on."""
    tables = [list(own) for _, own in groupby(columns, key=lambda one: one.table)]
    for place in zip_longest(*tables):
        yield [column for column in place if column is not None]


def invent_what_no_act_has_written(county: Actor, attacker: psycopg.Connection) -> None:
    """Have the record tell of a row in each protected table that is still empty."""
    tables = {column.table for column in protected_columns(attacker)}
    with acting_as(county):
        for table in sorted(tables):
            if attacker.execute(f"SELECT FROM {table} LIMIT 1").fetchone() is None:
                row_id = invent_row(attacker, table)
                operations.record(
                    actor=county,
                    on=FIRST_DAY,
                    entries=[
                        operations.Entry(
                            stream=f"invented:{table}",
                            act="sample.row.written",
                            division_code=VILLAGE,
                            body={},
                            rows=rows.digests(table, [row_id]),
                        )
                    ],
                )


def test_tampering_with_any_protected_column_is_named(
    at_the_end: World, own_database: str, attacker: psycopg.Connection
) -> None:
    disarm(attacker)
    invent_what_no_act_has_written(at_the_end["county"], attacker)

    unnamed, tried = [], set()
    for columns in by_place(protected_columns(attacker)):
        with ExitStack() as alterations:
            ids = {
                column: alterations.enter_context(altered(attacker, column))
                for column in columns
            }
            found = {(one.table, one.key) for one in verified(own_database).tamperings}
        tried |= {column.table for column in columns if ids[column]}
        unnamed += [
            str(column)
            for column in columns
            if ids[column] and not any((column.table, i) in found for i in ids[column])
        ]

    assert unnamed == []
    assert verified(own_database).is_sound
    assert tried == {column.table for column in protected_columns(attacker)}
