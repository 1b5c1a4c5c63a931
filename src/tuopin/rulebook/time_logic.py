"""Where two documents' times contradict each other, by which figures and why; pure.

What is found is a question to be cleared. Nothing here says that anybody cheated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text

CHECKS: Mapping[str, tuple[str, ...]] = {
    "meeting_after_notice": (),
    "signed_within_notice": ("days_before",),
    "photo_off_day": ("days_before",),
    "two_places_one_hour": ("minutes",),
    "signer_gone": (),
    "votes_unlike_attendance": (),
}
"""The checks that the program can make, and the figures that each needs."""

WITH_ACTS = ("photo_off_day",)
"""The checks that are made of certain acts only."""


@dataclass(frozen=True, slots=True)
class TimeFigure:
    """A figure, and the reason for it."""

    value: int
    why: Text


@dataclass(frozen=True, slots=True)
class TimeCheck:
    """One contradiction that is looked for, what it asks, from which figures on.

    `acts` are those whose photos are looked at, where it is about photos of acts.
    """

    id: str
    title: Text
    question: Text
    figures: Mapping[str, TimeFigure]
    acts: tuple[str, ...]

    def __getitem__(self, name: str) -> int:
        """Return a figure; raises KeyError."""
        return self.figures[name].value


@dataclass(frozen=True, slots=True)
class TimeLogicRules:
    """The checks that are made; `clock` is where a phone's times are told."""

    cite: Citation
    notes: tuple[str, ...]
    clock: ZoneInfo
    checks: Mapping[str, TimeCheck]
