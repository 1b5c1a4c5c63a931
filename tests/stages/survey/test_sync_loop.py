"""Phones on a bad network lose nothing, double nothing and write over nothing.

The three likeliest mistakes are made on purpose, and the count finds each.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test.testcases import QuietWSGIRequestHandler

from tests.conftest import superuser
from tests.support.syncing import mutants
from tests.support.syncing.county import handsets
from tests.support.syncing.ledger import Count, send_all
from tests.support.syncing.proxy import FATES
from tests.support.world import World

PHONES, EACH, CONFLICT_EVERY = 4, 6, 4


@pytest.fixture
def port(own_database: str) -> Iterator[int]:
    """Where the program is served over real sockets."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(get_wsgi_application())
    serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    serving.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    serving.join()


@pytest.fixture
def attacker(own_database: str) -> Iterator[psycopg.Connection]:
    """Whoever can take the database's own promises away."""
    with superuser(own_database) as connection:
        yield connection


def sent(world: World, port: int, name: str, *, renames: bool = False) -> Count:
    """Let the phones of a fresh round send everything, and count."""
    chance = random.Random(name)
    phones = handsets(
        world,
        phones=PHONES,
        each=EACH,
        name=name,
        conflict_every=CONFLICT_EVERY,
        chance=chance,
    )
    for phone in phones:
        phone.renames = renames
    return send_all(world, phones, port=port, chance=chance)


def test_every_survey_is_kept_once_and_every_conflict_put_aside(port: int) -> None:
    count = sent(World(), port, "sound")

    assert count.is_sound, count
    assert count.conflicts > 0
    assert count.network.keys() == set(FATES)


def test_the_count_finds_each_mistake(port: int, attacker: psycopg.Connection) -> None:
    world = World()
    renaming = sent(world, port, "renaming", renames=True)
    mutants.drop_unique_indexes(attacker)
    with mutants.without_memory():
        forgetting = sent(world, port, "forgetting")
    with mutants.last_write_wins():
        agreeing = sent(world, port, "agreeing")

    assert renaming.doubled > 0
    assert forgetting.doubled > 0
    assert agreeing.overwritten > 0
    assert not any(one.is_sound for one in (renaming, forgetting, agreeing))
