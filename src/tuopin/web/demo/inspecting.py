"""An inspection of the demonstration year: drawn, checked, one false exit found."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.divisions.domain import township_of
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as
from tuopin.oversight import operations as oversight
from tuopin.oversight import queries
from tuopin.oversight.domain import (
    Approval,
    Design,
    Frame,
    SeedSource,
    Standing,
    Verdict,
)
from tuopin.oversight.drawing import Plan
from tuopin.oversight.operations import (
    Check,
    GivenSeed,
    Order,
    Replacement,
    Setup,
)
from tuopin.oversight.queries import DrawnStanding
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.web.demo.assessing import mark_forged
from tuopin.web.demo.diary import Diary
from tuopin.web.demo.interviewing import interview_all

SAMPLE, LEFT_OPEN = 40, 2
WRONG, MOVED, DISCONTENT = 1, 2, 3
"""Which of the drawn, in turn, is a false exit, has moved away, does not approve."""
SEED_WORDS = "次日福利彩票3D开奖号码（福彩网公布）"


def plan_inspection(diary: Diary, pack: PolicyPack) -> None:
    """Put an inspection of the households lifted out into the diary."""
    if pack.inspection is not None:
        diary.at(diary.days.inspection_frozen, partial(_freeze, diary))


def _freeze(diary: Diary, on: date) -> None:
    inspector = diary.staff.of_county(Position.SUPERVISION)
    setup = Setup(
        title="年底督查抽查",
        year=diary.year,
        frame=Frame.LIFTED_OUT,
        places=(inspector.division_code,),
        plan=Plan(Design.SIMPLE, take_number=SAMPLE),
        seed_source=SeedSource.PUBLIC_ACT,
        seed_words=SEED_WORDS,
    )
    try:
        number = oversight.freeze_frame(setup=setup, actor=inspector, on=on)
    except Refusal:
        # A small register has nobody lifted out by then.
        return
    tomorrow = on + timedelta(days=1)
    diary.at(tomorrow, partial(_draw, diary, inspector, number))


def _draw(diary: Diary, inspector: Actor, number: int, on: date) -> None:
    seed = GivenSeed("5 0 7", on, "福彩网当日开奖公告")
    oversight.draw_sample(inspection_id=number, seed=seed, actor=inspector, on=on)
    diary.at(on + timedelta(days=2), partial(_check, diary, inspector, number))


def _check(diary: Diary, inspector: Actor, number: int, on: date) -> None:
    found = _drawn(inspector, number)
    for at, one in enumerate(found[:-LEFT_OPEN]):
        if at == MOVED:
            _replace(one, inspector, on)
        elif at == WRONG:
            _find_wrong(diary, one, inspector, on)
        else:
            approval = Approval.NOT_CONTENT if at == DISCONTENT else Approval.CONTENT
            said = "入户核对收入、住房、饮水和教育，与档案一致；户主清楚并认可退出。"
            check = Check(Verdict.RIGHT, said, "入户核查笔录", approval, on)
            oversight.record_check(
                drawn_id=one.drawn.id, check=check, order=None, actor=inspector, on=on
            )
    if pack_on(on).satisfaction is not None:
        interview_all(_drawn(inspector, number), inspector, on)
    if len(found) > WRONG + LEFT_OPEN:
        diary.at(
            diary.days.inspection_answered, partial(_answer, diary, inspector, number)
        )


def _drawn(inspector: Actor, number: int) -> list[DrawnStanding]:
    with acting_as(inspector):
        inspection = queries.find_inspection(number)
        assert inspection is not None
        return queries.drawn_of(inspection)


def _find_wrong(diary: Diary, one: DrawnStanding, inspector: Actor, on: date) -> None:
    assert one.standing is Standing.LIFTED_OUT
    township = township_of(one.drawn.village_code)
    check = Check(
        Verdict.WRONG_EXIT,
        "户主称没有参加民主评议，认可书签名不是本人所写；"
        "转移性收入重复计算，改正后低于扶贫标准。",
        "入户核查笔录、认可书原件",
        Approval.NOT_CONTENT,
        on,
    )
    order = Order(
        Position.TOWNSHIP_OFFICE,
        township,
        "重新入户核实收入，按规定恢复帮扶，查清签名责任。",
        on + timedelta(days=14),
    )
    number = oversight.record_check(
        drawn_id=one.drawn.id, check=check, order=order, actor=inspector, on=on
    )
    if pack_on(on).performance is not None:
        mark_forged(number, inspector, on)


def _replace(one: DrawnStanding, inspector: Actor, on: date) -> None:
    why = Replacement("moved_away", "全家已迁往外省，老屋无人居住", "村委会证明")
    try:
        oversight.replace_household(
            drawn_id=one.drawn.id, replacement=why, actor=inspector, on=on
        )
    except Refusal:
        # Everybody of the frame is drawn: it stays to be checked.
        return


def _answer(diary: Diary, inspector: Actor, number: int, on: date) -> None:
    for one in _drawn(inspector, number):
        if one.order is not None:
            office = diary.staff.at(
                Position.TOWNSHIP_OFFICE, one.order.order.office_code
            )
            oversight.answer_order(
                order_id=one.order.order.id,
                text="已重新入户核实，恢复帮扶；签名由村干部代写，已责令改正。",
                evidence="重新核实笔录、整改报告",
                actor=office,
                on=on,
            )
