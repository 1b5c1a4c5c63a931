"""While nobody seals the record, nothing is approved or posted (art. 15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from tests.support.audited import owner
from tests.support.villages import VillageWay
from tests.support.world import World
from tuopin.office.audit.notes import SigningKey
from tuopin.office.audit.sequencer import Sequencer
from tuopin.procedure.operations import UnableToRecord
from tuopin.procedure.recording import BatchResult

# On either side of four hours, with a minute for the test itself.
JUST_IN_TIME, TOO_LONG = timedelta(hours=3, minutes=58), timedelta(hours=4, seconds=1)

STOPPED: dict[str, tuple[str, Callable[[World, list[int]], BatchResult]]] = {
    "post_first": ("acknowledge", lambda w, cases: w.post_first(cases).result),
    "post_second": ("determine", lambda w, cases: w.post_second(cases).result),
    "approve": ("close_second", lambda w, cases: w.approve(cases)),
    "announce": ("approve", lambda w, cases: w.announce(cases).result),
}


def sealed(database: str, key: SigningKey, folder: Path) -> None:
    with owner(database) as connection:
        assert Sequencer(connection, key, folder).run_once().checkpoint is not None


def waits(attacker: psycopg.Connection, waited: timedelta) -> None:
    """Let every event that was recorded be so much older."""
    attacker.execute("SET session_replication_role = replica")
    attacker.execute("UPDATE audit_event SET recorded_at = recorded_at - %s", [waited])
    attacker.execute("SET session_replication_role = origin")


@pytest.mark.parametrize("act", STOPPED)
def test_an_act_before_the_public_waits_for_the_seal(
    own_database: str,
    attacker: psycopg.Connection,
    key: SigningKey,
    tmp_path: Path,
    act: str,
) -> None:
    before, do = STOPPED[act]
    world = World()
    sealed(own_database, key, tmp_path)
    cases = world.bring([world.register()], to=before)
    waits(attacker, TOO_LONG)

    with pytest.raises(UnableToRecord, match="没有封存") as refusal:
        do(world, cases)
    sealed(own_database, key, tmp_path)
    done = do(world, cases)

    assert refusal.value.cite == "art-15"
    assert "4小时" in refusal.value.text.zh
    assert done.done == tuple(cases)


@pytest.mark.parametrize("waited", [JUST_IN_TIME, TOO_LONG])
def test_a_survey_does_not_wait_for_the_seal(
    own_database: str,
    attacker: psycopg.Connection,
    key: SigningKey,
    tmp_path: Path,
    waited: timedelta,
) -> None:
    world = World()
    sealed(own_database, key, tmp_path)
    household = world.register()
    (case,) = world.bring([household], to="list_in_plan")
    waits(attacker, waited)

    assert world.visit([household]).done == (case,)
    assert world.assess([case]).done == (case,)


VILLAGE_ACTS = {
    "determine": "assess",
    "post_in_village": "determine",
    "approve": "submit_to_city",
    "announce_in_county_media": "approve",
    "file_with_province": "announce_in_county_media",
}


@pytest.mark.parametrize("act", VILLAGE_ACTS)
def test_what_decides_on_a_village_waits_for_the_seal(
    own_database: str,
    attacker: psycopg.Connection,
    key: SigningKey,
    tmp_path: Path,
    act: str,
) -> None:
    way = VillageWay(World())
    sealed(own_database, key, tmp_path)
    way.bring(to=VILLAGE_ACTS[act])
    waits(attacker, TOO_LONG)
    do = dict(way.way())[act]

    with pytest.raises(UnableToRecord, match="没有封存"):
        do()
    sealed(own_database, key, tmp_path)
    result = do()

    assert isinstance(result, BatchResult)
    assert result.done == (way.case,)


def test_four_hours_are_not_yet_too_long(
    own_database: str, attacker: psycopg.Connection, key: SigningKey, tmp_path: Path
) -> None:
    world = World()
    sealed(own_database, key, tmp_path)
    cases = world.bring([world.register()], to="close_second")
    waits(attacker, JUST_IN_TIME)

    assert world.approve(cases).done == tuple(cases)


def test_what_is_sealed_waits_for_nothing_however_long_ago_it_was(
    own_database: str, attacker: psycopg.Connection, key: SigningKey, tmp_path: Path
) -> None:
    world = World()
    cases = world.bring([world.register()], to="close_second")
    waits(attacker, timedelta(days=3))
    sealed(own_database, key, tmp_path)

    assert world.approve(cases).done == tuple(cases)


def test_an_office_that_was_never_sealed_misses_no_seal(
    own_database: str, attacker: psycopg.Connection
) -> None:
    world = World()
    cases = world.bring([world.register()], to="close_second")
    waits(attacker, timedelta(days=3))

    assert world.approve(cases).done == tuple(cases)


def test_what_waits_in_another_area_counts(
    own_database: str, attacker: psycopg.Connection, key: SigningKey, tmp_path: Path
) -> None:
    world = World()
    cases = world.bring([world.register()], to="acknowledge")
    sealed(own_database, key, tmp_path)
    world.newcomer("other township")
    waits(attacker, TOO_LONG)

    with pytest.raises(UnableToRecord, match="没有封存"):
        world.post_first(cases)
