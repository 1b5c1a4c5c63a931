"""What the county office finds of two townships' work; the leading group has yet to."""

from __future__ import annotations

from datetime import date
from functools import partial

from tuopin.office.accounts.domain import Actor
from tuopin.oversight import operations as oversight
from tuopin.oversight.operations import EffectSaid
from tuopin.oversight.performance.domain import Effect
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.performance import RedLine
from tuopin.rulebook.positions import Position
from tuopin.web.demo.diary import Diary

FOUND = (
    (
        Effect.POOR,
        "评议会两次改期，核查名单三次退回；第四季度督办通知两次，未按期办结。",
        "县脱贫办督办通知〔第11号、第14号〕",
    ),
    (
        Effect.OUTSTANDING,
        "带贫合作社覆盖各村，退出户都有稳定增收渠道；档案抽查没有缺件。",
        "县脱贫办年度核查报告",
    ),
)


def plan_assessment(diary: Diary, pack: PolicyPack) -> None:
    """Put what is found of the townships' work into the diary."""
    if pack.performance is not None:
        diary.at(diary.days.effects_found, partial(_find, diary))


def _find(diary: Diary, on: date) -> None:
    office = diary.staff.of_county(Position.COUNTY_OFFICE)
    townships = sorted({one.township for one in diary.villages.values()})
    for township, (effect, grounds, paper) in zip(townships, FOUND, strict=False):
        said = EffectSaid(township, diary.year, effect, grounds, paper)
        oversight.find_effect(said=said, actor=office, on=on)


def mark_forged(check: int, inspector: Actor, on: date) -> None:
    """Mark that the signature which an inspector was shown is not the head's own."""
    oversight.mark_red_line(
        check_id=check,
        line=RedLine.FORGED_SIGNATURE,
        grounds="认可书签名经比对不是户主本人所写，由村干部代签。",
        evidence="认可书原件、笔迹比对记录",
        actor=inspector,
        on=on,
    )
