"""What drawn households are asked about how exits are handled (art. 12); pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class SatisfactionAnswer:
    """An answer that may be given, and whether who gives it is content."""

    id: str
    title: Text
    is_content: bool


@dataclass(frozen=True, slots=True)
class SatisfactionQuestion:
    """A question with its answers, in the pack's order."""

    id: str
    title: Text
    answers: Mapping[str, SatisfactionAnswer]

    @property
    def content(self) -> tuple[str, ...]:
        """The answers of who is content."""
        return tuple(one.id for one in self.answers.values() if one.is_content)


@dataclass(frozen=True, slots=True)
class SatisfactionRules:
    """The questions; `overall` is the one that a household's approval is told by."""

    cite: Citation
    notes: tuple[str, ...]
    overall: str
    questions: Mapping[str, SatisfactionQuestion]
