"""The pure part of the audit record: canonical text, event bytes, hash chains.

Canonical text is the subset of RFC 8785 that has no number but whole ones and only
ASCII keys, so that there is nothing in it on which two programs could differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

ALGORITHM = "sha256"
GENESIS = b"\0" * 32
# Beyond it a reader that takes numbers for doubles would read another number.
LARGEST_INTEGER = 2**53 - 1
PLAIN = {str, bool, type(None)}

JSON = str | int | bool | None | Sequence["JSON"] | Mapping[str, "JSON"]


def canonical(value: JSON) -> bytes:
    """Return the one text of a value that is hashed.

    Raises TypeError for what has no one text (a float, a date), ValueError for a
    whole number that not every reader reads alike.
    """
    require_canonical(value)
    return encoded(value)


def encoded(value: object) -> bytes:
    """Return the text of what was read from canonical text, without asking again.

    Raises TypeError for what cannot be written at all.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def require_canonical(value: object) -> None:
    """Refuse what `canonical` refuses."""
    # The usual kinds first: a county's events hold some million such values.
    if type(value) in PLAIN or isinstance(value, str):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError(f"{value} is too large a number: write it as text")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise TypeError(f"{key!r} is no key: keys are ASCII text")
            if type(inner) not in PLAIN:
                require_canonical(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            require_canonical(inner)
    else:
        raise TypeError(f"{type(value).__name__} has no one text: write it as text")


def hash_of(content: bytes, algorithm: str = ALGORITHM) -> bytes:
    """Hash bytes by a named algorithm, so that it can be exchanged for SM3."""
    return hashlib.new(algorithm, content).digest()


def chained(previous: bytes, raw: bytes, algorithm: str = ALGORITHM) -> bytes:
    """Return the hash of an event that follows another in its stream."""
    return hash_of(previous + raw, algorithm)


def moment_text(moment: datetime) -> str:
    """Return a moment as events write it: in UTC, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it stands in the table or in an export; `recorded_at` is text."""

    id: int
    stream: str
    seq: int
    division_code: str
    alg: str
    prev: bytes
    raw: bytes
    hash: bytes
    recorded_at: str
