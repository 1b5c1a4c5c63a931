"""How a share of surveyed households is surveyed again, blind, and compared; pure.

A difference is a question to whoever surveyed first, never a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class ReasonedFigure:
    """A figure, and the reason for it."""

    value: Decimal
    why: Text


@dataclass(frozen=True, slots=True)
class SecondSurveyRules:
    """The share and its limits, the least of a village, when two amounts agree.

    `assumed` says that the regulation is silent and an office has to confirm them.
    """

    cite: Citation
    notes: tuple[str, ...]
    assumed: bool
    usual: ReasonedFigure
    least: ReasonedFigure
    most: ReasonedFigure
    least_per_village: int
    digits: int
    yuan: ReasonedFigure
    share: ReasonedFigure
    least_pairs: int
    answer_within_days: int
    question: Text

    def allows(self, share: Decimal) -> bool:
        """Say whether a share lies within the limits, which are included."""
        return self.least.value <= share <= self.most.value

    def agree(self, one: Decimal, other: Decimal) -> bool:
        """Say whether two amounts are the same within the tolerance."""
        apart = abs(one - other)
        greater = max(abs(one), abs(other))
        return apart <= max(self.yuan.value, self.share.value * greater)
