"""Reading the audit record for screens: what happened to a matter, and is it sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import connection

from tuopin.office.accounts.models import Person
from tuopin.office.audit.notes import Checkpoint
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text

TIMELINE = """
SELECT e.raw, e.recorded_at,
  coalesce(l.idx < (SELECT max(size) FROM audit_checkpoint), false)
FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id
WHERE e.stream = ANY(%s) ORDER BY e.recorded_at, e.id
"""
SINCE = """
SELECT e.raw, e.recorded_at, false
FROM audit_event e
JOIN unnest(%s::text[], %s::timestamptz[]) AS s(stream, moment) ON s.stream = e.stream
WHERE e.recorded_at > s.moment ORDER BY e.recorded_at, e.id
"""
LATEST = """
SELECT size, root, note, signed_at FROM audit_checkpoint ORDER BY size DESC LIMIT 1
"""
FIRST_HOLDING = """
SELECT k.size, k.root, k.note, k.signed_at FROM audit_checkpoint k
WHERE k.size > (
  SELECT min(l.idx) FROM audit_event e JOIN audit_leaf l ON l.event_id = e.id
  WHERE e.stream = %s)
ORDER BY k.size LIMIT 1
"""


class Seal(StrEnum):
    """Whether a checkpoint that left the building holds an event."""

    CHAINED = "chained"  # 已链接(待封存)
    SEALED = "sealed"  # 已封存

    @property
    def label(self) -> Text:
        """Return what a screen says."""
        return _LABELS[self]


_LABELS = {
    Seal.CHAINED: Text("已链接(待封存)", "chained, to be sealed"),
    Seal.SEALED: Text("已封存", "sealed"),
}


@dataclass(frozen=True)
class TimelineEvent:
    """One event of a matter, for people to read."""

    stream: str
    seq: int
    act: str
    happened_on: date
    entered_on: date
    recorded_at: datetime
    position: Position
    person_id: int
    person_name: str
    appointment_id: int
    body: dict[str, object]
    seal: Seal

    @property
    def is_entered_late(self) -> bool:
        """Say whether the act was entered on a later day than it happened."""
        return self.entered_on > self.happened_on


@dataclass(frozen=True)
class LatestCheckpoint:
    """The last checkpoint that was signed: what notices and letters print."""

    size: int
    code: str
    signed_at: datetime
    root: str
    """In hexadecimal digits."""


def timeline(streams: Sequence[str]) -> list[TimelineEvent]:
    """Return the events of some streams that the actor may see, as they came in."""
    return _events(TIMELINE, [list(streams)])


def events_since(moments: Mapping[str, datetime]) -> list[TimelineEvent]:
    """Return what came in on each stream after a moment of its own.

    Whether they are sealed is not looked up.
    """
    return _events(SINCE, [list(moments), list(moments.values())])


def _events(query: str, values: Sequence[list[Any]]) -> list[TimelineEvent]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found = [
            (json.loads(bytes(raw)), recorded_at, is_sealed)
            for raw, recorded_at, is_sealed in cursor.fetchall()
        ]
    people = {stated["actor"]["person"] for stated, _, _ in found}
    # Events hold no names: who a person is stands in the register of people alone.
    names = dict(Person.objects.filter(id__in=people).values_list("id", "name"))
    return [_event(*event, names) for event in found]


def _event(
    stated: dict[str, Any],
    recorded_at: datetime,
    is_sealed: bool,
    names: dict[int, str],
) -> TimelineEvent:
    return TimelineEvent(
        stream=stated["stream"],
        seq=stated["seq"],
        act=stated["act"],
        happened_on=date.fromisoformat(stated["on"]),
        entered_on=date.fromisoformat(stated["entered_on"]),
        recorded_at=recorded_at,
        position=Position(stated["actor"]["position"]),
        person_id=stated["actor"]["person"],
        person_name=names.get(stated["actor"]["person"], ""),
        appointment_id=stated["actor"]["appointment"],
        body=stated["body"],
        seal=Seal.SEALED if is_sealed else Seal.CHAINED,
    )


def overdue_seal() -> timedelta | None:
    """Return how long an event has waited for a checkpoint, if that is too long.

    By the database's own clock, whatever day it is for the office. An office whose
    record was never sealed has no sequencer to miss; a quiet one has nothing to seal.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_unsealed_for()")
        (waited,) = cursor.fetchone()
    if waited is None or waited <= settings.TUOPIN_SEALED_WITHIN:
        return None
    overdue: timedelta = waited
    return overdue


def latest_checkpoint() -> LatestCheckpoint | None:
    """Return the last checkpoint that was signed; None before the first."""
    return _checkpoint(LATEST, [])


def first_checkpoint_holding(stream: str) -> LatestCheckpoint | None:
    """Return the first checkpoint in which a stream's beginning is sealed, if any."""
    return _checkpoint(FIRST_HOLDING, [stream])


def _checkpoint(query: str, values: list[str]) -> LatestCheckpoint | None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        row = cursor.fetchone()
    if row is None:
        return None
    size, root, note, signed_at = row
    origin, _, _, signed, *_ = note.splitlines()
    checkpoint = Checkpoint(
        origin, size, bytes(root), signed.removeprefix("signed_at ")
    )
    return LatestCheckpoint(size, checkpoint.code, signed_at, bytes(root).hex())
