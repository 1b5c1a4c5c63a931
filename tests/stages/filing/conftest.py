"""A committed copy of the county in which one household has gone the whole way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests.conftest import copied, reaching, superuser
from tests.support.world import COUNTY, World
from tuopin.office.divisions.domain import code_range

MARK = "UPDATE register_household SET registration_status = 'lifted_out' WHERE id = %s"


@dataclass
class Attacker:
    """Somebody at the database itself: a superuser who spoils, and the application."""

    connection: psycopg.Connection
    household: int
    case: int

    def spoil(self, statement: str, *values: object) -> int:
        """Change rows as superuser with every trigger asleep; return how many."""
        self.connection.execute("SET LOCAL session_replication_role = replica")
        changed = self.connection.execute(statement, values).rowcount  # type: ignore[arg-type]
        self.connection.execute("SET LOCAL session_replication_role = origin")
        return changed

    def become_application(self, area: tuple[str, str] | None = None) -> None:
        """Go on as the application's role, in the county's area or another."""
        self.connection.execute("SET LOCAL ROLE tuopin_app")
        first, after = area or code_range(COUNTY)
        self.connection.execute(
            "SELECT set_config('tuopin.codes_from', %s, true),"
            " set_config('tuopin.codes_until', %s, true)",
            [first, after],
        )

    def mark(self) -> int:
        """Mark the household by plain SQL; return how many rows changed."""
        return self.connection.execute(MARK, [self.household]).rowcount


@pytest.fixture(scope="module")
def whole_way(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[tuple[str, int, int]]:
    """Give a database, a household with every act done, and its case."""
    with django_db_blocker.unblock(), copied() as copy:
        with reaching(copy):
            world = World()
            household = world.register()
            (case,) = world.bring([household], to="mark_lifted_out")
        yield copy, household, case


@pytest.fixture
def attacker(whole_way: tuple[str, int, int]) -> Iterator[Attacker]:
    """Give a transaction in which all acts are done and the mark is not yet made."""
    database, household, case = whole_way
    with superuser(database) as connection:
        connection.execute("BEGIN")
        attacker = Attacker(connection, household, case)
        attacker.spoil(
            "UPDATE register_household SET registration_status = 'in_register'"
            " WHERE id = %s",
            household,
        )
        yield attacker
        connection.execute("ROLLBACK")
