"""Dated figures of a pack; a year without one blocks, and nothing is ever assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text


class MissingFigure(Exception):
    """The pack has no figure of that name for that year."""

    def __init__(self, message: Text) -> None:
        self.message = message
        super().__init__(message.en)


class Confidence(StrEnum):
    """How well a figure's source is known."""

    STATED = "stated"  # the instrument itself says it
    PUBLISHED = "published"  # an official publication says it
    REPORTED = "reported"  # known from practice, not seen in an official text
    ASSUMED = "assumed"  # a default of the pack, to be confirmed


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as the pack writes it, with its source."""

    written: str
    source: Text
    confidence: Confidence
    note: str | None

    @property
    def amount(self) -> Decimal:
        """Return the figure as an exact decimal."""
        return Decimal(self.written)

    @property
    def share(self) -> Fraction:
        """Return the figure as an exact fraction, such as 2/3."""
        return Fraction(self.written)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure that changes with the years."""

    id: str
    title: Text
    unit: Text
    cite: Citation
    by_year: Mapping[int, Figure]
    note: str

    def figure(self, year: int) -> Figure:
        """Return the year's figure; raises MissingFigure."""
        if year in self.by_year:
            return self.by_year[year]
        known = "、".join(str(known) for known in sorted(self.by_year))
        known_en = ", ".join(str(known) for known in sorted(self.by_year))
        raise MissingFigure(
            Text(
                f"政策包没有{year}年的{self.title.zh}（{self.cite.label.zh}），不能评定。"
                f"现有年份：{known}。请由有权解释的机关补入该年数值及其依据。",
                f"The pack has no {self.title.en} for {year} ({self.cite.label.en}): "
                f"it cannot be judged. Figures exist for {known_en}. Ask the office "
                "that interprets the rules for the year's figure and its source.",
            )
        )
