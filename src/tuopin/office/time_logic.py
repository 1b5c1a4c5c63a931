"""Two documents side by side whose times are compared: counting, and a page of them.

A comparison is one statement, one row a pair, told fine, contradicting or not to be
checked. Every figure and every list is made of the same statements.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection

from tuopin.office.divisions.domain import code_range

COLUMNS = (
    "state, household, one_kind, one_place, one_day, one_hour, one_about, one_number,"
    " two_kind, two_place, two_day, two_hour, two_about, two_number"
)
"""What each statement selects, in this order."""

DAY = (
    r"20\d\d-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])"
    r"|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))"
    r"|20([02468][048]|[13579][26])-02-29"
)
MOMENT = rf"({DAY})[ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
OFFSET = r"(Z|[+-](0\d|1[0-4]):?[0-5]\d)"

# Both documents as they were compared: where one changes, so does the key.
KEY = f"""CASE WHEN state = 'contradicts' THEN encode(sha256(convert_to(
  jsonb_build_array(check_id, {COLUMNS})::text, 'UTF8')), 'hex') END"""
COUNTS = """
SELECT m.check_id, count(*), count(*) FILTER (WHERE m.state = 'contradicts'),
  count(*) FILTER (WHERE m.state = 'unknown'),
  count(*) FILTER (WHERE m.key = ANY(%(settled)s::text[]))
FROM ({pairs}) m
WHERE m.one_place >= %(place_from)s AND m.one_place < %(place_until)s
GROUP BY 1
"""
ROWS = """
SELECT m.* FROM ({pairs}) m
WHERE m.state = %(state)s AND (%(key)s::text IS NULL OR m.key = %(key)s::text)
  AND (m.key IS NULL OR (m.key = ANY(%(settled)s::text[])) = %(is_settled)s::boolean)
  AND m.one_place >= %(place_from)s AND m.one_place < %(place_until)s
ORDER BY m.one_place, m.household, m.check_id, m.one_day, m.one_hour, m.one_number,
  m.two_number
OFFSET %(offset)s LIMIT %(limit)s
"""


class State(StrEnum):
    """What a comparison says; unknown is not fine.

    A contradiction that was looked into is still one.
    """

    FINE = "fine"
    CONTRADICTS = "contradicts"
    UNKNOWN = "unknown"
    SETTLED = "settled"


class Paper(StrEnum):
    """What stands on one side."""

    MEETING = "meeting"
    NOTICE = "notice"
    ACT = "act"
    SIGNATURE = "signature"
    PHOTO = "photo"
    SURVEY = "survey"
    MEMBERSHIP = "membership"
    VOTES = "votes"


@dataclass(frozen=True)
class Comparison:
    """Pairs of documents: `sql` selects COLUMNS, `given` are its own parameters."""

    id: str
    sql: str
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """One of two documents: what, where, when, and the number of its file or paper."""

    kind: Paper
    place: str
    day: date | None
    hour: str
    about: str
    number: int | None


@dataclass(frozen=True)
class Pair:
    """Two documents; without the other side there is nothing to compare with.

    `key` is of a contradiction, None of anything else.
    """

    check: str
    key: str | None
    state: State
    household: str
    one: Side
    two: Side | None


@dataclass(frozen=True)
class Counted:
    """How many pairs were compared, contradict, cannot be checked, are settled.

    Those that are settled are among those that contradict.
    """

    looked_at: int = 0
    contradict: int = 0
    unknown: int = 0
    settled: int = 0

    @property
    def unsettled(self) -> int:
        """How many contradictions nobody has looked into."""
        return self.contradict - self.settled


def moment(column: str) -> str:
    """Return SQL for a written local moment; null where it is none."""
    return f"CASE WHEN {column} ~ '^({MOMENT})$' THEN {column}::timestamp END"


def moment_at(column: str, clock: str) -> str:
    """Return SQL for a written moment by a clock; one without an offset is local."""
    return (
        f"CASE WHEN {column} ~ '^({MOMENT})({OFFSET})$'"
        f" THEN {column}::timestamptz AT TIME ZONE {clock}"
        f" WHEN {column} ~ '^({MOMENT})$' THEN {column}::timestamp END"
    )


def counted(
    comparisons: Sequence[Comparison], place: str, *, settled: Collection[str] = ()
) -> dict[str, Counted]:
    """Return how many pairs of a place contradict, by check; `settled` are keys."""
    rows = _fetched(COUNTS, comparisons, place, {"settled": list(settled)})
    return {check: Counted(*figures) for check, *figures in rows}


def pairs(
    comparisons: Sequence[Comparison],
    place: str,
    state: State,
    *,
    settled: Collection[str] = (),
    key: str | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[Pair]:
    """Return the pairs of a place in one state, in their order.

    `settled` are the keys of contradictions that were looked into: they are listed as
    settled, and no more as contradicting. `key` asks for one.
    """
    is_settled = state is State.SETTLED
    given = {
        "state": State.CONTRADICTS.value if is_settled else state.value,
        "settled": list(settled),
        "is_settled": is_settled,
        "key": key,
        "offset": offset,
        "limit": limit,
    }
    return [_pair(*row) for row in _fetched(ROWS, comparisons, place, given)]


def _pair(check: str, key: str | None, state: str, household: str, *sides: Any) -> Pair:
    one, two = sides[:6], sides[6:]
    return Pair(
        check,
        key,
        State(state),
        household,
        Side(Paper(one[0]), *one[1:]),
        Side(Paper(two[0]), *two[1:]) if two[0] else None,
    )


def _fetched(
    statement: str,
    comparisons: Sequence[Comparison],
    place: str,
    given: Mapping[str, Any],
) -> list[tuple[Any, ...]]:
    if not comparisons:
        return []
    first, after = code_range(place)
    together = " UNION ALL ".join(
        f"SELECT '{one.id}'::text AS check_id, {COLUMNS} FROM ({one.sql}) one"
        for one in comparisons
    )
    keyed = f"SELECT check_id, {KEY} AS key, {COLUMNS} FROM ({together}) every"
    every: dict[str, Any] = {"place_from": first, "place_until": after, **given}
    for one in comparisons:
        every.update(one.given)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(pairs=keyed), every)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
