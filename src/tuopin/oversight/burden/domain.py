"""What a place's paper work adds up to, and what an order would add; pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

MOST_SECONDS = 90 * 60
"""A longer entry tells nothing: a form was left open over the midday break.

The break of an office lasts an hour and a half at least, and no survey or sheet takes
so long. What lasted longer is unknown; cut down to the limit it would be invented.
"""
SECONDS_OF_AN_HOUR = 3600


def trusted(seconds: int | None) -> int | None:
    """Return how long an entry took, None where that cannot be told."""
    if seconds is None or not 0 <= seconds <= MOST_SECONDS:
        return None
    return seconds


@dataclass(frozen=True)
class Load:
    """The figures of a place in a year. Loads of places add up to that of their area.

    `asked` are all answers, `repeated` those that were given before and came out the
    same, `wanted` those that the rules themselves ask for again. `seconds` are of the
    `timed` entries; the `untimed` have none, which is not nought.
    """

    asked: int = 0
    repeated: int = 0
    wanted: int = 0
    papers: int = 0
    pages: int = 0
    timed: int = 0
    seconds: int = 0
    untimed: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(
            self.asked + other.asked,
            self.repeated + other.repeated,
            self.wanted + other.wanted,
            self.papers + other.papers,
            self.pages + other.pages,
            self.timed + other.timed,
            self.seconds + other.seconds,
            self.untimed + other.untimed,
        )

    @property
    def hours(self) -> Fraction | None:
        """The hours of entry that were measured, None where none was."""
        return Fraction(self.seconds, SECONDS_OF_AN_HOUR) if self.timed else None


@dataclass(frozen=True)
class Median:
    """What half of a form's entries take at most for one household, in seconds."""

    form: str
    entries: int
    seconds: int | None


@dataclass(frozen=True)
class Cost:
    """What an order would ask of those below; None is unknown, not nothing."""

    households: int
    seconds_each: int | None
    pages_each: Fraction | None

    @property
    def hours(self) -> Fraction | None:
        """The hours of all households together."""
        if self.seconds_each is None:
            return None
        return Fraction(self.households * self.seconds_each, SECONDS_OF_AN_HOUR)

    @property
    def pages(self) -> int | None:
        """The pages of all households together, a part of one counted as one."""
        if self.pages_each is None:
            return None
        return -(
            -self.households * self.pages_each.numerator // self.pages_each.denominator
        )


def median_share(shares: list[Fraction]) -> Fraction | None:
    """Return the lower median, None of nothing."""
    return sorted(shares)[(len(shares) - 1) // 2] if shares else None
