"""A delisted village stays paired; who has exited is called on each term (art. 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from tests.support.aftercare import DAY, cared, end, log, name, pair, pairing_of
from tests.support.villages import VillageWay
from tests.support.world import PACK, World
from tuopin.aftercare import queries
from tuopin.aftercare.operations import UnableToCare
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.policy.queries import pack_on
from tuopin.office.policy.reader import read_pack
from tuopin.office.scope import acting_as
from tuopin.rulebook.aftercare import AftercareRules


@pytest.fixture
def delisted(world: World) -> int:
    """A paired village that was delisted; the pairing's number."""
    pairing = pair(world)
    way = VillageWay(world)
    way.register()
    way.file_plan()
    for act, do in way.way():
        if act == "close_in_village":
            assert way.village_notice is not None
            world.move_to(way.village_notice.opens_on)
        do()
    assert way.status == "delisted"
    return pairing


def until(world: World) -> date:
    rules = pack_on(world.today).aftercare
    assert rules is not None
    return rules.paired_until


@pytest.mark.parametrize(
    ("days_after", "is_ended"),
    [(-200, False), (-1, False), (0, False), (1, True), (30, True)],
)
def test_a_delisted_village_stays_paired_until_the_campaign_s_end(
    world: World, delisted: int, days_after: int, is_ended: bool
) -> None:
    world.move_to(until(world) + timedelta(days=days_after))

    if is_ended:
        end(world, delisted)
        assert pairing_of(world) is None
        return
    with pytest.raises(UnableToCare, match="保持到2020-12-31"):
        end(world, delisted)
    assert pairing_of(world) is not None


def test_persons_rotate_within_the_unit_for_a_reason(
    world: World, delisted: int
) -> None:
    name(world, delisted, "甲队长")

    with pytest.raises(UnableToCare, match="换人的理由"):
        name(world, delisted, "乙队长")
    with pytest.raises(UnableToCare, match="甲队长向乙队长交接的内容"):
        name(world, delisted, "乙队长", reason="任期届满")
    with pytest.raises(UnableToCare, match="没有换人"):
        name(world, delisted, "甲队长", reason="任期届满", handed="台账")
    name(world, delisted, "乙队长", reason="任期届满", handed="台账两本")

    found = pairing_of(world)
    assert found is not None
    with acting_as(world["county"]):
        leader = queries.officers_of(found)[None]
        assert leader.follows is not None
        assert (leader.follows.name, leader.name) == ("甲队长", "乙队长")
        assert leader.hand_over.handed == "台账两本"


def test_before_the_delisting_a_pairing_may_end_and_another_begin(world: World) -> None:
    first = pair(world)
    with pytest.raises(UnableToCare, match="已与县水利局结对"):
        pair(world)

    end(world, first)

    assert pair(world) != first


def test_pairing_is_the_county_s_and_calling_the_village_s(world: World) -> None:
    for by in ("township", "village", "supervision"):
        with pytest.raises(NotYourPosition):
            pair(world, by=by)
    world.bring([household := world.register()], to="mark_lifted_out")

    with pytest.raises(NotYourPosition):
        log(world, household, by="county")
    assert log(world, household, by="team")


def test_who_has_exited_is_called_on_once_a_period(world: World) -> None:
    world.bring([household := world.register()], to="mark_lifted_out")
    other = world.register()

    with pytest.raises(UnableToCare, match="没有脱贫退出"):
        log(world, other)
    with pytest.raises(UnableToCare, match="凭据"):
        log(world, household, evidence=" ")
    log(world, household)
    with pytest.raises(UnableToCare, match="已经登记"):
        log(world, household)

    assert is_called(world, household)
    assert cared(world, other) is None
    term = rules(4).term_of(world.today)
    world.move_to(term.last_day + timedelta(days=1))
    assert not is_called(world, household)


def is_called(world: World, household: int) -> bool:
    found = cared(world, household)
    assert found is not None
    return found.is_called


def approved_on(world: World, household: int) -> date:
    found = cared(world, household)
    assert found is not None
    return found.since


def rules(visits: int) -> AftercareRules:
    return replace(
        read_pack(settings.PACKS / PACK).aftercare or pytest.fail("no rules"),
        visits_each_year=visits,
    )


@pytest.mark.parametrize(
    ("visits", "day", "first", "last"),
    [
        (4, date(2018, 1, 1), date(2018, 1, 1), date(2018, 3, 31)),
        (4, date(2018, 12, 31), date(2018, 10, 1), date(2018, 12, 31)),
        (2, date(2018, 6, 30), date(2018, 1, 1), date(2018, 6, 30)),
        (1, date(2020, 2, 29), date(2020, 1, 1), date(2020, 12, 31)),
        (12, date(2020, 2, 29), date(2020, 2, 1), date(2020, 2, 29)),
    ],
)
def test_a_year_is_divided_into_whole_months(
    visits: int, day: date, first: date, last: date
) -> None:
    term = rules(visits).term_of(day)

    assert (term.first_day, term.last_day) == (first, last)


@pytest.mark.parametrize(
    ("days", "is_logged"),
    [(-40, False), (-16, False), (-15, True), (0, True), (1, False)],
)
def test_a_call_is_logged_within_the_days_that_a_survey_is(
    world: World, days: int, is_logged: bool
) -> None:
    # art. 15: a call is dated back no further than a visit of the survey may be.
    world.bring([household := world.register()], to="mark_lifted_out")
    done_on = world.move(days=60) + timedelta(days=days)

    if is_logged:
        assert log(world, household, done_on=done_on)
        return
    with pytest.raises(UnableToCare, match="15日内") as refusal:
        log(world, household, done_on=done_on)
    assert refusal.value.cite == "art-15"


def test_a_call_before_the_exit_is_no_call_after_it(world: World) -> None:
    world.bring([household := world.register()], to="mark_lifted_out")

    with pytest.raises(UnableToCare, match="退出以前"):
        log(world, household, done_on=approved_on(world, household) - DAY)


def test_a_pairing_does_not_end_while_the_village_s_exit_goes_on(world: World) -> None:
    # art. 9: the team that was there when the village left the register stays.
    pairing = pair(world)
    way = VillageWay(world)
    way.register()
    way.bring(to="list_in_plan")

    with pytest.raises(UnableToCare, match="正在办理退出") as refusal:
        end(world, pairing)

    assert refusal.value.cite == "art-09"
    with (
        pytest.raises(DatabaseError, match="stays"),
        acting_as(world["county"]),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(ATTACKS[0].format(by=world["county"].appointment_id))
    assert pairing_of(world) is not None


def test_where_the_exit_ends_without_one_the_pairing_may_be_ended(world: World) -> None:
    pairing = pair(world)
    way = VillageWay(world)
    way.register()
    way.bring(to="list_in_plan")
    world.withdraw(way.case)

    end(world, pairing)

    assert pairing_of(world) is None


ATTACKS = (
    "INSERT INTO aftercare_pairingend (pairing_id, village_code, reason, ended_by_id)"
    " SELECT id, village_code, 'x', {by} FROM aftercare_pairing",
    "INSERT INTO aftercare_pairing (village_code, unit, stays_until, paired_by_id)"
    " SELECT village_code, 'x', office_today(), {by} FROM aftercare_pairing",
    "UPDATE aftercare_pairing SET stays_until = '2017-01-01'",
    "DELETE FROM aftercare_pairing",
    "INSERT INTO aftercare_assistanceofficer (pairing_id, village_code, name, reason,"
    " named_by_id) SELECT id, village_code, 'x', '', {by} FROM aftercare_pairing",
    "INSERT INTO aftercare_aftercarevisit (household_id, village_code, visitor, found,"
    " evidence, done_on, logged_by_id) SELECT id, village_code, 'x', 'x', 'x',"
    " office_today() + 1, {by} FROM register_household"
    " WHERE registration_status = 'lifted_out'",
)


@pytest.mark.parametrize("statement", ATTACKS)
def test_the_application_s_own_role_cannot(
    world: World, delisted: int, statement: str
) -> None:
    world.bring([world.register()], to="mark_lifted_out")
    name(world, delisted, "甲队长")

    with (
        acting_as(world["county"]),
        connections["default"].cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute(statement.format(by=world["county"].appointment_id))

    assert pairing_of(world) is not None
