"""What came of asking why two documents' times contradict each other."""

from __future__ import annotations

from enum import StrEnum

from tuopin.rulebook.text import Text


class Outcome(StrEnum):
    """What was found when the papers' keepers were asked."""

    EXPLAINED = "explained"  # 已说明清楚
    IRREGULAR = "irregular"  # 确有问题

    @property
    def label(self) -> Text:
        """The outcome in words."""
        return _LABELS[self]


_LABELS = {
    Outcome.EXPLAINED: Text("已说明清楚", "explained"),
    Outcome.IRREGULAR: Text("确有问题", "irregular"),
}
