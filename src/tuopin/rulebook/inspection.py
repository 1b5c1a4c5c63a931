"""How an inspection draws, replaces, gives deadlines and concludes; pure.

The draw's recipe is the program's own and the same everywhere; what a county may set
stands here: figures, each with its reason, and whom another may stand in for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text

FIGURES = (
    "confidence",
    "least_sample",
    "least_reached",
    "correct_within_days",
    "enter_within_days",
)
"""The figures that every inspection needs."""


@dataclass(frozen=True, slots=True)
class InspectionFigure:
    """A figure, and the reason for it."""

    value: Decimal
    why: Text


@dataclass(frozen=True, slots=True)
class ReplacementRule:
    """Why another household may stand in for one that was drawn, by which paper.

    `attempts` is how often it has to have been called on, where that is the reason.
    """

    id: str
    title: Text
    paper: Text
    attempts: int


@dataclass(frozen=True, slots=True)
class InspectionRules:
    """An inspection's figures and the reasons for replacing a household."""

    cite: Citation
    notes: tuple[str, ...]
    figures: Mapping[str, InspectionFigure]
    replacements: Mapping[str, ReplacementRule]

    @property
    def confidence(self) -> Decimal:
        """How sure an interval is, such as 0.95."""
        return self.figures["confidence"].value

    @property
    def least_sample(self) -> int:
        """Below so many households nothing is concluded."""
        return int(self.figures["least_sample"].value)

    @property
    def least_reached(self) -> Decimal:
        """Below this share of the drawn that was reached, nothing is concluded."""
        return self.figures["least_reached"].value

    @property
    def correct_within_days(self) -> int:
        """Within so many days an order to correct is answered, at most."""
        return int(self.figures["correct_within_days"].value)

    @property
    def enter_within_days(self) -> int:
        """Within so many days what was found is entered."""
        return int(self.figures["enter_within_days"].value)
