"""The county behind the browser: its acts are done and read in a thread of their own.

In the thread of a test Playwright's loop runs, and there Django opens no connection.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from django.db import connections

from tests.support.world import World
from tuopin.office.clock.queries import today
from tuopin.office.scope import acting_as
from tuopin.procedure.models import ActRecord, ExitCase
from tuopin.register.models import Household

P = ParamSpec("P")
T = TypeVar("T")


class County:
    """A world to prepare and to ask, beside what happens in the browser."""

    def __init__(self) -> None:
        self._world = World()
        self._thread = ThreadPoolExecutor(1)

    def do(
        self,
        act: Callable[Concatenate[World, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do something in the world, and return what it returns."""
        return self._thread.submit(act, self._world, *args, **kwargs).result()

    def catch_up(self) -> None:
        """Go on from the day to which the browser has moved the clock."""

        def read(world: World) -> None:
            world.today = today()

        self.do(read)

    def brought(self, *, to: str, households: int = 1) -> tuple[list[int], list[int]]:
        """Bring households of the village up to an act; return them and their cases."""
        made = [self.do(World.register) for _ in range(households)]
        return made, self.do(World.bring, made, to=to)

    def number_of(self, household: int) -> str:
        """Return a household's number in the register."""
        return self._world.households[household]

    def status_of(self, household: int) -> str:
        """Return how a household stands in the register."""

        def read(world: World) -> str:
            with acting_as(world["county"]):
                return Household.objects.get(id=household).registration_status

        return self.do(read)

    def cases_of(self, households: list[int]) -> list[int]:
        """Return the cases of households."""

        def read(world: World) -> list[int]:
            with acting_as(world["county"]):
                found = ExitCase.objects.filter(household_id__in=households)
                return list(found.order_by("id").values_list("id", flat=True))

        return self.do(read)

    def acts_of(self, case: int) -> list[tuple[str, str]]:
        """Return a case's acts with their verdicts, in the order of recording."""

        def read(world: World) -> list[tuple[str, str]]:
            with acting_as(world["county"]):
                found = ActRecord.objects.filter(case_id=case).order_by("id")
                return list(found.values_list("act", "verdict"))

        return self.do(read)

    def close(self) -> None:
        """Let the thread go, with its connections."""
        self._thread.submit(connections.close_all).result()
        self._thread.shutdown()
