"""What each level's set of papers holds, its class and retention (归档, art. 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Each


class CollectivePaper(StrEnum):
    """Papers that are about a place and not about one household (综合文件)."""

    PLANS = "plans"  # 退出计划
    MEETINGS = "meetings"  # 民主评议会记录
    NOTICES = "notices"  # 公示、公告
    CONSIGNMENTS = "consignments"  # 备案材料和回执
    VILLAGE_EXITS = "village_exits"  # 贫困村退出材料


@dataclass(frozen=True, slots=True)
class RetentionPeriod:
    """How long papers are kept (保管期限), with the code that archive numbers use."""

    id: str
    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class SetRules:
    """One level's set: its class, the acts a household's volume shows, and the rest."""

    level: Each
    title: Text
    class_code: str
    class_title: Text
    household_acts: tuple[str, ...]
    household_retention: RetentionPeriod
    collective: Mapping[CollectivePaper, RetentionPeriod]


@dataclass(frozen=True, slots=True)
class ArchiveRules:
    """The sets of all levels, the article they follow and the readings they rest on."""

    cite: Citation
    notes: tuple[str, ...]
    sets: Mapping[Each, SetRules]
