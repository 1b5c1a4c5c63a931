"""How the acts of an inspection are attempted, each in a household's own village."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.support import inspections
from tests.support.aftercare import DOCUMENT
from tests.support.inspections import CHECK, SETUP, order_of, order_to, seed_of
from tuopin.office.accounts.domain import Actor
from tuopin.oversight import operations as oversight
from tuopin.oversight.domain import Design, Frame, Verdict
from tuopin.oversight.drawing import Plan
from tuopin.oversight.operations import Referral, Replacement
from tuopin.oversight.queries import DrawnStanding
from tuopin.rulebook.positions import Position

if TYPE_CHECKING:
    from tests.stages.access.every_operation import Place


def freeze(place: Place, actor: Actor) -> object:
    setup = replace(SETUP, places=(place.village,))
    return oversight.freeze_frame(setup=setup, actor=actor, on=place.world.today)


@contextmanager
def tomorrow(place: Place) -> Iterator[None]:
    """Let a day pass, in the transaction that is taken back."""
    today = place.world.today
    place.world.move()
    try:
        yield
    finally:
        place.world.today = today


def draw(place: Place, actor: Actor) -> object:
    setup = replace(SETUP, places=(place.village,))
    number = inspections.freeze(place.world, setup)
    with tomorrow(place):
        return oversight.draw_sample(
            inspection_id=number,
            seed=seed_of(place.world),
            actor=actor,
            on=place.world.today,
        )


def _drawn(place: Place) -> DrawnStanding:
    for _ in range(2):
        place.world.register(village=place.village)
    setup = replace(
        SETUP, places=(place.village,), plan=Plan(Design.SIMPLE, take_number=1)
    )
    number = inspections.freeze(place.world, setup)
    inspections.draw(place.world, number)
    (found,) = inspections.drawn(place.world, number)
    return found


@contextmanager
def drawn(place: Place) -> Iterator[DrawnStanding]:
    """Have a household of the village drawn, in the transaction that is taken back."""
    today = place.world.today
    try:
        yield _drawn(place)
    finally:
        place.world.today = today


def replace_household(place: Place, actor: Actor) -> object:
    with drawn(place) as found:
        return oversight.replace_household(
            drawn_id=found.drawn.id,
            replacement=Replacement("moved_away", "迁走", "证明"),
            actor=actor,
            on=place.world.today,
        )


def record_check(place: Place, actor: Actor) -> object:
    with drawn(place) as found:
        return oversight.record_check(
            drawn_id=found.drawn.id,
            check=replace(CHECK, done_on=place.world.today),
            order=None,
            actor=actor,
            on=place.world.today,
        )


def _ordered(place: Place, found: DrawnStanding) -> int:
    verdict = next(one for one in found.standing.verdicts if one.is_irregular)
    order = order_to(place.world, Position.TOWNSHIP_OFFICE, place.township)
    inspections.check(place.world, found, Verdict(verdict), order=order)
    return order_of(place.world, found)


def answer_order(place: Place, actor: Actor) -> object:
    with drawn(place) as found:
        oversight.answer_order(
            order_id=_ordered(place, found),
            text="已改正",
            evidence="报告",
            actor=actor,
            on=place.world.today,
        )
    return True


def decide_answer(place: Place, actor: Actor) -> object:
    with drawn(place) as found:
        order = _ordered(place, found)
        inspections.answer(place.world, order, by=place.staff.township)
        oversight.decide_answer(
            order_id=order,
            is_accepted=True,
            text="属实",
            actor=actor,
            on=place.world.today,
        )
    return True


def refer(place: Place, actor: Actor) -> object:
    with drawn(place) as found:
        oversight.refer(
            order_id=_ordered(place, found),
            referral=Referral("移1", "监察机关", "村两委", "代签", "卷宗"),
            actor=actor,
            on=place.world.today,
        )
    return True


def restore(place: Place, actor: Actor) -> object:
    setup = replace(
        SETUP,
        frame=Frame.LIFTED_OUT,
        places=(place.village,),
        plan=Plan(Design.SIMPLE, take_number=1),
    )
    number = inspections.freeze(place.world, setup)
    with tomorrow(place):
        inspections.draw(place.world, number)
        (found,) = inspections.drawn(place.world, number)
        order = order_to(place.world, Position.TOWNSHIP_OFFICE, place.township)
        inspections.check(place.world, found, Verdict.WRONG_EXIT, order=order)
        return oversight.restore_household(
            order_id=order_of(place.world, found),
            document=DOCUMENT,
            actor=actor,
            on=place.world.today,
        )
