"""How a township's year is scored, and what bars its commendation (arts 10, 11); pure.

What is measured is the program's own and the same everywhere; what a measure is worth
and what happens where nothing is known stands in the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text


class Part(StrEnum):
    """What a score is made of."""

    HOUSEHOLD_PLAN = "household_plan"  # 贫困户计划完成
    VILLAGE_PLAN = "village_plan"  # 贫困村计划完成
    WRONG_EXIT = "wrong_exit"  # 错退率
    LATE_ACTS = "late_acts"  # 超期办理
    UPHELD_OBJECTIONS = "upheld_objections"  # 异议成立
    REUSED_FILES = "reused_files"  # 照片文件重复使用
    HELD_CASES = "held_cases"  # 问题暂停
    ARCHIVE = "archive"  # 按期归档
    CALLS = "calls"  # 回访
    CORRECTIONS = "corrections"  # 按期整改


class RedLine(StrEnum):
    """What bars a commendation whatever the score is."""

    WRONG_EXIT = "wrong_exit"  # 被脱贫
    FORGED_SIGNATURE = "forged_signature"  # 伪造签名

    @property
    def is_marked(self) -> bool:
        """Whether supervision says it of a finding; a wrong exit is one by itself."""
        return self is not RedLine.WRONG_EXIT


class UnknownPart(StrEnum):
    """How a part of which nothing is known enters the total."""

    LEFT_OUT = "left_out"  # 不计入，按其余部分折算
    NO_TOTAL = "no_total"  # 不出总分


@dataclass(frozen=True, slots=True)
class PartRule:
    """What a part is worth: all of `weight` at one share, nothing at the other."""

    weight: Decimal
    full_at: Fraction
    none_at: Fraction
    why: Text

    def points(self, share: Fraction) -> Fraction:
        """Return the points of a share, in proportion between the two ends."""
        at = (share - self.none_at) / (self.full_at - self.none_at)
        return Fraction(self.weight) * max(Fraction(0), min(Fraction(1), at))


@dataclass(frozen=True, slots=True)
class RedLineRule:
    """A red line in words, with its article."""

    title: Text
    cite: Citation


@dataclass(frozen=True, slots=True)
class PerformanceRules:
    """The parts, the red lines, and how what is unknown enters the total."""

    cite: Citation
    notes: tuple[str, ...]
    parts: Mapping[Part, PartRule]
    red_lines: Mapping[RedLine, RedLineRule]
    unknown: UnknownPart
    least_known: Fraction
    """Below this share of the weights known, there is no total."""
    completed_at: Fraction
    """From this share of the plan on it is fulfilled in time (如期脱贫)."""
    archive_within_days: int
    """Days after approval within which all three sets hold a household's papers."""
