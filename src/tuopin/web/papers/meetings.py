"""The papers of a village's appraisal meeting, printed before it is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.divisions.queries import unit_named
from tuopin.rulebook.procedure import ActRule
from tuopin.web.papers.forms import Data, dated, households, written

APPRAISAL = "appraise"
TO_FILL_IN = ("时间", "地点", "主持人", "记录人", "应到人数", "实到人数")
VOTES = ["序号", "户主", "人口", "评定", "同意", "不同意", "弃权", "回避"]
LINES = 40
"""So many people may sign in on a page."""


def papers_of_meeting(
    act: ActRule, case_ids: Sequence[int], *, village_code: str, year: int, on: date
) -> Data:
    """Return what is put to a meeting: the households with what was assessed."""
    village = unit_named(village_code)
    return {
        "title": "民主评议会会议记录",
        "about": [
            ["村", village.name],
            ["年度", f"{year}年"],
            *([name, ""] for name in TO_FILL_IN),
        ],
        "says": "会议听取了下列各户的入户调查和评定情况，逐户讨论，逐户表决。"
        "回避的人不参加该户的表决，其余到会人数须达到规定的比例。",
        "votes": {"title": "逐户表决", "columns": VOTES},
        "households": households(case_ids),
        "signers": ["主持人", "记录人", "监票人"],
        "signing": {
            "title": "民主评议会签到表",
            "columns": ["序号", "姓名", "签字"],
            "lines": LINES,
            "says": "与评议对象有亲属关系或担任帮扶责任人的，应当回避该户的表决。",
        },
        "cite": f"依据：{act.cite.label.zh}",
        "printed": f"打印日期：{written(on)}",
        "dated": dated(on),
    }
