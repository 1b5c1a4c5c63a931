"""A list of a thousand households asks the database as often as one of ten."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.stages.web.conftest import LogIn
from tests.support.world import TOWNSHIP, VILLAGE, World
from tuopin.office.audit import rows
from tuopin.office.scope import acting_as

FEW, MANY, MOST = 10, 1_000, 50
HOUSEHOLD = (
    "number",
    "village_code",
    "registration_status",
    "head_name",
    "member_count",
)


def planned(world: World, households: int, *, first: int) -> None:
    """Put households into the register and into the year's plan, all at once."""
    numbers = [f"{VILLAGE}{at:05d}" for at in range(first, first + households)]
    with acting_as(world["county"]):
        made = rows.insert(
            "register_household",
            HOUSEHOLD,
            [(number, VILLAGE, "in_register", "乙户主", 2) for number in numbers],
        )
    ids = [row.id for row in made]
    world.households.update(zip(ids, numbers, strict=True))
    world.file_plan(ids)
    world.open_cases(ids)


PAGES = (
    ("village", "/"),
    ("village", "/register/"),
    ("village", "/register/?open=survey"),
    ("village", f"/work/survey/{VILLAGE}/"),
    ("township", "/"),
    ("township", f"/work/determine/{TOWNSHIP}/"),
    ("county", "/"),
    ("county", "/register/?status=listed_in_plan"),
    ("county", "/objections/"),
    ("county", "/standing/"),
    ("county", "/planner/"),
)


def questions(log_in: LogIn) -> dict[tuple[str, str], int]:
    """Return how often each page asks the database, once it has been opened before."""
    found = {}
    for seat, address in PAGES:
        browser = log_in(seat)
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        found[seat, address] = len(asked)
    return found


def test_more_households_ask_no_more_often(world: World, log_in: LogIn) -> None:
    planned(world, FEW, first=1)
    of_few = questions(log_in)

    planned(world, MANY - FEW, first=FEW + 1)
    of_many = questions(log_in)

    assert of_many == of_few
    assert max(of_many.values()) < MOST
