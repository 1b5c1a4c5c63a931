"""A share drawn to be surveyed again, from which a test departs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tests.support.questionnaires import assign, submission_for, submit
from tests.support.world import VILLAGE, World
from tuopin.office.scope import acting_as
from tuopin.survey import operations as surveys
from tuopin.survey.domain import Receipt
from tuopin.survey.models import DrawnSurvey
from tuopin.survey.operations import Spoken
from tuopin.survey.second import queries

SHARE = Decimal("0.05")
SEED = "271828"


def surveyed(
    world: World, count: int = 2, *, village: str = VILLAGE, by: str = "village"
) -> list[int]:
    """Have households surveyed once, all adequate; return them."""
    found = []
    for _ in range(count):
        household = world.register(village=village)
        assign(world, household, to=by, actor=world[_township(village)])
        submit(world, submission_for(world, household), by=by)
        found.append(household)
    return found


def _township(village: str) -> str:
    return "township" if village.startswith("211221101") else "other township"


def close_list(world: World, *, share: Decimal = SHARE, by: str = "county") -> int:
    """Close the list of what is surveyed today."""
    return surveys.freeze_second_surveys(share=share, actor=world[by], on=world.today)


def speak(world: World, frame: int, *, by: str = "county", **changed: Any) -> int:
    """Enter a number over a list, before supervision; return how many are drawn."""
    with acting_as(world["county"]):
        closed = queries.frame_by_id(frame)
    assert closed is not None
    said: dict[str, Any] = {
        "seed": SEED,
        "digest": closed.digest[:8],
        "means": "掷骰子",
        "place": "县政府三楼会议室",
        "witness": world["supervision"].appointment_id,
    }
    return surveys.draw_second_surveys(
        frame=frame,
        spoken=Spoken(**{**said, **changed}),
        actor=world[by],
        on=world.today,
    )


def drawn_now(world: World) -> list[DrawnSurvey]:
    """Return what is drawn this year."""
    with acting_as(world["county"]):
        return queries.drawn(world.today.year)


def draw_all(world: World) -> list[DrawnSurvey]:
    """Close a list, draw from it, and return what is drawn."""
    speak(world, close_list(world))
    return drawn_now(world)


def send_again(
    world: World,
    household: int,
    *,
    to: str = "team",
    by: str = "township",
    **changed: Any,
) -> int:
    """Send somebody to a drawn household a second time."""
    said: dict[str, Any] = {
        "household_numbers": [world.households[household]],
        "surveyor": world[to].appointment_id,
        "due_on": date(world.today.year, 12, 1),
        "actor": world[by],
        "on": world.today,
    }
    return surveys.assign_second_surveys(**{**said, **changed})


def survey_again(
    world: World, household: int, *, by: str = "team", **answers: Any
) -> Receipt:
    """Submit a second survey, as who was sent again."""
    return submit(world, submission_for(world, household, **answers), by=by)


def one_drawn(world: World, *, to: str = "team", beside: int = 0) -> int:
    """Have one household surveyed, drawn and sent to again; return it."""
    surveyed(world, 1 + beside)
    (drawn,) = draw_all(world)
    send_again(world, drawn.household_id, to=to)
    return drawn.household_id


def numbers(world: World, households: Sequence[int]) -> list[str]:
    """Return the numbers of households."""
    return [world.households[one] for one in households]
