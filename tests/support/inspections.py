"""Inspections of the invented county: frozen, drawn, checked, corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tests.support.world import COUNTY, NEXT_VILLAGE, TOWNSHIP, YEAR, World
from tuopin.office.scope import acting_as
from tuopin.oversight import operations as oversight
from tuopin.oversight import queries
from tuopin.oversight.domain import Approval, Design, Frame, SeedSource, Verdict
from tuopin.oversight.drawing import Plan
from tuopin.oversight.models import Inspection
from tuopin.oversight.operations import Check, GivenSeed, Order, Replacement, Setup
from tuopin.oversight.queries import DrawnStanding
from tuopin.rulebook.positions import Position

SETUP = Setup(
    title="年底抽查",
    year=YEAR,
    frame=Frame.ON_REGISTER,
    places=(COUNTY,),
    plan=Plan(Design.SIMPLE, take_number=3),
    seed_source=SeedSource.PUBLIC_ACT,
    seed_words="次日福利彩票3D开奖号码",
)


def freeze(world: World, setup: Setup = SETUP, *, by: str = "supervision") -> int:
    """Freeze a frame and return the inspection's number."""
    return oversight.freeze_frame(setup=setup, actor=world[by], on=world.today)


def seed_of(world: World, text: str = "5 0 7") -> GivenSeed:
    """Return what the public act says today."""
    return GivenSeed(text, world.today, "开奖公告")


def draw(world: World, number: int, *, text: str = "5 0 7") -> int:
    """Move to the next day and draw; returns how many were drawn."""
    world.move()
    return oversight.draw_sample(
        inspection_id=number,
        seed=seed_of(world, text),
        actor=world["supervision"],
        on=world.today,
    )


def inspection(world: World, number: int, *, by: str = "supervision") -> Inspection:
    """Return an inspection as somebody sees it."""
    with acting_as(world[by]):
        found = queries.find_inspection(number)
    assert found is not None
    return found


def drawn(world: World, number: int, *, by: str = "supervision") -> list[DrawnStanding]:
    """Return what an inspection drew, as somebody sees it."""
    with acting_as(world[by]):
        return queries.drawn_of(inspection(world, number, by=by))


def drawn_from(
    world: World, households: int = 6, *, setup: Setup = SETUP
) -> tuple[int, list[DrawnStanding]]:
    """Register households, draw from them, and return the number and the drawn."""
    for _ in range(households):
        world.register()
    number = freeze(world, setup)
    draw(world, number)
    return number, drawn(world, number)


CHECK = Check(
    Verdict.RIGHT, "入户核对无误", "核对记录", Approval.CONTENT, date(2017, 1, 1)
)


def order_to(
    world: World,
    position: Position = Position.TOWNSHIP_OFFICE,
    office: str = TOWNSHIP,
    *,
    days: int = 15,
    department: str = "",
) -> Order:
    """Return an order to correct, due in so many days."""
    due_on = world.today + timedelta(days=days)
    return Order(position, office, "重新入户核实并改正", due_on, department)


def check(
    world: World,
    found: DrawnStanding,
    verdict: Verdict = Verdict.RIGHT,
    *,
    order: Order | None = None,
    by: str = "supervision",
    **changed: object,
) -> int:
    """Record what was found of a drawn household today."""
    if order is None and verdict.is_irregular:
        order = order_to(world)
    made = replace(CHECK, verdict=verdict, done_on=world.today)
    return oversight.record_check(
        drawn_id=found.drawn.id,
        check=replace(made, **changed),  # type: ignore[arg-type]
        order=order,
        actor=world[by],
        on=world.today,
    )


def order_of(world: World, found: DrawnStanding) -> int:
    """Return the number of the order about a drawn household."""
    with acting_as(world["supervision"]):
        again = queries.find_drawn_by_id(found.drawn.id)
    assert again is not None
    assert again.order is not None
    return again.order.order.id


def answer(world: World, order: int, *, by: str = "township") -> None:
    """Have an office say that it corrected what it was ordered to."""
    oversight.answer_order(
        order_id=order,
        text="已重新入户，恢复帮扶",
        evidence="整改报告",
        actor=world[by],
        on=world.today,
    )


def decide(
    world: World, order: int, *, accepts: bool = True, by: str = "supervision"
) -> None:
    """Have supervision judge an answer."""
    oversight.decide_answer(
        order_id=order,
        is_accepted=accepts,
        text="现场复查属实" if accepts else "材料不足",
        actor=world[by],
        on=world.today,
    )


def replaced(
    world: World,
    found: DrawnStanding,
    reason: str = "moved_away",
    *,
    calls: Sequence[date] = (),
) -> int:
    """Take the next in order for a drawn household."""
    return oversight.replace_household(
        drawn_id=found.drawn.id,
        replacement=Replacement(reason, "全家迁往外地", "村委会证明", tuple(calls)),
        actor=world["supervision"],
        on=world.today,
    )


def referred(world: World) -> tuple[int, int, int]:
    """Have a household of the next village missed, and that referred.

    Returns the inspection, the household's number in the list, and the order.
    """
    world.register(village=NEXT_VILLAGE)
    number = freeze(world, replace(SETUP, places=(NEXT_VILLAGE,)))
    draw(world, number)
    found, *_ = drawn(world, number)
    verdict = next(one for one in found.standing.verdicts if one.is_irregular)
    check(world, found, verdict)
    order = order_of(world, found)
    oversight.refer(
        order_id=order,
        referral=oversight.Referral("督移1", "县监察机关", "村两委", "代签", "卷宗"),
        actor=world["supervision"],
        on=world.today,
    )
    return number, found.drawn.line.list_number, order
