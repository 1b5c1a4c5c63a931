"""A frame is frozen, a seed comes later, and what is drawn is checked (arts 12, 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.inspections import (
    SETUP,
    check,
    draw,
    drawn,
    drawn_from,
    freeze,
    inspection,
    replaced,
    seed_of,
)
from tests.support.world import OTHER_TOWNSHIP, OTHER_VILLAGE, TOWNSHIP, World
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.accounts.models import Person
from tuopin.office.scope import acting_as
from tuopin.oversight import operations as oversight
from tuopin.oversight import queries
from tuopin.oversight.domain import Approval, Design, Frame, SeedSource, Verdict
from tuopin.oversight.drawing import Plan, turns
from tuopin.oversight.operations import UnableToInspect


def numbers(world: World, number: int) -> list[int]:
    return [one.drawn.line.list_number for one in drawn(world, number)]


def test_a_frame_holds_who_stands_so_and_its_digest_is_on_record(world: World) -> None:
    marked = world.register()
    world.bring([marked], to="mark_lifted_out")
    under_way = world.register()
    world.bring([under_way], to="survey")
    (case,) = world.bring([ended := world.register()], to="survey")
    world.withdraw(case)
    world.register()

    by_household: dict[Frame, set[int]] = {}
    for frame in Frame:
        made = inspection(world, freeze(world, replace(SETUP, frame=frame)))
        with acting_as(world["supervision"]):
            lines = queries.lines_of(made)
            assert queries.is_as_frozen(made)
        by_household[frame] = {one.household_id for one in lines}

    assert by_household[Frame.LIFTED_OUT] == {marked}
    assert by_household[Frame.IN_PROCEDURE] == {under_way}
    assert by_household[Frame.NOT_ELIGIBLE] == {ended}
    assert len(by_household[Frame.ON_REGISTER]) == 4


def test_a_draw_is_the_one_that_anybody_works_out(world: World) -> None:
    number, found = drawn_from(world, 9)

    made = inspection(world, number)
    with acting_as(world["supervision"]):
        lines = queries.lines_of(made)
        assert queries.is_as_frozen(made)
    again = turns(queries.frame_in(lines), queries.plan_of(made), "5 0 7")
    assert [one.drawn.line.list_number for one in found] == [
        one.line.list_number for one in again if one.is_drawn
    ]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (Plan(Design.SIMPLE, take_number=2), 2),
        (Plan(Design.BY_TOWNSHIP, take_number=2), 4),
        (Plan(Design.BY_VILLAGE, take_percent=50), 4),
        (Plan(Design.VILLAGES_FIRST, take_number=9, villages=1), 4),
    ],
)
def test_a_draw_is_spread_as_it_was_said(
    world: World, plan: Plan, expected: int
) -> None:
    for _ in range(4):
        world.register()
        world.register(village=OTHER_VILLAGE)
    number = freeze(world, replace(SETUP, plan=plan))

    assert draw(world, number) == expected


@pytest.mark.parametrize(
    ("days_after", "is_drawn"), [(-1, False), (0, False), (1, True), (5, True)]
)
def test_a_seed_was_made_public_after_the_freezing(
    world: World, days_after: int, is_drawn: bool
) -> None:
    world.register()
    number = freeze(world)
    frozen_on = world.today
    world.move(days=6)
    seed = replace(seed_of(world), happened_on=frozen_on + timedelta(days=days_after))

    def attempt() -> int:
        return oversight.draw_sample(
            inspection_id=number,
            seed=seed,
            actor=world["supervision"],
            on=world.today,
        )

    if is_drawn:
        assert attempt() == 1
        return
    with pytest.raises(UnableToInspect, match="次日以后"):
        attempt()
    assert drawn(world, number) == []


def test_a_seed_serves_once(world: World) -> None:
    number, found = drawn_from(world)

    with pytest.raises(UnableToInspect, match="已经抽过"):
        draw(world, number, text="9 9 9")

    assert len(drawn(world, number)) == len(found)


def test_before_anything_is_sealed_there_is_no_sealed_seed(world: World) -> None:
    world.register()
    setup = replace(SETUP, seed_source=SeedSource.CHECKPOINT, seed_words="")
    number = freeze(world, setup)

    with pytest.raises(UnableToInspect, match="还没有封存"):
        oversight.draw_sample(
            inspection_id=number, seed=None, actor=world["supervision"], on=world.today
        )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": " "}, "抽查的名称"),
        ({"seed_words": ""}, "种子取自哪一次"),
        ({"plan": Plan(Design.SIMPLE)}, "两者只填一项"),
        ({"plan": Plan(Design.SIMPLE, 1, 1)}, "两者只填一项"),
        ({"plan": Plan(Design.SIMPLE, take_percent=101)}, "1至100"),
        ({"plan": Plan(Design.VILLAGES_FIRST, take_number=1)}, "抽几个村"),
        ({"plan": Plan(Design.VILLAGES_FIRST, 1, villages=2)}, "只有1个村"),
        ({"frame": Frame.LIFTED_OUT}, "名册是空的"),
        ({"places": (OTHER_TOWNSHIP,)}, "名册是空的"),
        ({"places": ("211221999000",)}, "没有区划代码"),
    ],
)
def test_a_frame_that_says_too_little_is_not_frozen(
    world: World, changed: dict[str, object], words: str
) -> None:
    world.register()

    with pytest.raises(UnableToInspect, match=words):
        freeze(world, replace(SETUP, **changed))  # type: ignore[arg-type]


def test_an_inspection_is_supervision_s_and_of_its_own_area(world: World) -> None:
    world.register()

    with pytest.raises(NotYourPosition):
        freeze(world, by="county")
    with pytest.raises(NotYourJurisdiction):
        freeze(world, replace(SETUP, places=("211222000000",)))

    assert inspection(world, freeze(world, by="city supervision"))


def test_who_stands_in_is_the_next_in_order_and_both_stay_on_the_sheet(
    world: World,
) -> None:
    number, found = drawn_from(world)
    with acting_as(world["supervision"]):
        made = inspection(world, number)
        lines = queries.frame_in(queries.lines_of(made))
    in_turn = [
        one.line.list_number for one in turns(lines, queries.plan_of(made), "5 0 7")
    ]

    first = replaced(world, found[1])
    second = replaced(world, found[0], "died")

    assert [first, second] == in_turn[3:5]
    now = drawn(world, number)
    assert [one.drawn.line.list_number for one in now] == in_turn[:5]
    assert [bool(one.replaced_by) for one in now] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("calls", "is_replaced"), [(4, True), (3, True), (2, False), (0, False)]
)
def test_who_is_not_at_home_was_called_on_three_days(
    world: World, calls: int, is_replaced: bool
) -> None:
    _, (first, *_) = drawn_from(world)
    world.move(days=5)
    days = [world.today - timedelta(days=at) for at in range(calls)]

    if is_replaced:
        assert replaced(world, first, "not_reached", calls=days)
        return
    with pytest.raises(UnableToInspect, match=f"现有{calls}次"):
        replaced(world, first, "not_reached", calls=days)


def test_calls_on_one_day_or_before_the_draw_are_no_three_calls(world: World) -> None:
    _, (first, *_) = drawn_from(world)
    before = [first.drawn.entered_on - timedelta(days=at) for at in (1, 2)]

    with pytest.raises(UnableToInspect, match="现有1次"):
        replaced(world, first, "not_reached", calls=[world.today] * 3 + before)


def test_a_household_is_replaced_for_the_pack_s_reasons_only(world: World) -> None:
    _, (first, *_) = drawn_from(world)

    with pytest.raises(UnableToInspect, match="只有下列情况可以换户"):
        replaced(world, first, "bad_weather")


def test_who_was_told_about_is_not_replaced_and_who_is_replaced_is_not_checked(
    world: World,
) -> None:
    _, (first, second, third) = drawn_from(world)
    check(world, first)
    replaced(world, second)
    check(world, third, Verdict.CANNOT_BE_TOLD)

    with pytest.raises(UnableToInspect, match="已有抽查结论"):
        replaced(world, first)
    with pytest.raises(UnableToInspect, match="顶替"):
        check(world, second)
    assert replaced(world, third)


def test_where_all_are_drawn_nobody_is_left_to_stand_in(world: World) -> None:
    _, (first, *_) = drawn_from(world, 3)

    with pytest.raises(UnableToInspect, match="已经抽完"):
        replaced(world, first)


@pytest.mark.parametrize("verdict", [Verdict.RIGHT, Verdict.MISSED])
def test_what_was_told_stands(world: World, verdict: Verdict) -> None:
    number, (first, *_) = drawn_from(world)

    check(world, first, verdict)

    with pytest.raises(UnableToInspect, match="已于"):
        check(world, first)
    assert drawn(world, number)[0].verdict is verdict


def test_what_could_not_be_told_may_be_looked_into_again(world: World) -> None:
    number, (first, *_) = drawn_from(world)

    check(world, first, Verdict.CANNOT_BE_TOLD, approval=Approval.NOT_ASKED)
    check(world, first)

    assert drawn(world, number)[0].verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"grounds": ""}, "查到的情况"),
        ({"evidence": " "}, "要有依据"),
        ({"verdict": Verdict.WRONG_EXIT}, "结论只能是"),
        ({"done_on": SETUP}, "至今天"),
    ],
)
def test_a_check_without_grounds_or_out_of_its_days_is_refused(
    world: World, changed: dict[str, object], words: str
) -> None:
    number, (first, *_) = drawn_from(world)
    if "done_on" in changed:
        changed = {"done_on": world.today + timedelta(days=1)}

    with pytest.raises(UnableToInspect, match=words):
        check(world, first, **changed)  # type: ignore[arg-type]

    assert drawn(world, number)[0].check is None


@pytest.mark.parametrize(
    ("days_ago", "is_entered"),
    [(0, True), (6, True), (7, True), (8, False), (9, False)],
)
def test_what_was_found_is_entered_within_a_week(
    world: World, days_ago: int, is_entered: bool
) -> None:
    _, (first, *_) = drawn_from(world)
    world.move(days=20)
    done_on = world.today - timedelta(days=days_ago)

    if is_entered:
        assert check(world, first, done_on=done_on)
        return
    with pytest.raises(UnableToInspect, match="7日内录入"):
        check(world, first, done_on=done_on)


def test_an_inspector_who_is_recused_leaves_the_household_to_another(
    world: World,
) -> None:
    _, (first, second, _) = drawn_from(world)
    accounts.recuse(
        person=Person.objects.get(id=world["supervision"].person_id),
        household_number=first.drawn.line.household_number,
        reason="亲属",
        actor=world["county"],
        on=world.today,
    )

    with pytest.raises(UnableToInspect, match="回避"):
        check(world, first)

    assert check(world, first, by="city supervision")
    assert check(world, second)


def test_a_township_sees_its_orders_and_no_inspection(world: World) -> None:
    number, (first, *_) = drawn_from(world)
    check(world, first, Verdict.MISSED)

    with acting_as(world["township"]):
        assert queries.find_inspection(number) is None
        (own,) = queries.orders_for(world["township"])
        assert own.order.office_code == TOWNSHIP
    with acting_as(world["other township"]):
        assert queries.orders_in_sight() == []
