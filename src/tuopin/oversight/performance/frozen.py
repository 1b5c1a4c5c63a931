"""A score as it is frozen at a decision: canonical text and its digest; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tuopin.oversight.performance.domain import PartScore, Score


@dataclass(frozen=True)
class FrozenPart:
    """A part as it stood."""

    part: str
    known: str
    counted: int
    of: int
    points: str | None
    weight: str


@dataclass(frozen=True)
class Frozen:
    """A score as it stood when people decided."""

    as_of: date
    total: str | None
    in_time: str
    parts: tuple[FrozenPart, ...]
    red_lines: int


def figures_text(score: Score, *, township: str, year: int, on: date, pack: str) -> str:
    """Return a score as the one text that is kept and digested."""
    said = {
        "township": township,
        "year": year,
        "as_of": on.isoformat(),
        "pack": pack,
        "in_time": score.in_time.value,
        "total": None if score.total is None else str(score.total),
        "known": _written(score.known),
        "parts": {one.figure.part.value: _part(one) for one in score.parts},
        "red_lines": [
            {
                "line": one.line.value,
                "household": one.household_number,
                "upheld": one.is_upheld,
            }
            for one in score.red_lines
        ],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """Return the digest of a frozen score."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Frozen:
    """Return a frozen score as screens show it."""
    said: Mapping[str, object] = json.loads(text)
    parts: Mapping[str, Mapping[str, object]] = said["parts"]  # type: ignore[assignment]
    return Frozen(
        as_of=date.fromisoformat(str(said["as_of"])),
        total=None if said["total"] is None else str(said["total"]),
        in_time=str(said["in_time"]),
        parts=tuple(
            FrozenPart(
                part,
                str(one["known"]),
                int(str(one["counted"])),
                int(str(one["of"])),
                None if one["points"] is None else str(one["points"]),
                str(one["weight"]),
            )
            for part, one in parts.items()
        ),
        red_lines=len(said["red_lines"]),  # type: ignore[arg-type]
    )


def _part(one: PartScore) -> dict[str, object]:
    figure = one.figure
    return {
        "known": figure.known.value,
        "counted": figure.counted,
        "of": figure.of,
        "share": None if figure.share is None else _written(figure.share),
        "points": None if one.points is None else str(one.points),
        "weight": str(one.rule.weight),
    }


def _written(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"
