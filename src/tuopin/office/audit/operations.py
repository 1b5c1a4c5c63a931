"""Recording what was done, in the same transaction that does it (操作留痕)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import domain
from tuopin.office.audit.rows import RowRef

# Everybody locks streams in the order of their names, so nobody waits in a circle.
LOCK_HEADS = """
INSERT INTO audit_stream (name, division_code, head_seq, head_hash)
SELECT name, code, 0, %(genesis)s
FROM unnest(%(names)s::text[], %(codes)s::text[]) AS wanted (name, code)
ORDER BY name
ON CONFLICT (name) DO NOTHING
"""
READ_HEADS = """
SELECT name, head_seq, head_hash, office_today(), clock_timestamp()
FROM audit_stream WHERE name = ANY(%s) ORDER BY name FOR UPDATE
"""
WRITE_EVENTS = """
INSERT INTO audit_event (stream, seq, division_code, alg, prev, raw, hash, recorded_at)
SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::bytea[],
                     %s::bytea[], %s::bytea[], %s::timestamptz[])
"""
MOVE_HEADS = """
UPDATE audit_stream s SET head_seq = h.seq, head_hash = h.hash
FROM unnest(%s::text[], %s::bigint[], %s::bytea[]) AS h (name, seq, hash)
WHERE s.name = h.name
"""


class NoTransaction(RuntimeError):
    """An act was to be recorded outside the transaction that does it."""


class StreamOutOfSight(RuntimeError):
    """A stream belongs to another area than the actor's."""


@dataclass(frozen=True)
class Entry:
    """What one event says: no names, no numbers of persons, no money.

    `rows` are the rows that the act wrote, by digest.
    """

    stream: str
    act: str
    division_code: str
    body: Mapping[str, domain.JSON]
    rows: Sequence[RowRef] = field(default_factory=tuple)


@dataclass
class _Head:
    seq: int
    hash: bytes


def record(*, actor: Actor, on: date, entries: Sequence[Entry]) -> None:
    """Chain events to their streams, in the caller's transaction.

    Raises NoTransaction outside one: an act and its record stand or fall together.
    """
    if not connection.in_atomic_block:
        raise NoTransaction("record an act inside the transaction that does it")
    if not entries:
        return
    heads, entered_on, moment = _locked_heads(entries)
    recorded_at = moment.astimezone(UTC)
    stated = {
        "on": on.isoformat(),
        "entered_on": entered_on.isoformat(),
        "recorded_at": recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": {
            "appointment": actor.appointment_id,
            "person": actor.person_id,
            "position": actor.position.value,
            "division": actor.division_code,
        },
    }
    columns: list[list[Any]] = [[] for _ in range(8)]
    for entry in entries:
        head = heads[entry.stream]
        seq = head.seq + 1
        raw = domain.canonical(
            {
                **stated,
                "act": entry.act,
                "stream": entry.stream,
                "seq": seq,
                "body": entry.body,
                "rows": [[row.table, row.id, row.digest] for row in entry.rows],
            }
        )
        hashed = domain.chained(head.hash, raw)
        link = (
            entry.stream,
            seq,
            entry.division_code,
            domain.ALGORITHM,
            head.hash,
            raw,
            hashed,
            recorded_at,
        )
        for column, value in zip(columns, link, strict=True):
            column.append(value)
        head.seq, head.hash = seq, hashed
    with connection.cursor() as cursor:
        cursor.execute(WRITE_EVENTS, columns)
        cursor.execute(
            MOVE_HEADS,
            [
                list(heads),
                [head.seq for head in heads.values()],
                [head.hash for head in heads.values()],
            ],
        )


def _locked_heads(
    entries: Sequence[Entry],
) -> tuple[dict[str, _Head], date, datetime]:
    """Lock the streams' last links, making streams that are not there."""
    codes = {entry.stream: entry.division_code for entry in entries}
    names = sorted(codes)
    with connection.cursor() as cursor:
        cursor.execute(
            LOCK_HEADS,
            {
                "names": names,
                "codes": [codes[name] for name in names],
                "genesis": domain.GENESIS,
            },
        )
        cursor.execute(READ_HEADS, [names])
        rows = cursor.fetchall()
    if len(rows) != len(names):
        raise StreamOutOfSight("a stream lies outside the actor's area")
    heads = {row[0]: _Head(row[1], bytes(row[2])) for row in rows}
    # The first reader's day and moment serve the whole batch.
    return heads, rows[0][3], rows[-1][4]
