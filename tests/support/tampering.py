"""Tampering with any column of any protected table, as whoever rules the server does.

The columns come from the database's own catalogue, so a table that a later stage puts
under protection is tried without a word here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

PROTECTED_COLUMNS = """
SELECT p.name, a.attname, format_type(a.atttypid, NULL)
FROM audit_protected_table p
JOIN pg_attribute a ON a.attrelid = to_regclass(p.name)
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  AND a.attname <> ALL (p.except_for)
ORDER BY p.name, a.attnum
"""
# What only the program is bound by; a superuser drops it.
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE contype IN ('c', 'x') AND conrelid::regclass::text IN
  (SELECT name FROM audit_protected_table)
"""

EVERY_COLUMN = """
SELECT attname, format_type(atttypid, NULL), format_type(atttypid, atttypmod)
FROM pg_attribute
WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
  AND attgenerated = '' AND attidentity = ''
"""

# Another value of the same type and length, and one for where there was none.
SOMEWHERE = "211221101200"
OTHER_TEXT = """CASE WHEN {v} = '' THEN 'x' ELSE overlay({v} PLACING
  CASE left({v}, 1) WHEN 'x' THEN 'y' ELSE 'x' END FROM 1 FOR 1) END"""
OTHER_JSON = """CASE jsonb_typeof({v})
  WHEN 'object' THEN {v} || '{{"altered": true}}'
  WHEN 'array' THEN {v} || '["altered"]' ELSE jsonb_build_array({v}) END"""
OTHER_VALUE = {
    "text": (OTHER_TEXT, f"'{SOMEWHERE}'"),
    "character varying": (OTHER_TEXT, f"'{SOMEWHERE}'"),
    "smallint": ("{v} # 1", "1"),
    "integer": ("{v} + 1000000", "1"),
    "bigint": ("{v} + 1000000", "1"),
    "numeric": ("{v} + 1", "1"),
    "boolean": ("NOT {v}", "true"),
    "date": ("{v} + 1", "'2017-12-31'"),
    "timestamp with time zone": ("{v} + interval '1 microsecond'", "now()"),
    "jsonb": (OTHER_JSON, "'[]'"),
    "bytea": ("{v} || '\\x00'", "'\\x00'"),
    "uuid": ("gen_random_uuid()", "gen_random_uuid()"),
    "text[]": ("array_append({v}, 'altered')", "'{{altered}}'"),
    "character varying[]": ("array_append({v}, 'altered')", "'{{altered}}'"),
    "bigint[]": ("array_append({v}, 1)", "'{{1}}'"),
    "integer[]": ("array_append({v}, 1)", "'{{1}}'"),
}


@dataclass(frozen=True)
class Column:
    """A column that the audit record holds."""

    table: str
    name: str
    type: str

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


def protected_columns(attacker: psycopg.Connection) -> list[Column]:
    """Return every column whose values the events' digests cover."""
    return [Column(*row) for row in attacker.execute(PROTECTED_COLUMNS)]


def disarm(attacker: psycopg.Connection) -> None:
    """Put the database's own guards to sleep, as a superuser can."""
    attacker.execute("SET session_replication_role = replica")
    for table, name in attacker.execute(CONSTRAINTS).fetchall():
        attacker.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                sql.Identifier(table), sql.Identifier(name)
            )
        )


def invent_row(attacker: psycopg.Connection, table: str) -> int:
    """Put a row with a value in every column into a table that no act has reached."""
    columns = attacker.execute(EVERY_COLUMN, [table]).fetchall()
    values = [
        sql.SQL(f"({OTHER_VALUE[kind][1].format()})::{whole}")
        for _, kind, whole in columns
    ]
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.Identifier(name) for name, *_ in columns),
        sql.SQL(", ").join(values),
    )
    ((row_id,),) = attacker.execute(insert).fetchall()
    return int(row_id)


@contextmanager
def altered(attacker: psycopg.Connection, column: Column) -> Iterator[set[str] | None]:
    """Give one row another value in one column, and its own again afterwards.

    Yields the ids by which the row may be named; None where the table has no row.
    Raises LookupError for a type that nobody has said how to alter.
    """
    if column.type not in OTHER_VALUE:
        raise LookupError(f"say in OTHER_VALUE how {column} ({column.type}) is altered")
    table, name = sql.Identifier(column.table), sql.Identifier(column.name)
    pick = sql.SQL(
        "SELECT id, {}::text FROM {} AS t ORDER BY t.{} IS NULL, t.id DESC LIMIT 1"
    )
    row = attacker.execute(pick.format(name, table, name)).fetchone()
    if row is None:
        yield None
        return
    row_id, value = row
    other = OTHER_VALUE[column.type][value is None].format(v=name.as_string())
    change = sql.SQL("UPDATE {} SET {} = {} WHERE id = {} RETURNING id")
    (changed,) = attacker.execute(
        change.format(table, name, sql.SQL(other), row_id)
    ).fetchall()
    yield {str(row_id), str(changed[0])}
    own = sql.SQL("{}::{}").format(value, sql.SQL(column.type))
    attacker.execute(change.format(table, name, own, changed[0]))
