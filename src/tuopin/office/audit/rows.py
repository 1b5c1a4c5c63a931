"""Writing many rows at once, and the digests that events hold of rows.

PostgreSQL refuses COPY into a table with row scope, so rows are copied to a table of
the transaction's own and inserted from there with one statement.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection
from psycopg import sql

# Making a temporary table costs more than writing a few rows one after the other.
FEW = 8

_passages = itertools.count(1)

# The function sets the session right for each row, which takes as long as the digest;
# where it is right already (asked once, in a subquery), it is taken directly.
DIGEST = sql.SQL("""
CASE WHEN (SELECT current_setting('timezone') = 'UTC'
                  AND current_setting('bytea_output') = 'hex')
  THEN encode(sha256(convert_to((to_jsonb(entry) - {derived})::text, 'UTF8')), 'hex')
  ELSE audit_row_digest(entry, {derived})
END""")
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
            "SELECT array_agg(nextval(ids.of)) FROM generate_series(1, %s),"
            " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS of OFFSET 0) ids",
            [count, table],
        )
        (drawn,) = cursor.fetchone()
        return list(drawn or ())


def insert(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> list[RowRef]:
    """Insert rows with one statement; returns them in the order given.

    Values are what psycopg reads from such columns; JSON columns take `Jsonb`.
    Columns that are left out get their default, and what triggers give them. Raises
    NotProtected.
    """
    # Read to the end first: a generator that queries this connection would hang COPY.
    given = [tuple(row) for row in rows]
    if not given:
        return []
    returning = sql.SQL("RETURNING id, {}").format(_digest_in(table))
    if "id" not in columns and len(given) == 1:
        ((row_id, digest),) = _written(table, columns, given, returning)
        return [_reference(table, row_id, {row_id: digest})]
    if "id" not in columns:
        ids = draw_ids(table, len(given))
        columns = ("id", *columns)
        given = [(row_id, *row) for row_id, row in zip(ids, given, strict=True)]
    digest_of = dict(_written(table, columns, given, returning))
    at = columns.index("id")
    return [_reference(table, row[at], digest_of) for row in given]


def write(table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert rows with one statement, for a table whose rows nobody digests."""
    _written(table, columns, rows, sql.SQL("RETURNING 0, NULL"))


def digests(table: str, ids: Sequence[int]) -> list[RowRef]:
    """Return the digests of rows as they stand, in the order of the ids given.

    Raises NotProtected, and LookupError for a row that is out of sight.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT id, {} FROM {} AS entry WHERE id = ANY(%s)").format(
                _digest_in(table), sql.Identifier(table)
            ),
            [list(ids)],
        )
        found = dict(cursor.fetchall())
    return [_reference(table, row_id, found) for row_id in ids]


def _digest_in(table: str) -> sql.Composed:
    """Return how the digest of a row of a table is made; null if not protected."""
    return DIGEST.format(derived=DERIVED.format(sql.Literal(table)))


def _reference(table: str, row_id: object, digest_of: dict[int, str | None]) -> RowRef:
    if not isinstance(row_id, int) or row_id not in digest_of:
        raise LookupError(f"there is no row {row_id} of {table} in sight")
    digest = digest_of[row_id]
    if digest is None:
        raise NotProtected(f"{table} is not protected by the audit record")
    return RowRef(table, row_id, digest)


def _written(
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    returning: sql.Composable,
) -> list[tuple[int, str | None]]:
    """Insert rows, by way of a table of the transaction's own if they are many."""
    names = _names(columns)
    into = sql.SQL("INSERT INTO {} AS entry ({}) ").format(sql.Identifier(table), names)
    with connection.cursor() as cursor:
        if len(rows) <= FEW:
            row_of = sql.SQL("({})").format(
                sql.SQL(", ").join([sql.SQL("%s")] * len(columns))
            )
            values = sql.SQL("VALUES {} ").format(
                sql.SQL(", ").join([row_of] * len(rows))
            )
            values_given: list[Any] = [value for row in rows for value in row]
            cursor.execute(into + values + returning, values_given)
            return list(cursor.fetchall())
        with _copied(table, columns, rows) as passage:
            select = sql.SQL("SELECT {} FROM {} ").format(names, passage)
            cursor.execute(into + select + returning)
            return list(cursor.fetchall())


@contextmanager
def _copied(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> Iterator[sql.Identifier]:
    """Copy rows to a table of the transaction's own, shaped like part of another.

    What all rows say alike is said once, as the column's default.
    """
    name = f"audit_passage_{next(_passages)}"
    passage = sql.Identifier("pg_temp", name)
    by_column = list(zip(*rows, strict=True))
    # The first is copied in any case: without one there would be no rows.
    differs = [
        at for at, values in enumerate(by_column) if at == 0 or not _is_alike(values)
    ]
    alike = [at for at in range(len(columns)) if at not in differs]
    names = _names([columns[at] for at in differs])
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE {} AS SELECT {} FROM {} WITH NO DATA").format(
                sql.Identifier(name), _names(columns), sql.Identifier(table)
            )
        )
        if alike:
            defaults = sql.SQL(", ").join(
                sql.SQL("ALTER {} SET DEFAULT {}").format(
                    sql.Identifier(columns[at]), sql.Literal(rows[0][at])
                )
                for at in alike
            )
            cursor.execute(sql.SQL("ALTER TABLE {} {}").format(passage, defaults))
        cursor.execute(sql.SQL("SELECT {} FROM {}").format(names, passage))
        types = [column.type_code for column in cursor.description or ()]
        into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)")
        with cursor.copy(into.format(passage, names)) as copy:
            copy.set_types(types)
            for row in zip(*(by_column[at] for at in differs), strict=True):
                copy.write_row(row)
        yield passage
        cursor.execute(sql.SQL("DROP TABLE {}").format(passage))


def _is_alike(values: Sequence[object]) -> bool:
    return values.count(values[0]) == len(values)


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
