"""How a township's year is scored and what is proposed for it (arts 10, 11); pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.performance import (
    Part,
    PartRule,
    PerformanceRules,
    RedLine,
    UnknownPart,
)
from tuopin.rulebook.text import Text

PLACES = Decimal("0.01")
WHOLE = 100


class Effect(StrEnum):
    """What somebody finds of a township's work: art. 10's second condition."""

    OUTSTANDING = "outstanding"  # 工作实效突出
    POOR = "poor"  # 工作不力
    NEITHER = "neither"

    @property
    def label(self) -> Text:
        """The finding in words."""
        return _EFFECTS[self]


_EFFECTS = {
    Effect.OUTSTANDING: Text("工作实效突出", "outstanding work"),
    Effect.POOR: Text("工作不力", "poor work"),
    Effect.NEITHER: Text("两者都不是", "neither outstanding nor poor"),
}


class Recognition(StrEnum):
    """What follows from a township's year."""

    COMMENDATION = "commendation"  # 嘉奖
    PUBLIC_CRITICISM = "public_criticism"  # 通报批评并取消评先资格
    NEITHER = "neither"

    @property
    def label(self) -> Text:
        """What follows, in words."""
        return _RECOGNITIONS[self]


_RECOGNITIONS = {
    Recognition.COMMENDATION: Text("嘉奖", "commendation"),
    Recognition.PUBLIC_CRITICISM: Text(
        "全县通报批评，取消评先资格", "public criticism, and no award this year"
    ),
    Recognition.NEITHER: Text(
        "不嘉奖，也不通报批评", "neither commended nor criticized"
    ),
}
TITLES = {
    Part.HOUSEHOLD_PLAN: Text("贫困户计划完成", "households of the plan approved"),
    Part.VILLAGE_PLAN: Text("贫困村计划完成", "villages of the plan approved"),
    Part.WRONG_EXIT: Text("错退率", "wrong exits"),
    Part.LATE_ACTS: Text("超期办理、超期录入", "acts done or entered late"),
    Part.UPHELD_OBJECTIONS: Text("公示后异议成立", "objections upheld"),
    Part.REUSED_FILES: Text("照片、文件重复使用", "photos and files used again"),
    Part.HELD_CASES: Text("因问题暂停的户", "households held for a question"),
    Part.ARCHIVE: Text("三级归档按期齐全", "archives complete in time"),
    Part.CALLS: Text("按期回访", "calls made after exits"),
    Part.CORRECTIONS: Text("按期整改到位", "corrections accepted in time"),
}


class Known(StrEnum):
    """Whether a figure is there."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOTHING_DUE = "nothing_due"


@dataclass(frozen=True)
class Figure:
    """How many count of how many, and the share that is scored if it is known.

    An estimate's share is not the counted of the counted: its draw weighs them.
    """

    part: Part
    counted: int
    of: int
    known: Known
    share: Fraction | None = None
    because: Text | None = None


@dataclass(frozen=True)
class PartScore:
    """A figure with its points, which an unknown figure has none of."""

    figure: Figure
    rule: PartRule
    points: Decimal | None

    @property
    def title(self) -> Text:
        """What the part is."""
        return TITLES[self.figure.part]

    @property
    def is_known(self) -> bool:
        """Whether it has points."""
        return self.points is not None


@dataclass(frozen=True)
class RedLineFound:
    """A red line that was crossed: where, since which finding, and whether upheld."""

    line: RedLine
    village_code: str
    household_number: str
    order_id: int | None
    is_upheld: bool
    is_referred: bool


@dataclass(frozen=True)
class Score:
    """A township's year in figures, with the total or why there is none."""

    parts: tuple[PartScore, ...]
    total: Decimal | None
    known: Fraction
    """The share of the weights in question of which something is known."""
    because: Text | None
    in_time: Outcome
    in_time_because: Text
    red_lines: tuple[RedLineFound, ...]


@dataclass(frozen=True)
class Proposal:
    """What the system proposes, None while a condition is open; and why."""

    recognition: Recognition | None
    grounds: tuple[Text, ...]


def score_of(
    figures: Mapping[Part, Figure],
    rules: PerformanceRules,
    *,
    year_is_over: bool,
    red_lines: Sequence[RedLineFound] = (),
) -> Score:
    """Return a township's score.

    What was not due at all weighs nothing. What is unknown is neither nothing nor full:
    how it enters the total is the pack's rule.
    """
    parts = tuple(
        PartScore(figures[part], rule, _points(figures[part], rule))
        for part, rule in rules.parts.items()
    )
    weighed = [one for one in parts if one.figure.known is not Known.NOTHING_DUE]
    whole = sum((one.rule.weight for one in weighed), Decimal(0))
    known = sum((one.rule.weight for one in weighed if one.is_known), Decimal(0))
    share = Fraction(known) / Fraction(whole) if whole else Fraction(0)
    because = _no_total(rules, share)
    total = None
    if because is None:
        earned = sum(
            (_exact(one) for one in weighed if one.is_known), start=Fraction(0)
        )
        total = _rounded(earned * WHOLE / Fraction(known))
    in_time, why = _in_time(figures, rules, year_is_over=year_is_over)
    return Score(parts, total, share, because, in_time, why, tuple(red_lines))


def _points(figure: Figure, rule: PartRule) -> Decimal | None:
    return None if figure.share is None else _rounded(rule.points(figure.share))


def _exact(one: PartScore) -> Fraction:
    assert one.figure.share is not None
    return one.rule.points(one.figure.share)


def _rounded(points: Fraction) -> Decimal:
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return exact.quantize(PLACES, rounding=ROUND_HALF_UP)


def _no_total(rules: PerformanceRules, known: Fraction) -> Text | None:
    if known == 0:
        return Text("各部分都没有数据", "nothing is known of any part")
    if rules.unknown is UnknownPart.NO_TOTAL and known < 1:
        return Text(
            "有的部分没有数据，按政策包不出总分",
            "of some parts nothing is known, and the pack then gives no total",
        )
    if known < rules.least_known:
        return Text(
            f"有数据的部分只占分值的{_percent(known)}，"
            f"不足{_percent(rules.least_known)}，不出总分",
            f"something is known of {_percent(known)} of the weights, under "
            f"{_percent(rules.least_known)}: no total",
        )
    return None


def _percent(share: Fraction) -> str:
    return f"{(_rounded(share * WHOLE)).normalize():f}%"


def _in_time(
    figures: Mapping[Part, Figure], rules: PerformanceRules, *, year_is_over: bool
) -> tuple[Outcome, Text]:
    """Judge art. 10's first condition: whether the plan was fulfilled in time."""
    plans = [figures[Part.HOUSEHOLD_PLAN], figures[Part.VILLAGE_PLAN]]
    due = [one for one in plans if one.known is not Known.NOTHING_DUE]
    if not due or any(one.share is None for one in due):
        return Outcome.UNKNOWN, Text(
            "没有经省备案的年度计划，不能认定是否如期",
            "no plan of the year is filed with the province: it cannot be told",
        )
    zh = "，".join(
        f"计划{one.of}{unit}，按期认定{one.counted}{unit}"
        for one, unit in zip(plans, ("户", "村"), strict=True)
        if one.of
    )
    en = ", ".join(
        f"{one.counted} of {one.of} {unit} of the plan approved in time"
        for one, unit in zip(plans, ("households", "villages"), strict=True)
        if one.of
    )
    said = Text(zh, en)
    if all(one.share is not None and one.share >= rules.completed_at for one in due):
        return Outcome.MET, said
    if not year_is_over:
        return Outcome.UNKNOWN, Text(f"{zh}；年度未到期", f"{en}; the year is not over")
    return Outcome.NOT_MET, said


def proposal(score: Score, effect: Effect | None) -> Proposal:
    """Return what art. 10 gives: a commendation and a criticism each ask for both."""
    first = Text(
        f"第一个条件“如期脱贫”：{_SAID[score.in_time].zh}（{score.in_time_because.zh}）",
        f"first condition, exits in time: {_SAID[score.in_time].en} "
        f"({score.in_time_because.en})",
    )
    if effect is None:
        second = Text(
            "第二个条件“工作实效突出”或“工作不力”：县办公室尚未认定",
            "second condition, outstanding or poor work: not found yet by the county "
            "office",
        )
    else:
        second = Text(
            f"第二个条件：认定为“{effect.label.zh}”",
            f"second condition: found to be {effect.label.en}",
        )
    bars = _barred(score.red_lines)
    grounds = (first, second, *bars)
    return Proposal(_proposed(score, effect), grounds)


_SAID = {
    Outcome.MET: Text("符合", "met"),
    Outcome.NOT_MET: Text("未能如期", "not met"),
    Outcome.UNKNOWN: Text("尚不能认定", "cannot be told yet"),
}


def _barred(found: Sequence[RedLineFound]) -> tuple[Text, ...]:
    upheld = sum(one.is_upheld for one in found)
    waits = len(found) - upheld
    said = []
    if upheld:
        said.append(
            Text(
                f"触及红线{upheld}件，当年不得嘉奖，按第十五条移送问责",
                f"{upheld} red lines crossed: no commendation this year, and a "
                "referral by art. 15",
            )
        )
    if waits:
        said.append(
            Text(
                f"另有{waits}件错退尚未整改认定，认定前不得嘉奖",
                f"{waits} wrong exits are not concluded on: no commendation before",
            )
        )
    return tuple(said)


def _proposed(score: Score, effect: Effect | None) -> Recognition | None:
    if score.in_time is Outcome.MET and effect is Effect.OUTSTANDING:
        if any(one.is_upheld for one in score.red_lines):
            return Recognition.NEITHER
        return None if score.red_lines else Recognition.COMMENDATION
    if score.in_time is Outcome.NOT_MET and effect is Effect.POOR:
        return Recognition.PUBLIC_CRITICISM
    if effect is None or score.in_time is Outcome.UNKNOWN:
        return None
    return Recognition.NEITHER


def may_be(recognition: Recognition, score: Score, effect: Effect | None) -> bool:
    """Say whether people may decide so: what art. 10 gives, or neither."""
    if recognition is Recognition.NEITHER:
        return True
    return proposal(score, effect).recognition is recognition
