"""Every gate of an act refuses for its own reason, and dropping one shows at once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.stages.procedure.scenarios import SCENARIOS, Scenario
from tests.support.world import World
from tuopin.office.scope import acting_as
from tuopin.procedure import domain
from tuopin.procedure.domain import Because
from tuopin.procedure.models import ActRecord
from tuopin.procedure.recording import Result

each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=str)


def test_every_gate_has_its_scenario() -> None:
    assert [scenario.gate for scenario in SCENARIOS] == list(
        dict.fromkeys(scenario.gate for scenario in SCENARIOS)
    )
    assert {scenario.gate for scenario in SCENARIOS} == set(domain.GATES)


@each_scenario
def test_an_act_in_order_is_done(world: World, scenario: Scenario) -> None:
    result = scenario.play(world, False)

    assert [row.refusal for row in result.rows] == [None]


@each_scenario
def test_an_act_out_of_order_is_refused_with_reason_and_article(
    world: World, scenario: Scenario
) -> None:
    result = scenario.play(world, True)

    (row,) = result.rows
    assert row.refusal is not None
    assert row.refusal.because is scenario.because
    assert row.refusal.cite == scenario.cite
    assert scenario.words in row.refusal.text.zh
    assert row.refusal.text.en
    held = scenario.because is Because.HELD
    assert row.result is (Result.HELD if held else Result.REFUSED)


@each_scenario
def test_a_refused_act_leaves_no_row(world: World, scenario: Scenario) -> None:
    result = scenario.play(world, True)

    with acting_as(world["county"]):
        done = ActRecord.objects.filter(act=result.act, case_id=result.rows[0].case_id)
        earlier = 1 if scenario.because is Because.DONE_BEFORE else 0
        assert done.count() == earlier


@each_scenario
def test_dropping_the_gate_from_the_code_is_caught(
    world: World, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tuple(gate for gate in domain.GATES if gate is not scenario.gate)
    monkeypatch.setattr(domain, "GATES", left)

    if scenario.because is Because.DONE_BEFORE:
        # The second decision then meets the database's own constraint.
        with pytest.raises(IntegrityError, match="one_decision"), transaction.atomic():
            scenario.play(world, True)
        return
    result = scenario.play(world, True)

    assert [row.refusal for row in result.rows] == [None]
