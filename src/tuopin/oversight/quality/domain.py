"""The five kinds of quality, what each counts, and where it is worst; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tuopin.office.divisions.domain import township_of
from tuopin.rulebook.text import Text

MOST_WORST = 5


class Kind(StrEnum):
    """What article 12 asks of acceptance, in its order."""

    PROCEDURE = "procedure"  # 验收程序规范
    TRUTH = "truth"  # 数据真实可靠
    ARCHIVE = "archive"  # 档案完整齐全
    OPENNESS = "openness"  # 结果公正公开
    APPROVAL = "approval"  # 群众满意认可

    @property
    def label(self) -> Text:
        """The kind in the article's words."""
        return _KINDS[self][0]

    @property
    def of(self) -> Text:
        """Of what it counts."""
        return _KINDS[self][1]

    @property
    def good(self) -> Text:
        """What is counted as good."""
        return _KINDS[self][2]

    @property
    def bad(self) -> Text:
        """What is not."""
        return _KINDS[self][3]

    @property
    def source(self) -> Text:
        """Where the figure comes from."""
        return _KINDS[self][4]

    @property
    def counts_the_good(self) -> bool:
        """Whether its measure counts what is good, or what is not."""
        return self in (Kind.ARCHIVE, Kind.APPROVAL)


_KINDS: Mapping[Kind, tuple[Text, Text, Text, Text, Text]] = {
    Kind.PROCEDURE: (
        Text("验收程序规范", "the procedure kept"),
        Text("村、乡办理的各环节", "acts done by villages and townships"),
        Text("按期办理、按期录入", "done and entered in time"),
        Text("超期办理或录入", "done or entered late"),
        Text(
            "各环节的办理日期和录入日期，对照政策包的期限",
            "days of doing and of entry, against the pack's limits",
        ),
    ),
    Kind.TRUTH: (
        Text("数据真实可靠", "the facts true"),
        Text("当年的入户调查", "surveys of the year"),
        Text("没有被比对、复查、督查查出问题", "put in question by nobody"),
        Text("被查出问题", "put in question"),
        Text(
            "部门比对、盲抽复查、检查和督查抽查的结果",
            "departments' lists, blind second surveys, checks and inspections",
        ),
    ),
    Kind.ARCHIVE: (
        Text("档案完整齐全", "the archives complete"),
        Text("归档到期的认定户", "approved households whose archive is due"),
        Text("三级归档按期齐全", "complete in time at all levels"),
        Text("未按期齐全", "not complete in time"),
        Text(
            "村、乡、县三级归档登记，对照认定日期",
            "what the three levels archived, against the day of approval",
        ),
    ),
    Kind.OPENNESS: (
        Text("结果公正公开", "the outcome fair and open"),
        Text("公示过的户", "households that hung in public"),
        Text("没有成立的异议", "no objection upheld"),
        Text("异议成立", "objection upheld"),
        Text(
            "公示、公告和异议答复（含复核）",
            "notices, and objections as answered in the end",
        ),
    ),
    Kind.APPROVAL: (
        Text("群众满意认可", "the people content"),
        Text("抽中后问到的户", "drawn households that were asked"),
        Text("满意、认可", "content"),
        Text("不满意、不认可", "not content"),
        Text(
            "督查抽查时问到的认可和满意度回访",
            "what inspectors asked at the door, and satisfaction interviews",
        ),
    ),
}


@dataclass(frozen=True)
class Share:
    """How many are good, of how many."""

    good: int
    of: int

    @property
    def share(self) -> Fraction | None:
        """The share that is good, None of nothing: that is unknown, not nought."""
        return Fraction(self.good, self.of) if self.of else None

    @property
    def bad(self) -> int:
        """How many are not good."""
        return self.of - self.good


@dataclass(frozen=True)
class Worst:
    """A place with its share."""

    code: str
    share: Share


@dataclass(frozen=True)
class Quality:
    """One kind's figure with its trend and its worst places."""

    kind: Kind
    share: Share
    months: tuple[tuple[date, Share], ...]
    townships: tuple[Worst, ...]
    villages: tuple[Worst, ...]
    because: Text | None = None
    """Why nothing is known, where the pack says nothing of it."""


def quality_of(
    kind: Kind,
    by_village: Mapping[str, Share],
    months: tuple[tuple[date, Share], ...],
) -> Quality:
    """Return a kind's figure from its villages': the sum is the whole."""
    good: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for code, one in by_village.items():
        good[township_of(code)] += one.good
        of[township_of(code)] += one.of
    townships = {code: Share(good[code], of[code]) for code in of}
    return Quality(
        kind,
        Share(good.total(), of.total()),
        months,
        _worst(townships),
        _worst(by_village),
    )


def _worst(shares: Mapping[str, Share]) -> tuple[Worst, ...]:
    """Return the places with anything that is not good, the lowest share first."""
    found = [
        (one.share, -one.bad, code)
        for code, one in shares.items()
        if one.share is not None and one.bad
    ]
    return tuple(Worst(code, shares[code]) for _, _, code in sorted(found))[:MOST_WORST]
