"""Fixtures that every test may use: the database, a copy of it, and the clock's day."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from tests.support import server
from tests.support import settings as test_settings
from tests.support.world import World, found_county
from tuopin.web import embedded
from tuopin.web.catalogs import compile_catalogs

_numbers = itertools.count(1)
# How long a draw takes says something of the machine only.
hypothesis.settings.register_profile(
    "tests",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("tests")


def pytest_unconfigure() -> None:
    """Leave the server: the run that started the workers is the last to go."""
    if "DATABASE_URL" not in os.environ:
        server.leave(test_settings.DATA_OF_TESTS)


def superuser(database: str) -> psycopg.Connection:
    """Connect as the server's superuser: the attacker that trust is measured by."""
    if "DATABASE_URL" in os.environ:
        return psycopg.connect(
            os.environ["DATABASE_ADMIN_URL"], dbname=database, autocommit=True
        )
    running = embedded.read_connection(test_settings.DATA_OF_TESTS)
    assert running is not None
    return psycopg.connect(
        running.conninfo(embedded.SUPERUSER, database), autocommit=True
    )


def drop(database: str) -> None:
    with superuser("postgres") as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(database)
            )
        )


def reach(database: str) -> None:
    """Point the application's connections to another database of the server."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = database


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Make the test database as its owner, with the pack's county in it."""
    running = embedded.read_connection(test_settings.DATA_OF_TESTS)
    assert running is not None
    name = test_settings.TEST_DATABASE
    drop(name)
    embedded.make_database(running, name)
    compile_catalogs(settings.LOCALE_PATHS[0])
    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
        found_county()
    yield
    with django_db_blocker.unblock():
        for alias in connections:
            connections[alias].close()
    drop(name)


@contextmanager
def reaching(database: str) -> Iterator[None]:
    """Have the application reach another database for a while."""
    before = settings.DATABASES["default"]["NAME"]
    reach(database)
    try:
        yield
    finally:
        reach(before)


@contextmanager
def copied() -> Iterator[str]:
    """Give a copy of the database to commit to, and drop it afterwards."""
    shared = settings.DATABASES["default"]["NAME"]
    copy = f"{shared}_{next(_numbers)}"
    reach(shared)
    with superuser("postgres") as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER tuopin_owner").format(
                sql.Identifier(copy), sql.Identifier(shared)
            )
        )
    try:
        yield copy
    finally:
        drop(copy)


@pytest.fixture
def own_database(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[str]:
    """Give the test a copy of the database to commit to, and drop it afterwards."""
    with django_db_blocker.unblock(), copied() as copy, reaching(copy):
        yield copy


@pytest.fixture
def world(db: None) -> World:
    """The county in a transaction that is rolled back after the test."""
    return World()
