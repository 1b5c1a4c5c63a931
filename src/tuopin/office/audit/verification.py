"""Verification: is the record as it was written, and are the rows as it says?

Reads the whole record in bounded memory, from one snapshot. Trusts neither stored
hashes nor the database's own functions; the keys and checkpoints that came from
outside are what it stands on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql

from tuopin.office.audit.checks import (
    CHECKPOINTS,
    ChainWalk,
    StoredLeaf,
    Tampering,
    TreeWalk,
    rows_of,
    stated_by,
)
from tuopin.office.audit.domain import StoredEvent
from tuopin.office.audit.notes import (
    Checkpoint,
    UnreadableNote,
    VerifierKey,
    read_note,
)
from tuopin.office.audit.reading import BATCH, MOMENT, ROW_DIGEST, one_snapshot
from tuopin.rulebook.text import Text

PROTECTED = "audit_protected_table"
# Whoever changes everything need not have every row named.
MOST_NAMED = 1_000

EVENTS = f"""
SELECT id, stream, seq, division_code, alg, prev, raw, hash,
  {MOMENT.format("recorded_at")}
FROM audit_event ORDER BY stream COLLATE "C", seq
"""
HEADS = """
SELECT coalesce(s.name, l.stream)
FROM audit_stream s
FULL JOIN (
  SELECT DISTINCT ON (stream) stream, seq, hash, recorded_at,
    first_value(division_code) OVER (PARTITION BY stream ORDER BY seq) AS code
  FROM audit_event ORDER BY stream, seq DESC
) l ON l.stream = s.name
WHERE (s.name, s.division_code, s.head_seq, s.head_hash, s.head_at)
   IS DISTINCT FROM (l.stream, l.code, l.seq, l.hash, l.recorded_at)
  -- A stream that was made for an act which was then given up.
  AND NOT (l.stream IS NULL AND s.head_seq = 0 AND s.head_at = '-infinity'
    AND s.head_hash = decode(repeat('00', 32), 'hex'))
ORDER BY 1 LIMIT 1000
"""
LEAVES = """
SELECT l.idx, l.event_id, l.hash, e.hash
FROM audit_leaf l LEFT JOIN audit_event e ON e.id = l.event_id ORDER BY l.idx
"""
STORED_CHECKPOINTS = f"""
SELECT size, root, note, {MOMENT.format("signed_at")} FROM audit_checkpoint
"""
REFERENCES = """
CREATE TEMP TABLE audit_reference
  (name text, row_id text, event_id bigint, digest text);
GRANT SELECT, INSERT ON audit_reference TO tuopin_guard;
"""
UNPROTECTED = """
SELECT DISTINCT name FROM audit_reference
EXCEPT SELECT name FROM audit_protected_table ORDER BY 1
"""
UNKNOWN_COLUMNS = """
SELECT unnest(%s::text[])
EXCEPT SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0
"""
ROWS = f"""
SELECT coalesce(t.row_id, r.row_id), r.digest, t.digest
FROM (SELECT id::text AS row_id, {ROW_DIGEST} AS digest FROM {{}} AS entry) t
FULL JOIN (
  SELECT DISTINCT ON (row_id) row_id, digest FROM audit_reference
  WHERE name = %s ORDER BY row_id, event_id DESC
) r ON r.row_id = t.row_id
WHERE t.digest IS DISTINCT FROM r.digest ORDER BY 1 LIMIT 1000
"""


Check = Callable[[psycopg.Connection[Any]], Iterable[Tampering]]


@dataclass
class Verification:
    """What was read, and what was found; sound when nothing was."""

    tamperings: list[Tampering] = field(default_factory=list)
    events: int = 0
    streams: int = 0
    sealed: int = 0
    rows: int = 0
    checkpoint: Checkpoint | None = None

    @property
    def is_sound(self) -> bool:
        """Say whether the record and the rows are as they were written."""
        return not self.tamperings

    def name(self, found: Iterable[Tampering]) -> None:
        """Keep what was found, up to a bound."""
        self.tamperings.extend(islice(found, MOST_NAMED - len(self.tamperings)))


def verify(
    connection: psycopg.Connection[Any],
    *,
    keys: Sequence[VerifierKey],
    notes: Iterable[tuple[str, str]] = (),
    derived: Sequence[Check] = (),
) -> Verification:
    """Compare the record with itself, its checkpoints, the notes kept and the rows.

    `notes` are name and text of the checkpoints that were kept outside the database;
    `derived` are checks of columns that the digests leave out because they follow
    from others. The connection is autocommitted and belongs to the owner or to a
    superuser.
    """
    found = Verification()
    # Made before the snapshot, in which nothing else is written.
    connection.execute(REFERENCES)
    try:
        with one_snapshot(connection):
            found.name(_events(connection, found))
            found.name(_heads(connection))
            checkpoints, unreadable = _checkpoints(connection, keys, notes)
            found.name(unreadable)
            found.name(_leaves(connection, checkpoints, found))
            found.name(_rows(connection, found))
            for check in derived:
                found.name(check(connection))
    finally:
        connection.execute("DROP TABLE pg_temp.audit_reference")
    if checkpoints:
        found.checkpoint = max(checkpoints, key=lambda one: one.size)
    return found


def _events(
    connection: psycopg.Connection[Any], found: Verification
) -> Iterator[Tampering]:
    """Walk through the chains and note down which rows the events name."""
    walk = ChainWalk()
    with connection.cursor("events") as events:
        events.execute(EVENTS)
        while batch := events.fetchmany(BATCH):
            references: list[tuple[str, str, int, str]] = []
            for row in batch:
                event = StoredEvent(*row)
                found.events += 1
                found.streams += walk.last is None or walk.last.stream != event.stream
                stated = stated_by(event)
                yield from walk.step(event, stated)
                references += (
                    (name, row_id, event.id, digest)
                    for name, row_id, digest in rows_of(stated or {})
                )
            _note_down(connection, references)


def _note_down(
    connection: psycopg.Connection[Any], references: list[tuple[str, str, int, str]]
) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY pg_temp.audit_reference FROM STDIN") as copy,
    ):
        for reference in references:
            copy.write_row(reference)


def _heads(connection: psycopg.Connection[Any]) -> Iterator[Tampering]:
    for (name,) in connection.execute(HEADS):
        yield Tampering(
            "audit_stream",
            name,
            Text(
                f"{name}：末条标记与留痕不符。",
                f"{name}: its last link is not its last event.",
            ),
        )


def _checkpoints(
    connection: psycopg.Connection[Any],
    keys: Sequence[VerifierKey],
    notes: Iterable[tuple[str, str]],
) -> tuple[list[Checkpoint], list[Tampering]]:
    """Read the checkpoints, those of the table and those that were kept outside."""
    read: list[Checkpoint] = []
    found: list[Tampering] = []
    stored: set[str] = set()
    for size, root, note, signed_at in connection.execute(STORED_CHECKPOINTS):
        stored.add(note)
        try:
            checkpoint = read_note(note, keys)
        except UnreadableNote as fault:
            found.append(_unsigned(str(size), fault))
            continue
        read.append(checkpoint)
        if checkpoint != Checkpoint(checkpoint.origin, size, root, signed_at):
            found.append(_unsigned(str(size), "the row is not what was signed"))
    for name, note in notes:
        if note in stored:
            continue
        try:
            read.append(read_note(note, keys))
        except UnreadableNote as fault:
            found.append(_unsigned(name, fault))
            continue
        found.append(
            Tampering(
                CHECKPOINTS,
                name,
                Text(
                    "库中没有这份已发出的封存证明。",
                    "This checkpoint was sent out and is not in the database.",
                ),
            )
        )
    return read, found


def _unsigned(key: str, fault: object) -> Tampering:
    return Tampering(
        CHECKPOINTS,
        key,
        Text(f"封存证明无效({fault})。", f"The checkpoint is not valid: {fault}."),
    )


def _leaves(
    connection: psycopg.Connection[Any],
    checkpoints: Sequence[Checkpoint],
    found: Verification,
) -> Iterator[Tampering]:
    """Grow the tree anew, past every checkpoint."""
    walk = TreeWalk(checkpoints)
    with connection.cursor("leaves") as leaves:
        leaves.itersize = BATCH
        leaves.execute(LEAVES)
        for row in leaves:
            yield from walk.step(StoredLeaf(*row))
    found.sealed = walk.frontier.size
    yield from walk.finish()


def _rows(
    connection: psycopg.Connection[Any], found: Verification
) -> Iterator[Tampering]:
    """Compare the rows of the protected tables with the last digest of each."""
    for (name,) in connection.execute(UNPROTECTED):
        yield Tampering(
            PROTECTED,
            name,
            Text("此表已不受留痕保护。", "The table is no longer protected."),
        )
    tables = connection.execute(
        "SELECT name, except_for FROM audit_protected_table ORDER BY name"
    ).fetchall()
    for name, except_for in tables:
        table = sql.Identifier(name)
        if connection.execute("SELECT to_regclass(%s)", [name]).fetchall() == [(None,)]:
            yield Tampering(
                PROTECTED, name, Text("此表已不存在。", "The table is gone.")
            )
            continue
        if connection.execute(UNKNOWN_COLUMNS, [except_for, name]).fetchall():
            yield Tampering(
                PROTECTED,
                name,
                Text("排除的列并不存在。", "It leaves out columns that are not there."),
            )
        counted = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table))
        found.rows += counted.fetchall()[0][0]
        differing = connection.execute(sql.SQL(ROWS).format(table), [except_for, name])
        for row_id, recorded, present in differing:
            yield _of_row(name, row_id, recorded, present)


def _of_row(
    table: str, row_id: str, recorded: str | None, present: str | None
) -> Tampering:
    if recorded is None:
        what = Text("这一行没有留痕。", "No event tells of this row.")
    elif present is None:
        what = Text("留痕中的这一行已不存在。", "The row that events name is gone.")
    else:
        what = Text(
            "这一行与最后一次留痕不符。", "The row is not as its last event left it."
        )
    return Tampering(table, row_id, what)
