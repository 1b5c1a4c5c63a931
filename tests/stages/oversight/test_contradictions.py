"""What came of asking why two documents' times contradict each other (art. 15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connections, transaction

from tests.support.time_logic import (
    contradict,
    figures,
    found,
    settle,
    sign,
)
from tests.support.world import VILLAGE, World
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.domain import NotYourPosition, Refusal
from tuopin.office.accounts.models import Person
from tuopin.office.scope import acting_as
from tuopin.office.time_logic import Counted, Pair
from tuopin.oversight.contradictions import queries
from tuopin.oversight.contradictions.domain import Outcome
from tuopin.oversight.contradictions.models import SettledContradiction
from tuopin.oversight.operations import UnableToInspect

CHECK = "two_places_one_hour"


@pytest.fixture
def pair(world: World) -> Pair:
    """One person in two villages at once."""
    return contradict(world)


def test_what_was_looked_into_is_counted_apart_and_stays_a_contradiction(
    world: World, pair: Pair
) -> None:
    before = figures(world)[CHECK]

    settle(world, pair)

    after = figures(world)[CHECK]
    assert (before.contradict, before.settled, before.unsettled) == (1, 0, 1)
    assert (after.contradict, after.settled, after.unsettled) == (1, 1, 0)


def test_the_last_that_was_said_stands_and_the_first_stays(
    world: World, pair: Pair
) -> None:
    settle(world, pair, Outcome.EXPLAINED)
    settle(world, pair, Outcome.IRREGULAR, by="county")

    with acting_as(world["county"]):
        stands = queries.settled_in(VILLAGE)[pair.key or ""]
        said = [one.outcome for one in queries.all_settlings(pair.key or "")]

    assert stands.outcome == Outcome.IRREGULAR
    assert said == [Outcome.IRREGULAR, Outcome.EXPLAINED]


def test_another_document_is_another_contradiction_and_open(world: World) -> None:
    household = world.register()
    (case,) = world.bring([household], to="post_first")
    posted = world.today
    sign(world, case, on=posted + timedelta(days=1))
    (before,) = found(world, "signed_within_notice")
    settle(world, before)

    sign(world, case, on=posted + timedelta(days=2))

    now = found(world, "signed_within_notice")
    assert before.key not in {one.key for one in now if one.one.day != before.one.day}
    assert figures(world)["signed_within_notice"].unsettled == 1


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"grounds": ""}, "核实情况"),
        ({"grounds": "　\n"}, "核实情况"),
        ({"grounds": "长" * 1001}, "核实情况"),
        ({"evidence": ""}, "要有依据"),
    ],
)
def test_nothing_is_settled_without_words_and_evidence(
    world: World, pair: Pair, said: dict[str, Any], word: str
) -> None:
    with pytest.raises(UnableToInspect, match=word):
        settle(world, pair, **said)

    assert figures(world)[CHECK].unsettled == 1


@pytest.mark.parametrize("seat", ["village", "team", "township", "leading group"])
def test_who_keeps_the_papers_does_not_settle_what_they_say(
    world: World, pair: Pair, seat: str
) -> None:
    with pytest.raises(NotYourPosition):
        settle(world, pair, by=seat)

    assert figures(world)[CHECK].unsettled == 1


def test_only_what_contradicts_today_is_settled(world: World, pair: Pair) -> None:
    gone = Pair(pair.check, "0" * 64, pair.state, "", pair.one, pair.two)

    with pytest.raises(UnableToInspect, match="没有互相矛盾"):
        settle(world, gone)


def test_nothing_is_settled_for_another_day(world: World, pair: Pair) -> None:
    world.today -= timedelta(days=1)

    with pytest.raises(Refusal):
        settle(world, pair)


def test_whoever_is_recused_from_the_household_leaves_it_to_others(
    world: World,
) -> None:
    household = world.register()
    (case,) = world.bring([household], to="post_first")
    sign(world, case, on=world.today + timedelta(days=1))
    (pair,) = found(world, "signed_within_notice")
    accounts.recuse(
        person=Person.objects.get(id=world["supervision"].person_id),
        household_number=world.households[household],
        reason="亲属",
        actor=world["county"],
        on=world.today,
    )

    with pytest.raises(UnableToInspect, match="回避"):
        settle(world, pair)

    settle(world, pair, by="county")
    assert figures(world)["signed_within_notice"].settled == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE oversight_settledcontradiction SET outcome = 'irregular'",
        "DELETE FROM oversight_settledcontradiction",
        "INSERT INTO oversight_settledcontradiction (key, check_id, village_code,"
        " household_number, outcome, grounds, evidence, settled_by_id) SELECT key,"
        " check_id, village_code, household_number, 'explained', '', evidence,"
        " settled_by_id FROM oversight_settledcontradiction",
    ],
)
def test_the_database_changes_nothing_of_it_and_takes_none_without_grounds(
    world: World, pair: Pair, statement: str
) -> None:
    settle(world, pair)

    with (
        acting_as(world["supervision"]),
        pytest.raises(Error),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(statement)

    with acting_as(world["county"]):
        (kept,) = SettledContradiction.objects.all()
        assert (kept.outcome, kept.entered_on) == (Outcome.EXPLAINED, world.today)


def test_another_township_sees_nothing_of_it(world: World, pair: Pair) -> None:
    settle(world, pair)

    assert figures(world, by="township")[CHECK].settled == 1
    assert figures(world, by="other township")[CHECK] == Counted()
    with acting_as(world["other township"]):
        assert queries.settled_in(VILLAGE) == {}
