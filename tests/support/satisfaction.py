"""Drawn households of the invented county, asked whether they are content."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.support.world import World
from tuopin.oversight import operations as oversight
from tuopin.oversight.operations import Asked
from tuopin.oversight.satisfaction.domain import Manner, Reply

CONTENT = {
    "knows": "knows",
    "agrees": "agrees",
    "helped": "does",
    "content": "mostly",
}
ASKED = Asked(
    Manner.PHONE, Reply.ANSWERED, "丙访问员", date(2017, 1, 1), "通话记录", CONTENT
)


def ask(world: World, drawn: int, *, by: str = "supervision", **changed: object) -> int:
    """Record an interview with a drawn household today."""
    asked = replace(ASKED, done_on=world.today)
    return oversight.record_interview(
        drawn_id=drawn,
        asked=replace(asked, **changed),  # type: ignore[arg-type]
        actor=world[by],
        on=world.today,
    )
