"""Reading the whole record at one moment, as a role that sees every row.

For verification and export, which are nobody's act; screens read through `queries`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

MOMENT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# Written out, so that nobody can soften the function that made the digests.
ROW_DIGEST = """encode(sha256(convert_to(
  (to_jsonb(entry) - %s::text[])::text, 'UTF8')), 'hex')"""
BATCH = 5_000


class UnableToRead(RuntimeError):
    """The connection does not see every row, so something could be overlooked."""


@contextmanager
def one_snapshot(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Read as the guard, from one snapshot, and write nothing.

    The connection is autocommitted and belongs to the owner or to a superuser.
    Raises UnableToRead for anybody else.
    """
    try:
        connection.execute("SET ROLE tuopin_guard")
        with connection.transaction():
            connection.execute(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
            )
            # What a row's text depends on.
            connection.execute("SET LOCAL timezone = 'UTC'")
            connection.execute("SET LOCAL bytea_output = 'hex'")
            connection.execute("SET LOCAL row_security = off")
            yield
    except psycopg.errors.InsufficientPrivilege as refused:
        raise UnableToRead(
            "当前数据库账户看不到全部记录。请使用数据库所有者账户。"
            "This database account does not see every row. Use the owner's."
        ) from refused
    finally:
        connection.execute("RESET ROLE")
