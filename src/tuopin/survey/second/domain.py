"""Drawing a share of a closed list by a spoken number; pure, and done again by hand.

The lot of a line is the SHA-256 of the number, a stroke and the line's own number. In
each village the lowest lots are drawn.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: a surveyed household, its visit and who made it."""

    position: int
    village_code: str
    household_number: str
    visit_id: int
    surveyor_id: int

    @property
    def written(self) -> str:
        """The line as the digest of the list covers it."""
        return (
            f"{self.position}|{self.village_code}|{self.household_number}"
            f"|{self.visit_id}|{self.surveyor_id}"
        )


@dataclass(frozen=True, slots=True)
class Lot:
    """What a line drew: its lot, and its place among those of its village."""

    line: Line
    value: str
    rank: int


def digest_of(
    lines: Sequence[Line], *, year: int, share: Decimal, least_per_village: int
) -> str:
    """Return the digest of a list: its terms, then its lines, a line each."""
    head = f"{year}|{share:.4f}|{least_per_village}"
    written = "\n".join([head, *(line.written for line in lines)])
    return hashlib.sha256(written.encode()).hexdigest()


def lot_of(seed: str, position: int) -> str:
    """Return the lot of a line's number."""
    return hashlib.sha256(f"{seed}|{position}".encode()).hexdigest()


def wanted_of(households: int, *, share: Decimal, least_per_village: int) -> int:
    """Return how many of a village's households are drawn; a part counts as one."""
    return min(households, max(least_per_village, math.ceil(households * share)))


def draw(
    lines: Sequence[Line], seed: str, *, share: Decimal, least_per_village: int
) -> list[Lot]:
    """Return what is drawn, by village and lot."""
    by_village: dict[str, list[Line]] = {}
    for line in lines:
        by_village.setdefault(line.village_code, []).append(line)
    drawn: list[Lot] = []
    for _, own in sorted(by_village.items()):
        wanted = wanted_of(len(own), share=share, least_per_village=least_per_village)
        lots = sorted((lot_of(seed, line.position), line.position) for line in own)
        line_of = {line.position: line for line in own}
        drawn += [
            Lot(line_of[position], value, rank)
            for rank, (value, position) in enumerate(lots[:wanted], start=1)
        ]
    return drawn
