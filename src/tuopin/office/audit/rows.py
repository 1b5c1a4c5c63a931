"""Writing many rows at once, and the digests that events hold of rows.

PostgreSQL refuses COPY into a table with row scope, so rows are copied to a table of
the transaction's own and inserted from there with one statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from tuopin.office.audit.models import ProtectedTable


@dataclass(frozen=True)
class RowRef:
    """A row as an event names it: its table, its id, its digest when it was written."""

    table: str
    id: int
    digest: str


def draw_ids(table: str, count: int) -> list[int]:
    """Draw ids for rows that have to be named before they are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
            " FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> list[RowRef]:
    """Insert rows with one statement; returns them in the order given.

    Values are what psycopg writes as text; JSON columns take `Jsonb`. Columns that
    are left out get their default, and what triggers give them.
    """
    materialized = list(rows)
    if not materialized:
        return []
    if "id" not in columns:
        ids = draw_ids(table, len(materialized))
        columns = ("id", *columns)
        materialized = [
            (row_id, *row) for row_id, row in zip(ids, materialized, strict=True)
        ]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    into, passage = sql.Identifier(table), sql.Identifier(f"passage_{table}")
    with connection.cursor() as django_cursor:
        cursor = django_cursor.cursor
        cursor.execute(
            sql.SQL(
                "CREATE TEMP TABLE IF NOT EXISTS {} ON COMMIT DROP AS"
                " SELECT {}, 0 AS passage_order FROM {} WITH NO DATA"
            ).format(passage, names, into)
        )
        with cursor.copy(
            sql.SQL("COPY {} ({}, passage_order) FROM STDIN").format(passage, names)
        ) as copy:
            for at, row in enumerate(materialized):
                copy.write_row((*row, at))
        written = cursor.execute(
            sql.SQL(
                "WITH passed AS (DELETE FROM {passage} RETURNING *),"
                " written AS (INSERT INTO {into} AS w ({names})"
                "   SELECT {names} FROM passed ORDER BY passage_order"
                "   RETURNING id, audit_row_digest(to_jsonb(w), %s) AS digest)"
                " SELECT id, digest FROM written"
            ).format(passage=passage, into=into, names=names),
            [_derived_columns(table)],
        ).fetchall()
    digest_of = dict(written)
    at = list(columns).index("id")
    return [RowRef(table, row[at], digest_of[row[at]]) for row in materialized]  # type: ignore[index,arg-type]


def digests(table: str, ids: Sequence[int]) -> list[RowRef]:
    """Return the digests of rows as they stand, in the order of the ids given."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SELECT id, audit_row_digest(to_jsonb(t), %s) FROM {} t"
                " WHERE id = ANY(%s)"
            ).format(sql.Identifier(table)),
            [_derived_columns(table), list(ids)],
        )
        found = dict(cursor.fetchall())
    return [RowRef(table, row_id, found[row_id]) for row_id in ids]


def _derived_columns(table: str) -> list[str]:
    """Return the columns that a table's digests leave out; raises DoesNotExist."""
    return list(ProtectedTable.objects.get(name=table).except_for)
