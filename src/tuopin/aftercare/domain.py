"""What a call asks, why a risk or a return is recorded, how help stands; pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from tuopin.rulebook.aftercare import AftercareRules, Term
from tuopin.rulebook.text import Text


class Secured(StrEnum):
    """Whether something was seen to be secured; not seen is not fine."""

    YES = "yes"  # 有保障
    NO = "no"  # 没有保障
    NOT_SEEN = "not_seen"  # 没有看到，情况不明

    @property
    def label(self) -> Text:
        """The answer in words."""
        return _SECURED[self]

    @property
    def is_fine(self) -> bool:
        """Whether it was seen to be secured."""
        return self is Secured.YES


_SECURED = {
    Secured.YES: Text("有保障", "secured"),
    Secured.NO: Text("没有保障", "not secured"),
    Secured.NOT_SEEN: Text("情况不明", "not known"),
}


class IncomeChange(StrEnum):
    """How the income went since the exit, as the household says."""

    ROSE = "rose"  # 增加
    SAME = "same"  # 持平
    FELL = "fell"  # 减少
    NOT_KNOWN = "not_known"  # 情况不明

    @property
    def label(self) -> Text:
        """The answer in words."""
        return _CHANGES[self]


_CHANGES = {
    IncomeChange.ROSE: Text("增加", "rose"),
    IncomeChange.SAME: Text("持平", "the same"),
    IncomeChange.FELL: Text("减少", "fell"),
    IncomeChange.NOT_KNOWN: Text("情况不明", "not known"),
}

GUARANTEES = {
    "food": Text("吃饭", "food"),
    "clothing": Text("穿衣", "clothing"),
    "education": Text("义务教育", "schooling"),
    "medical": Text("基本医疗", "medical care"),
    "housing": Text("住房安全", "housing"),
    "water": Text("饮水安全", "water"),
}
"""What a call looks at (两不愁三保障和饮水), by the column that has it."""


class Called(StrEnum):
    """How a term of a plan of calls stands."""

    DONE = "done"  # 已回访
    PLANNED = "planned"  # 计划中
    MISSED = "missed"  # 未回访

    @property
    def label(self) -> Text:
        """The standing in words."""
        return _CALLED[self]


_CALLED = {
    Called.DONE: Text("已回访", "called on"),
    Called.PLANNED: Text("计划中", "planned"),
    Called.MISSED: Text("未回访", "missed"),
}


class InForce(StrEnum):
    """How a measure stands on a day."""

    RUNS = "runs"  # 执行中
    COMES = "comes"  # 未开始
    LAPSES = "lapses"  # 即将到期
    LAPSED = "lapsed"  # 已到期，未处理
    RENEWED = "renewed"  # 已续
    ENDED = "ended"  # 已终止

    @property
    def label(self) -> Text:
        """The standing in words."""
        return _IN_FORCE[self]

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to do anything about it any more."""
        return self in (InForce.RENEWED, InForce.ENDED)

    @property
    def is_urgent(self) -> bool:
        """Whether somebody has to renew it, or end it with a reason."""
        return self in (InForce.LAPSES, InForce.LAPSED)


_IN_FORCE = {
    InForce.RUNS: Text("执行中", "in force"),
    InForce.COMES: Text("未开始", "to come"),
    InForce.LAPSES: Text("即将到期", "about to end"),
    InForce.LAPSED: Text("已到期未处理", "lapsed, not settled"),
    InForce.RENEWED: Text("已续", "renewed"),
    InForce.ENDED: Text("已终止", "ended"),
}


class RiskOutcome(StrEnum):
    """How a risk of falling back was settled."""

    REMOVED = "removed"  # 风险已消除
    RETURNED = "returned"  # 已登记返贫

    @property
    def label(self) -> Text:
        """The outcome in words."""
        return _OUTCOMES[self]


_OUTCOMES = {
    RiskOutcome.REMOVED: Text("风险已消除", "the risk is gone"),
    RiskOutcome.RETURNED: Text("已登记返贫", "returned to poverty"),
}


class WhyReturned(StrEnum):
    """Why a household stands on the register again."""

    FELL_BACK = "fell_back"  # 返贫
    FALSE_EXIT = "false_exit"  # 退出有误

    @property
    def label(self) -> Text:
        """The reason in words."""
        return _WHY[self]


_WHY = {
    WhyReturned.FELL_BACK: Text("脱贫后返贫", "it fell back after its exit"),
    WhyReturned.FALSE_EXIT: Text(
        "督查认定退出有误", "supervision found its exit wrong"
    ),
}


def called_in(term: Term, calls: list[date] | tuple[date, ...], *, on: date) -> Called:
    """Return how a term stands: done by a call in it, else missed once it is over."""
    if any(term.first_day <= one <= term.last_day for one in calls):
        return Called.DONE
    return Called.MISSED if term.last_day < on else Called.PLANNED


def in_force(
    from_on: date,
    until_on: date,
    *,
    on: date,
    rules: AftercareRules,
) -> InForce:
    """Return how a measure stands that nobody has renewed or ended."""
    if until_on < on:
        return InForce.LAPSED
    if on < from_on:
        return InForce.COMES
    if until_on - on <= timedelta(days=rules.remind_before_days):
        return InForce.LAPSES
    return InForce.RUNS
