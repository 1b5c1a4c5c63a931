"""The draw that anybody can repeat: canonical order, digest, recipe; pure.

The same recipe stands in SQL in the migration that guards the draw, and in
`tools/repeat_draw.py`, which needs nothing of this program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tuopin.oversight.domain import Design

ROSTER_COLUMNS = ("list_number", "village_code", "household_number")
LONGEST_SEED = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A household of a frame: its number in the list, its village, its number."""

    list_number: int
    village_code: str
    household_number: str

    @property
    def written(self) -> str:
        """How the line stands in what is digested."""
        return f"{self.list_number}|{self.village_code}|{self.household_number}\n"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many are drawn from what: a number in each stratum, or a share of it.

    One of `take_number` and `take_percent` is nought. `villages` is how many villages
    are drawn first, nought where that is not the design.
    """

    design: Design
    take_number: int = 0
    take_percent: int = 0
    villages: int = 0

    def quota(self, size: int) -> int:
        """Return how many of a stratum are drawn; a share is rounded up."""
        if self.take_percent:
            return -(-size * self.take_percent // 100)
        return min(self.take_number, size)


@dataclass(frozen=True, slots=True)
class Turn:
    """A line's place in its stratum's order; the first `quota` are drawn."""

    line: Line
    stratum: str
    turn: int
    is_drawn: bool


def in_order(households: Iterable[tuple[str, str]]) -> list[Line]:
    """Return village codes and household numbers as numbered lines, in their order."""
    # Codes and numbers are compared as bytes, so every machine sorts them alike.
    found = sorted(households, key=lambda one: (one[0].encode(), one[1].encode()))
    return [Line(at, village, number) for at, (village, number) in enumerate(found, 1)]


def roster_digest(lines: Iterable[Line]) -> str:
    """Return the SHA-256 of a frame in its order."""
    whole = hashlib.sha256()
    for line in lines:
        whole.update(line.written.encode())
    return whole.hexdigest()


def key_of(seed: str, what: int | str) -> str:
    """Return by what a list number, or a village's code, is ordered."""
    return hashlib.sha256(f"{seed}|{what}".encode()).hexdigest()


def villages_drawn(lines: Iterable[Line], plan: Plan, seed: str) -> set[str]:
    """Return the villages from which households are drawn."""
    codes = {line.village_code for line in lines}
    if plan.design is not Design.VILLAGES_FIRST:
        return codes
    return set(
        sorted(codes, key=lambda code: (key_of(seed, code), code))[: plan.villages]
    )


def turns(lines: Sequence[Line], plan: Plan, seed: str) -> list[Turn]:
    """Return every line that can be drawn, stratum by stratum, lowest key first."""
    villages = villages_drawn(lines, plan, seed)
    strata: dict[str, list[Line]] = {}
    for line in lines:
        if line.village_code in villages:
            stratum = plan.design.stratum_of(line.village_code)
            strata.setdefault(stratum, []).append(line)
    return [
        Turn(line, stratum, turn, turn <= plan.quota(len(within)))
        for stratum, within in sorted(strata.items())
        for turn, line in enumerate(
            sorted(
                within, key=lambda one: (key_of(seed, one.list_number), one.list_number)
            ),
            1,
        )
    ]


def sample_size(sizes: Mapping[str, int], plan: Plan) -> int:
    """Return how many households a plan draws at most, by the sizes of villages."""
    if plan.design is Design.VILLAGES_FIRST:
        quotas = sorted((plan.quota(size) for size in sizes.values()), reverse=True)
        return sum(quotas[: plan.villages])
    strata: dict[str, int] = {}
    for village, size in sizes.items():
        stratum = plan.design.stratum_of(village)
        strata[stratum] = strata.get(stratum, 0) + size
    return sum(plan.quota(size) for size in strata.values())
