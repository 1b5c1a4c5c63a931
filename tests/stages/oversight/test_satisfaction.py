"""Drawn households are asked whether they are content, from elsewhere (art. 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from tests.support import aftercare
from tests.support.inspections import SETUP, check, drawn, drawn_from, inspection
from tests.support.satisfaction import CONTENT, ask
from tests.support.world import VILLAGE, YEAR, World
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.counting import tallies
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as
from tuopin.oversight.domain import Approval, Design
from tuopin.oversight.drawing import Plan
from tuopin.oversight.operations import UnableToInspect
from tuopin.oversight.satisfaction.domain import Manner, Reply
from tuopin.oversight.satisfaction.queries import (
    Satisfaction,
    approval,
    satisfaction_of,
)

ALL = replace(SETUP, plan=Plan(Design.SIMPLE, take_percent=100))


def said(world: World, number: int) -> Satisfaction:
    pack = pack_on(world.today)
    assert pack.satisfaction is not None
    assert pack.inspection is not None
    with acting_as(world["supervision"]):
        found = satisfaction_of(
            inspection(world, number),
            drawn(world, number),
            rules=pack.satisfaction,
            figures=pack.inspection,
        )
    assert found is not None
    return found


def test_who_refuses_and_who_is_not_reached_is_counted_as_such(world: World) -> None:
    number, (first, second, third) = drawn_from(world, 4)
    ask(world, first.drawn.id)
    ask(world, second.drawn.id, reply=Reply.REFUSED, answers={})
    ask(world, third.drawn.id, reply=Reply.NOT_REACHED, answers={})

    found = said(world, number)

    assert (found.answered, found.refused, found.not_reached) == (1, 1, 1)
    assert found.not_asked == 0
    assert not any(one.estimate.is_concluded for one in found.questions)


def test_enough_answers_give_a_share_with_its_interval(world: World) -> None:
    number, found = drawn_from(world, 30, setup=ALL)
    for at, one in enumerate(found):
        content = "not_content" if at < 3 else "content"
        ask(world, one.drawn.id, answers={**CONTENT, "content": content})

    overall = said(world, number).questions[-1].estimate

    assert (overall.counted, overall.told) == (27, 30)
    assert overall.interval is not None
    assert overall.interval.low < overall.share < overall.interval.high  # type: ignore[operator]


def test_a_household_not_reached_is_asked_again_and_one_that_answered_is_not(
    world: World,
) -> None:
    _, (one, *_) = drawn_from(world, 4)
    ask(world, one.drawn.id, reply=Reply.NOT_REACHED, answers={})
    ask(world, one.drawn.id)

    with pytest.raises(UnableToInspect, match="已于"):
        ask(world, one.drawn.id)


@pytest.mark.parametrize("name", ["甲village", "甲team", "甲帮扶"])
def test_nobody_of_the_village_asks_whether_it_is_content(
    world: World, name: str
) -> None:
    _, (one, *_) = drawn_from(world, 4)
    pairing = aftercare.pair(world)
    aftercare.name(world, pairing, "甲帮扶")

    with pytest.raises(UnableToInspect, match="村外的人"):
        ask(world, one.drawn.id, interviewer=name)

    assert ask(world, one.drawn.id, interviewer="丙访问员")


@pytest.mark.parametrize(
    "changed",
    [
        {"answers": {}},
        {"answers": {**CONTENT, "content": "very"}},
        {"answers": {**CONTENT, "weather": "fine"}},
        {"reply": Reply.REFUSED},
        {"interviewer": " "},
        {"evidence": " "},
    ],
)
def test_an_interview_is_whole_or_it_is_none(
    world: World, changed: dict[str, object]
) -> None:
    _, (one, *_) = drawn_from(world, 4)

    with pytest.raises(UnableToInspect):
        ask(world, one.drawn.id, **changed)

    assert ask(world, one.drawn.id, manner=Manner.DOOR)


def test_a_household_is_asked_after_it_was_drawn(world: World) -> None:
    _, (one, *_) = drawn_from(world, 4)

    with pytest.raises(UnableToInspect, match="抽中以后"):
        ask(world, one.drawn.id, done_on=world.today - timedelta(days=1))


@pytest.mark.parametrize("by", ["village", "team", "township", "leading group"])
def test_no_office_below_asks(world: World, by: str) -> None:
    _, (one, *_) = drawn_from(world, 4)

    with pytest.raises((NotYourPosition, UnableToInspect)):
        ask(world, one.drawn.id, by=by)

    assert ask(world, one.drawn.id, by="county")


def test_an_interview_stands_before_what_was_asked_beside_the_check(
    world: World,
) -> None:
    _, (first, second, *_) = drawn_from(world, 4)
    check(world, first, approval=Approval.NOT_CONTENT)
    check(world, second, approval=Approval.NOT_CONTENT)
    ask(world, first.drawn.id)

    with acting_as(world["county"]):
        rules = pack_on(world.today).satisfaction
        (tally,) = tallies(approval(YEAR, rules)).values()

    assert (tally.counted, tally.of) == (1, 2)


COPY = """INSERT INTO oversight_interview (drawn_id, village_code, manner, reply,
  answers, interviewer, evidence, done_on, recorded_by_id, entered_on, recorded_at)
SELECT {drawn}, village_code, manner, {reply}, {answers}, {name}, evidence, done_on,
  recorded_by_id, entered_on, recorded_at FROM oversight_interview LIMIT 1"""


@pytest.mark.parametrize(
    ("changed", "promise"),
    [
        ({"drawn": "drawn_id"}, "an_interview_is_of_the_drawn"),
        ({"reply": "'refused'"}, "an_interview_is_of_the_drawn"),
        ({"answers": "'{}'"}, "an_interview_is_of_the_drawn"),
        ({"name": "'甲village'"}, "asked_from_elsewhere"),
    ],
)
def test_the_database_takes_no_interview_that_was_not_so(
    world: World, changed: dict[str, str], promise: str
) -> None:
    number, (one, *_) = drawn_from(world, 4)
    ask(world, one.drawn.id)
    other = next(
        each.drawn.id
        for each in drawn(world, number)
        if each.drawn.id != one.drawn.id and each.drawn.village_code == VILLAGE
    )
    lawful = {
        "drawn": str(other),
        "reply": "reply",
        "answers": "answers",
        "name": "interviewer",
    }

    with acting_as(world["county"]), connections["default"].cursor() as cursor:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            cursor.execute(COPY.format(**{**lawful, **changed}))
        cursor.execute(COPY.format(**lawful))

    cause = refusal.value.__cause__
    assert cause.diag.constraint_name == promise  # type: ignore[union-attr]
