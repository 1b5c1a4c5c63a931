"""What an inspection finds is corrected, and holds the household so long (art. 15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction

from tests.support.aftercare import DOCUMENT
from tests.support.inspections import (
    SETUP,
    answer,
    check,
    decide,
    draw,
    drawn,
    drawn_from,
    freeze,
    order_of,
    order_to,
)
from tests.support.world import COUNTY, OTHER_TOWNSHIP, VILLAGE, World
from tuopin.aftercare.operations import UnableToCare
from tuopin.aftercare.queries import returns_of
from tuopin.filing.operations.refusals import UnableToFile
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.scope import acting_as
from tuopin.oversight import operations as oversight
from tuopin.oversight import queries
from tuopin.oversight.domain import Design, Frame, OrderState, Verdict
from tuopin.oversight.drawing import Plan
from tuopin.oversight.operations import Referral, UnableToInspect
from tuopin.oversight.queries import DrawnStanding
from tuopin.procedure.holds import may_release
from tuopin.procedure.operations import UnableToRecord
from tuopin.procedure.queries import cases_by_id, open_holds
from tuopin.register.domain import RegistrationStatus
from tuopin.register.queries import households_by_id
from tuopin.rulebook.positions import Position

UNDER_WAY = replace(
    SETUP, frame=Frame.IN_PROCEDURE, plan=Plan(Design.SIMPLE, take_percent=100)
)


def under_way(world: World, to: str = "survey") -> tuple[int, DrawnStanding]:
    """Draw the one household whose exit is under way; returns its case, too."""
    (case,) = world.bring([world.register()], to=to)
    number = freeze(world, UNDER_WAY)
    draw(world, number)
    (found,) = drawn(world, number)
    return case, found


def test_a_wrong_exit_stops_the_household_until_the_correction_is_accepted(
    world: World,
) -> None:
    case, found = under_way(world)
    check(world, found, Verdict.WRONG_EXIT)
    order = order_of(world, found)

    assert world.assess([case]).done == ()
    answer(world, order)
    assert world.assess([case]).done == ()
    decide(world, order)

    assert world.assess([case]).done == (case,)


def test_an_answer_that_is_sent_back_is_given_again(world: World) -> None:
    _, found = under_way(world)
    check(world, found, Verdict.WRONG_EXIT)
    order = order_of(world, found)
    states = []

    for accepts in (False, True):
        answer(world, order)
        states.append(state(world, order))
        decide(world, order, accepts=accepts)
        states.append(state(world, order))

    assert states == [
        OrderState.ANSWERED,
        OrderState.SENT_BACK,
        OrderState.ANSWERED,
        OrderState.ACCEPTED,
    ]
    with pytest.raises(UnableToInspect, match="整改到位"):
        answer(world, order)


def state(world: World, order: int) -> OrderState:
    with acting_as(world["supervision"]):
        found = queries.find_order(order)
    assert found is not None
    return found.state


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        ("supervision", NotYourPosition),
        ("village", UnableToInspect),
        ("county", UnableToInspect),
        ("examiner", UnableToInspect),
        ("other township", UnableToInspect),
    ],
)
def test_an_order_is_answered_by_the_office_it_names(
    world: World, by: str, refusal: type[Exception]
) -> None:
    _, found = under_way(world)
    check(world, found, Verdict.WRONG_EXIT)
    order = order_of(world, found)

    with pytest.raises(refusal):
        answer(world, order, by=by)

    answer(world, order)
    assert state(world, order) is OrderState.ANSWERED


def test_a_correction_is_accepted_by_supervision_and_nobody_inspected(
    world: World,
) -> None:
    _, found = under_way(world)
    check(world, found, Verdict.WRONG_EXIT)
    order = order_of(world, found)
    with pytest.raises(UnableToInspect, match="没有待认定的答复"):
        decide(world, order)
    answer(world, order)

    for name in ("township", "county", "city", "leading group"):
        with pytest.raises(NotYourPosition):
            decide(world, order, by=name)

    decide(world, order, by="city supervision")
    assert state(world, order) is OrderState.ACCEPTED


def test_who_holds_both_seats_does_not_accept_their_own_answer(world: World) -> None:
    _, found = under_way(world)
    check(world, found, Verdict.WRONG_EXIT)
    order = order_of(world, found)
    world.actors["twice"] = world.seat_again("township", "supervision")
    answer(world, order)

    with pytest.raises(UnableToInspect, match="您本人"):
        decide(world, order, by="twice")


@pytest.mark.parametrize(
    ("days", "is_ordered"), [(0, False), (1, True), (29, True), (30, True), (31, False)]
)
def test_an_order_is_due_within_the_pack_s_days(
    world: World, days: int, is_ordered: bool
) -> None:
    _, found = under_way(world)

    if is_ordered:
        check(world, found, Verdict.WRONG_EXIT, order=order_to(world, days=days))
        assert order_of(world, found)
        return
    with pytest.raises(UnableToInspect, match="整改期限"):
        check(world, found, Verdict.WRONG_EXIT, order=order_to(world, days=days))


@pytest.mark.parametrize(
    ("position", "office", "department"),
    [
        (Position.TOWNSHIP_OFFICE, OTHER_TOWNSHIP, ""),
        (Position.SUPERVISION, COUNTY, ""),
        (Position.DEPARTMENT, COUNTY, ""),
        (Position.COUNTY_OFFICE, COUNTY, "水利局"),
        (Position.TOWNSHIP_OFFICE, "不是代码", ""),
    ],
)
def test_an_order_names_an_office_over_the_household(
    world: World, position: Position, office: str, department: str
) -> None:
    _, found = under_way(world)
    order = order_to(world, position, office, department=department)

    with pytest.raises(UnableToInspect, match="负责整改的单位"):
        check(world, found, Verdict.WRONG_EXIT, order=order)


def test_a_department_answers_the_order_that_names_it(world: World) -> None:
    _, found = under_way(world)
    order = order_to(world, Position.DEPARTMENT, COUNTY, department="水利局")
    check(world, found, Verdict.WRONG_EXIT, order=order)

    with pytest.raises(UnableToInspect):
        answer(world, order_of(world, found), by="road department")

    answer(world, order_of(world, found), by="water department")


def test_what_is_irregular_comes_with_an_order_and_nothing_else_does(
    world: World,
) -> None:
    _, found = under_way(world)

    with pytest.raises(UnableToInspect, match="须同时下达"):
        check(world, found, order=order_to(world))


def test_an_order_is_late_once_its_day_has_passed_and_nobody_answered(
    world: World,
) -> None:
    _, found = under_way(world)
    check(world, found, Verdict.WRONG_EXIT, order=order_to(world, days=5))
    order = order_of(world, found)
    late = []

    for _ in range(3):
        world.move(days=5 if not late else 1)
        with acting_as(world["township"]):
            (own,) = queries.orders_for(world["township"])
        late.append(own.is_late(world.today))
        if len(late) == 2:
            answer(world, order)

    assert late == [False, True, False]


def test_nobody_releases_what_an_inspection_holds(world: World) -> None:
    case, found = under_way(world)
    check(world, found, Verdict.WRONG_EXIT)
    with acting_as(world["city supervision"]):
        (hold,) = open_holds(cases_by_id([case]).order_by("id")[0])
        assert not may_release(hold, world["city supervision"])

    with pytest.raises(UnableToRecord, match="督查认定到位后自动解除"):
        world.release(hold)


def test_the_database_marks_nobody_with_an_open_finding(world: World) -> None:
    household = world.register()
    number = freeze(world, replace(SETUP, plan=Plan(Design.SIMPLE, take_number=1)))
    draw(world, number)
    (found,) = drawn(world, number)
    check(world, found, Verdict.MISSED)
    # The case is opened after the finding, so that no hold stands.
    cases = world.bring([household], to="archive_county")
    world.move()

    with pytest.raises(UnableToFile, match=world.households[household]):
        world.mark(cases)
    answer(world, order_of(world, found))
    decide(world, order_of(world, found))

    assert world.mark(cases).done == tuple(cases)


def test_a_finding_is_referred_once_with_its_evidence(world: World) -> None:
    _, found = under_way(world)
    check(world, found, Verdict.WRONG_EXIT)
    order = order_of(world, found)
    referral = Referral("督移〔2017〕1号", "县监察机关", "甲村两委", "代签字", "卷宗")

    for changed in ({"facts": ""}, {"evidence": ""}, {"letter_number": " "}):
        with pytest.raises(UnableToInspect):
            refer(world, order, replace(referral, **changed))
    with pytest.raises(NotYourPosition):
        refer(world, order, referral, by="county")
    refer(world, order, referral)
    with pytest.raises(UnableToInspect, match="移送"):
        refer(world, order, replace(referral, letter_number="督移〔2017〕2号"))

    (again,) = drawn(world, found.drawn.inspection_id)
    assert again.referral is not None
    assert again.referral.concerns == "甲村两委"


def refer(
    world: World, order: int, referral: Referral, *, by: str = "supervision"
) -> None:
    oversight.refer(order_id=order, referral=referral, actor=world[by], on=world.today)


ATTACKS = {
    "a check of another verdict": (
        "INSERT INTO oversight_spotcheck (drawn_id, village_code, verdict, grounds,"
        " evidence, approval, done_on, checked_by_id) SELECT id, village_code,"
        " 'wrong_exit', 'x', 'x', 'content', office_today(), {supervision}"
        " FROM oversight_drawnhousehold WHERE id = {open}"
    ),
    "a check by the township": (
        "INSERT INTO oversight_spotcheck (drawn_id, village_code, verdict, grounds,"
        " evidence, approval, done_on, checked_by_id) SELECT id, village_code,"
        " 'right', 'x', 'x', 'content', office_today(), {township}"
        " FROM oversight_drawnhousehold WHERE id = {open}"
    ),
    "a second check of what was told": (
        "INSERT INTO oversight_spotcheck (drawn_id, village_code, verdict, grounds,"
        " evidence, approval, done_on, checked_by_id) SELECT id, village_code,"
        " 'right', 'x', 'x', 'content', office_today(), {supervision}"
        " FROM oversight_drawnhousehold WHERE id = {told}"
    ),
    "an answer of another office": (
        "INSERT INTO oversight_correctionanswer (order_id, village_code, text,"
        " evidence, answered_by_id) SELECT id, village_code, 'x', 'x', {county}"
        " FROM oversight_correctionorder"
    ),
    "an acceptance by the township": (
        "INSERT INTO oversight_correctiondecision (answer_id, village_code,"
        " is_accepted, text, decided_by_id) SELECT id, village_code, true, 'x',"
        " {township} FROM oversight_correctionanswer"
    ),
    "an order to supervision": (
        "INSERT INTO oversight_correctionorder (check_made_id, village_code,"
        " office_code, position, department, asks, due_on, ordered_by_id)"
        " SELECT id, village_code, village_code, 'supervision', '', 'x',"
        " office_today(), {supervision} FROM oversight_spotcheck"
    ),
    "a verdict turned": "UPDATE oversight_spotcheck SET verdict = 'right'",
    "an order forgotten": "DELETE FROM oversight_correctionorder",
    "a hold released": (
        "INSERT INTO procedure_holdrelease (hold_id, village_code, reason,"
        " released_on, released_by_id) SELECT id, village_code, 'x', office_today(),"
        " {supervision} FROM procedure_hold WHERE cause = 'inspection'"
    ),
    "a finding referred elsewhere": (
        "INSERT INTO oversight_accountabilitycase (check_made_id, division_code,"
        " letter_number, referred_to, concerns, facts, evidence, referred_by_id)"
        f" SELECT id, '{VILLAGE}', 'x', 'x', 'x', 'x', 'x', {{supervision}}"
        " FROM oversight_spotcheck"
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_application_s_own_role_cannot(world: World, attack: str) -> None:
    for _ in range(2):
        world.bring([world.register()], to="survey")
    number = freeze(world, UNDER_WAY)
    draw(world, number)
    told, _ = drawn(world, number)
    check(world, told, Verdict.WRONG_EXIT)
    answer(world, order_of(world, told))
    # Whose exit is not under way cannot be a wrong one.
    world.register()
    other = freeze(world)
    draw(world, other)
    open_ = next(one for one in drawn(world, other) if one.standing == "no_case")
    statement = ATTACKS[attack].format(
        open=open_.drawn.id,
        told=told.drawn.id,
        **{name: world[name].appointment_id for name in SEATED},
    )

    with (
        acting_as(world["province"]),
        connections["default"].cursor() as cursor,
        pytest.raises(Exception, match=REFUSED),
        transaction.atomic(),
    ):
        cursor.execute(statement)


SEATED = ("supervision", "township", "county")
REFUSED = (
    "permission denied|never changed|nothing can be found|for supervision|not for this"
    "|no order follows|is not corrected|not referred so|told_once"
)


def test_a_finding_shows_on_the_household_s_record(world: World) -> None:
    _, (first, *_) = drawn_from(world)
    check(world, first, Verdict.MISSED)
    with (
        acting_as(world["township"]),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(
            "SELECT count(*) FROM audit_event WHERE stream = %s",
            [f"household:{first.drawn.line.household_id}"],
        )
        ((events,),) = cursor.fetchall()

    assert events == 2
    assert world.today - first.drawn.entered_on == timedelta(0)


def test_a_false_exit_is_corrected_once_the_household_is_on_the_register_again(
    world: World,
) -> None:
    # arts 9, 15: a correction that leaves the household lifted out corrects nothing.
    household = world.register()
    world.bring([household], to="mark_lifted_out")
    number = freeze(world, replace(UNDER_WAY, frame=Frame.LIFTED_OUT))
    draw(world, number)
    (found,) = drawn(world, number)
    check(world, found, Verdict.WRONG_EXIT)
    order = order_of(world, found)
    answer(world, order)

    with pytest.raises(UnableToInspect, match="恢复在册"):
        decide(world, order)
    with (
        acting_as(world["supervision"]),
        pytest.raises(DatabaseError, match="wrong exit standing"),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO oversight_correctiondecision (answer_id, village_code,"
            " is_accepted, text, decided_by_id) SELECT id, village_code, true, 'x', %s"
            " FROM oversight_correctionanswer",
            [world["supervision"].appointment_id],
        )
    for by in ("county", "supervision"):
        with pytest.raises(NotYourPosition):
            restore(world, order, by=by)
    restore(world, order)
    decide(world, order)

    assert state(world, order) is OrderState.ACCEPTED
    with acting_as(world["county"]):
        (row,) = households_by_id([household])
        (made,) = returns_of(household)
    assert row.registration_status is RegistrationStatus.RETURNED
    assert (made.because, made.subject) == ("false_exit", f"order:{order}")
    with pytest.raises(UnableToInspect, match="不用恢复在册"):
        restore(world, order)


def test_an_order_about_no_wrong_exit_puts_nobody_back(world: World) -> None:
    _, found = under_way(world)
    check(world, found, Verdict.WRONG_EXIT)

    with pytest.raises(UnableToCare, match="没有标注脱贫"):
        restore(world, order_of(world, found))


def restore(world: World, order: int, *, by: str = "leading group") -> int:
    return oversight.restore_household(
        order_id=order, document=DOCUMENT, actor=world[by], on=world.today
    )
