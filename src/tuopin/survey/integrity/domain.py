"""What becomes of a question about surveys; pure."""

from __future__ import annotations

from enum import StrEnum

from tuopin.rulebook.text import Text

SECOND_SURVEY = "second_survey"
"""The kind of a question that a blind second survey raised; it holds the household."""


class Conclusion(StrEnum):
    """What somebody of supervision or the county office made of the answer."""

    EXPLAINED = "explained"  # 情况合理
    SURVEY_AGAIN = "survey_again"  # 重新入户
    PASSED_ON = "passed_on"  # 移交处理

    @property
    def label(self) -> Text:
        """The conclusion in words."""
        return _LABELS[self]


_LABELS = {
    Conclusion.EXPLAINED: Text("情况合理", "explained"),
    Conclusion.SURVEY_AGAIN: Text("重新入户调查", "to be surveyed again"),
    Conclusion.PASSED_ON: Text("移交有关部门处理", "passed on"),
}
