"""Which surveys deserve a second look, by which thresholds and why; pure.

A finding is a question to whoever surveyed. Nothing here says that anybody cheated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text

CHECKS: Mapping[str, tuple[str, ...]] = {
    "just_above_line": ("band", "deviations", "least"),
    "same_income": ("least",),
    "copied_answers": ("least",),
    "round_figures": ("multiple", "deviations", "least"),
    "too_fast": ("minutes", "least"),
    "night_entry": ("from_hour", "until_hour", "least"),
    "impossible_travel": ("kilometers_per_hour", "least_meters", "least"),
    "one_phone": ("people", "least"),
    "one_place": ("meters", "least"),
    "new_income": ("share", "deviations", "least"),
    "not_income": ("least",),
    "same_picture": ("least",),
}
"""The checks that the program can make, and the thresholds that each needs."""


@dataclass(frozen=True, slots=True)
class IntegrityThreshold:
    """A figure, and the reason for it."""

    value: Decimal
    why: Text


@dataclass(frozen=True, slots=True)
class IntegrityCheck:
    """One thing that is looked for, what it asks, from which figures on."""

    id: str
    title: Text
    question: Text
    thresholds: Mapping[str, IntegrityThreshold]

    def __getitem__(self, name: str) -> Decimal:
        """Return a threshold's figure; raises KeyError."""
        return self.thresholds[name].value


@dataclass(frozen=True, slots=True)
class Coefficient:
    """How an office counts one kind of income: yuan a unit, and what is left of it.

    `items` and `costs` are the questions whose amounts are counted so.
    """

    title: Text
    items: tuple[str, ...]
    costs: tuple[str, ...]
    unit: str
    gross: Decimal
    net: Decimal
    step: Decimal

    def explains(self, item: str, amount: Decimal) -> bool:
        """Say whether an amount is what this coefficient makes of whole steps."""
        if item in self.items:
            part = self.gross * self.step
        elif item in self.costs:
            part = self.gross * (1 - self.net) * self.step
        else:
            return False
        return part > 0 and amount % part == 0


@dataclass(frozen=True, slots=True)
class IntegrityRules:
    """All checks by id, the words and coefficients they know, and who answers when."""

    cite: Citation
    notes: tuple[str, ...]
    clock: ZoneInfo
    answer_within_days: int
    checks: Mapping[str, IntegrityCheck]
    not_income: tuple[str, ...]
    but: tuple[str, ...]
    coefficients: tuple[Coefficient, ...]

    def explains(self, item: str, amount: Decimal) -> bool:
        """Say whether a coefficient makes an amount what it is."""
        return any(one.explains(item, amount) for one in self.coefficients)
