"""What is kept beside a case and does not follow from the acts is named (art. 15)."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.conftest import superuser
from tests.support.world import World
from tuopin.procedure.derived import misstated_cases

ways = import_module("tuopin.procedure.migrations.0006_ways")


@pytest.fixture
def world(own_database: str) -> World:
    return World()


@pytest.mark.parametrize("altered", ["status = 'lifted_out'", "way = 'plan=listed='"])
def test_what_the_acts_do_not_bear_out_is_named(
    world: World, own_database: str, altered: str
) -> None:
    case_id, other = world.bring([world.register(), world.register()], to="appraise")
    with superuser(own_database) as attacker:
        untouched = list(misstated_cases(attacker))

        attacker.execute(
            f"UPDATE procedure_exitcase SET {altered} WHERE id = %s", [case_id]
        )

        found = list(misstated_cases(attacker))
    assert untouched == []
    assert [(one.table, one.key) for one in found] == [
        ("procedure_exitcase", str(case_id))
    ]
    assert str(other) not in found[0].where


def test_cases_of_an_earlier_version_get_their_ways(
    world: World, own_database: str
) -> None:
    households = [world.register() for _ in range(4)]
    stuck, given_up, held, *_ = world.bring(households, to="appraise")
    world.change_member(households[0], insured=False)
    world.restart([stuck])
    world.withdraw(given_up)
    world.hold(held)
    with superuser(own_database) as attacker:
        attacker.execute("ALTER TABLE procedure_exitcase ALTER way DROP NOT NULL")
        attacker.execute("UPDATE procedure_exitcase SET way = NULL")

        ways.fill(attacker)

        assert list(misstated_cases(attacker)) == []
