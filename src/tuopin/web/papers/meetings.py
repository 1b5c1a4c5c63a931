"""The papers of a village's appraisal meeting, printed before it is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.divisions.queries import unit_named
from tuopin.rulebook.procedure import ActRule
from tuopin.web.papers.forms import Data, dated, households, written

APPRAISAL = "appraise"


def papers_of_meeting(
    act: ActRule, case_ids: Sequence[int], *, village_code: str, year: int, on: date
) -> Data:
    """Return what is put to a meeting: the households with what was assessed."""
    village = unit_named(village_code)
    return {
        "title": "民主评议会会议记录",
        "place": village.name,
        "year": year,
        "says": "会议听取了下列各户的入户调查和评定情况，逐户讨论，逐户表决。"
        "回避的人不参加该户的表决，其余到会人数须达到规定的比例。",
        "households": households(case_ids),
        "cite": f"依据：{act.cite.label.zh}",
        "printed": f"打印日期：{written(on)}",
        "dated": dated(on),
    }
