"""Recording what was done, in the same transaction that does it (操作留痕)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from tuopin.office import arrays
from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import domain, rows
from tuopin.office.audit.rows import RowRef

# In one row, because thousands take longer to read than to find.
HEADS = """
SELECT array_agg(name), array_agg(head_seq), array_agg(head_hash),
  (array_agg(name ORDER BY head_at DESC))[1], nullif(max(head_at), '-infinity')
FROM audit_lock_heads(%s::text[], %s::text[])
"""
# The id is drawn after the streams are locked: whoever changed a row last also has the
# later event.
MOMENT = """
SELECT clock_timestamp(), office_today(),
  ARRAY(SELECT nextval('audit_event_id_seq') FROM generate_series(1, %s))
"""
COLUMNS = (
    "id",
    "stream",
    "seq",
    "division_code",
    "alg",
    "prev",
    "raw",
    "hash",
    "recorded_at",
)


class NoTransaction(RuntimeError):
    """An act was to be recorded outside the transaction that does it."""


class ClockWentBack(RuntimeError):
    """The server's clock stands before the last event of a stream."""


@dataclass(frozen=True)
class Entry:
    """What one event says: no names, no numbers of persons, no money.

    `rows` are the rows that the act wrote, by digest. `on` is the day it happened in
    this matter, where that differs from the others'.
    """

    stream: str
    act: str
    division_code: str
    body: Mapping[str, domain.JSON]
    rows: Sequence[RowRef] = field(default_factory=tuple)
    on: date | None = None


@dataclass(slots=True)
class _Head:
    seq: int
    hash: bytes


@dataclass(frozen=True)
class _Latest:
    stream: str
    at: datetime | None


@dataclass(frozen=True)
class _Moment:
    at: datetime
    entered_on: date
    ids: list[int]


def record(*, actor: Actor, on: date, entries: Sequence[Entry]) -> None:
    """Chain events to their streams, in the caller's transaction.

    Raises NoTransaction outside one: an act and its record stand or fall together.
    Raises ClockWentBack when a stream holds a later moment than the server's clock.
    """
    if not connection.in_atomic_block:
        raise NoTransaction("record an act inside the transaction that does it")
    if not entries:
        return
    heads, latest = _lock_heads(entries)
    moment = _moment(len(entries))
    _require_forward(latest, moment)
    alike = _alike(actor, moment) | {"on": on.isoformat()}
    events = []
    for event_id, entry in zip(moment.ids, entries, strict=True):
        head = heads[entry.stream]
        # The rest is canonical by the way it is made; the body is the caller's.
        domain.require_canonical(entry.body)
        raw = domain.encoded(alike | _alone(entry, event_id, head.seq + 1))
        hashed = domain.chained(head.hash, raw)
        events.append(
            (
                event_id,
                entry.stream,
                head.seq + 1,
                entry.division_code,
                domain.ALGORITHM,
                head.hash,
                raw,
                hashed,
                moment.at,
            )
        )
        head.seq, head.hash = head.seq + 1, hashed
    rows.write("audit_event", COLUMNS, events)


def _alone(entry: Entry, event_id: int, seq: int) -> dict[str, domain.JSON]:
    """Return what one event says for itself."""
    said: dict[str, domain.JSON] = {
        "id": event_id,
        "stream": entry.stream,
        "seq": seq,
        "division": entry.division_code,
        "act": entry.act,
        "body": entry.body,
        "rows": [tuple(row) for row in entry.rows],
    }
    return said if entry.on is None else said | {"on": entry.on.isoformat()}


def _alike(actor: Actor, moment: _Moment) -> dict[str, domain.JSON]:
    """Return what all events of a batch say alike."""
    return {
        "alg": domain.ALGORITHM,
        "entered_on": moment.entered_on.isoformat(),
        "recorded_at": domain.moment_text(moment.at),
        "actor": {
            "appointment": actor.appointment_id,
            "person": actor.person_id,
            "position": actor.position.value,
            "division": actor.division_code,
        },
    }


def _lock_heads(entries: Sequence[Entry]) -> tuple[dict[str, _Head], _Latest]:
    """Lock the streams' last links, making streams that are not there."""
    codes = {entry.stream: entry.division_code for entry in reversed(entries)}
    names = sorted(codes)
    with connection.cursor() as cursor:
        cursor.execute(
            HEADS,
            [arrays.of_texts(names), arrays.of_texts(codes[name] for name in names)],
        )
        found, seqs, hashes, *latest = cursor.fetchone()
    heads = zip(found, seqs, hashes, strict=True)
    return {name: _Head(seq, hashed) for name, seq, hashed in heads}, _Latest(*latest)


def _moment(count: int) -> _Moment:
    with connection.cursor() as cursor:
        cursor.execute(MOMENT, [count])
        return _Moment(*cursor.fetchone())


def _require_forward(latest: _Latest, moment: _Moment) -> None:
    if latest.at is not None and latest.at > moment.at:
        raise ClockWentBack(
            f"服务器时钟早于 {latest.stream} 的最后一条记录({latest.at:%F %T}),"
            "请先校准时钟。"
            f"The server's clock stands before the last event of {latest.stream} "
            f"({latest.at:%F %T}): set it right first."
        )
