"""Findings and their three outcomes; leaves out how a criterion comes to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text


class Outcome(StrEnum):
    """What judging says; unknown never passes."""

    MET = "met"  # 达标
    NOT_MET = "not_met"  # 不达标
    UNKNOWN = "unknown"  # 情况不明

    @property
    def label(self) -> Text:
        """Return the outcome in words."""
        return _LABELS[self]


_LABELS = {
    Outcome.MET: Text("达标", "met"),
    Outcome.NOT_MET: Text("不达标", "not met"),
    Outcome.UNKNOWN: Text("情况不明", "unknown"),
}


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Join outcomes with a three-valued *and*: one not met decides, else one unknown.

    Nothing to join is met: a rule about every member of an empty set holds.
    """
    joined = Outcome.MET
    for outcome in outcomes:
        if outcome is Outcome.NOT_MET:
            return Outcome.NOT_MET
        if outcome is Outcome.UNKNOWN:
            joined = Outcome.UNKNOWN
    return joined


@dataclass(frozen=True, slots=True)
class Finding:
    """What judging one unit by one criterion found, and why."""

    criterion: str
    outcome: Outcome
    observed: str | None
    threshold: str | None
    cite: Citation
    missing: tuple[str, ...]
    reason: Text


def overall(findings: Sequence[Finding]) -> Finding:
    """Join a unit's findings into one finding with the criterion `all`."""
    if not findings:
        raise ValueError("no findings to join")
    article = findings[0].cite.article
    outcome = all_of([finding.outcome for finding in findings])
    if outcome is Outcome.MET:
        return _all_met(len(findings), article)
    return Finding(
        criterion="all",
        outcome=outcome,
        observed=None,
        threshold=None,
        cite=Citation(article),
        missing=tuple(dict.fromkeys(m for f in findings for m in f.missing)),
        reason=_joined_reason(findings),
    )


@cache
def _all_met(count: int, article: str) -> Finding:
    zh = f"{count}项标准全部达标。"
    reason = Text(zh, f"All {count} criteria are met.")
    return Finding("all", Outcome.MET, None, None, Citation(article), (), reason)


def _joined_reason(findings: Sequence[Finding]) -> Text:
    failed = [f for f in findings if f.outcome is Outcome.NOT_MET]
    unknown = [f for f in findings if f.outcome is Outcome.UNKNOWN]
    zh = f"{len(failed)}项不达标，{len(unknown)}项情况不明，不能退出。"
    en = f"No exit: {len(failed)} criteria not met, {len(unknown)} unknown."
    reasons = [f.reason for f in (*failed, *unknown)]
    return Text(
        zh + "".join(reason.zh for reason in reasons),
        " ".join((en, *(reason.en for reason in reasons))),
    )
