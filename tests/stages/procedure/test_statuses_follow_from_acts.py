"""A stored status that does not follow from the acts is named (art. 15)."""

from __future__ import annotations

from tests.conftest import superuser
from tests.support.world import World
from tuopin.procedure.derived import misstated_statuses


def test_a_status_that_the_acts_do_not_bear_out_is_named(own_database: str) -> None:
    world = World()
    case_id, other = world.bring([world.register(), world.register()], to="appraise")
    with superuser(own_database) as attacker:
        untouched = list(misstated_statuses(attacker))

        attacker.execute(
            "UPDATE procedure_exitcase SET status = 'lifted_out' WHERE id = %s",
            [case_id],
        )

        found = list(misstated_statuses(attacker))
    assert untouched == []
    assert [(one.table, one.key) for one in found] == [
        ("procedure_exitcase", str(case_id))
    ]
    assert str(other) not in found[0].where
