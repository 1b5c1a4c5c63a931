"""Writing many rows at once, and the digests that events hold of rows.

PostgreSQL refuses COPY into a table with row scope, so rows are copied to a table of
the transaction's own and inserted from there with one statement.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from psycopg import sql

# Making a temporary table costs more than writing a few rows one after the other.
FEW = 8

_passages = itertools.count(1)

DERIVED = sql.SQL("(SELECT except_for FROM audit_protected_table WHERE name = {})")


class NotProtected(LookupError):
    """The audit record does not hold this table: its migration never said so."""


class RowRef(NamedTuple):
    """A row as an event names it: its table, its id, its digest when it was written."""

    table: str
    id: int
    digest: str


def draw_ids(table: str, count: int) -> list[int]:
    """Draw ids for rows that have to be named before they are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')::regclass)"
            " FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> list[RowRef]:
    """Insert rows with one statement; returns them in the order given.

    Values are what psycopg writes as text; JSON columns take `Jsonb`. Columns that
    are left out get their default, and what triggers give them. Raises NotProtected.
    """
    # Read to the end first: a generator that queries this connection would hang COPY.
    given = [tuple(row) for row in rows]
    if not given:
        return []
    if "id" not in columns:
        ids = draw_ids(table, len(given))
        columns = ("id", *columns)
        given = [(row_id, *row) for row_id, row in zip(ids, given, strict=True)]
    write = _write_few if len(given) <= FEW else _write_many
    digest_of = write(table, columns, given)
    at = columns.index("id")
    return [_reference(table, row[at], digest_of) for row in given]


def digests(table: str, ids: Sequence[int]) -> list[RowRef]:
    """Return the digests of rows as they stand, in the order of the ids given.

    Raises NotProtected, and LookupError for a row that is out of sight.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SELECT id, audit_row_digest(entry, {}) FROM {} AS entry"
                " WHERE id = ANY(%s)"
            ).format(DERIVED.format(sql.Literal(table)), sql.Identifier(table)),
            [list(ids)],
        )
        found = dict(cursor.fetchall())
    return [_reference(table, row_id, found) for row_id in ids]


def _reference(
    table: str, row_id: object, digest_of: dict[int, str | None]
) -> RowRef:
    if not isinstance(row_id, int) or row_id not in digest_of:
        raise LookupError(f"there is no row {row_id} of {table} in sight")
    digest = digest_of[row_id]
    if digest is None:
        raise NotProtected(f"{table} is not protected by the audit record")
    return RowRef(table, row_id, digest)


def _write_few(
    table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> dict[int, str | None]:
    """Insert a few rows by their values."""
    places = sql.SQL("({})").format(
        sql.SQL(", ").join([sql.SQL("%s")] * len(columns))
    )
    statement = sql.SQL("INSERT INTO {} AS entry ({}) VALUES {} {}").format(
        sql.Identifier(table),
        _names(columns),
        sql.SQL(", ").join([places] * len(rows)),
        _returning(table),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])
        return dict(cursor.fetchall())


def _write_many(
    table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> dict[int, str | None]:
    """Insert rows by way of a table of the transaction's own."""
    passage = sql.Identifier("pg_temp", f"audit_passage_{next(_passages)}")
    names = _names(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE {} AS SELECT {} FROM {} WITH NO DATA").format(
                sql.Identifier(passage._obj[1]), names, sql.Identifier(table)
            )
        )
        with cursor.copy(
            sql.SQL("COPY {} ({}) FROM STDIN").format(passage, names)
        ) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            sql.SQL("INSERT INTO {} AS entry ({}) SELECT {} FROM {} {}").format(
                sql.Identifier(table), names, names, passage, _returning(table)
            )
        )
        digest_of: dict[int, str | None] = dict(cursor.fetchall())
        cursor.execute(sql.SQL("DROP TABLE {}").format(passage))
    return digest_of


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _returning(table: str) -> sql.Composed:
    return sql.SQL("RETURNING id, audit_row_digest(entry, {})").format(
        DERIVED.format(sql.Literal(table))
    )
