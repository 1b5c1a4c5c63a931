"""The tests' own database server: made ready by whoever comes, stopped by the last."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg

from tuopin.web import embedded

DATABASES_OF_TESTS = "tuopin_test_"
_users: list[IO[str]] = []


def come(folder: Path) -> None:
    """Start the server unless it runs, and stay counted as a user of it.

    Workers, runs side by side and programs that a test starts all come here. The first
    of them throws away what a run that was killed has left behind.
    """
    with _alone(folder):
        embedded.start(folder)
        connection = embedded.read_connection(folder)
        assert connection is not None
        embedded.make_roles(connection)
        embedded.forget_durability(connection)
        users = (folder / "users.lock").open("w")
        if _is_only(users):
            _sweep(connection)
        fcntl.flock(users, fcntl.LOCK_SH)
        _users.append(users)


def leave(folder: Path) -> None:
    """Stop the server, if nobody else uses it."""
    with _alone(folder):
        users = _users.pop()
        if _is_only(users):
            embedded.stop(folder)
        users.close()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "preparing.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _is_only(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sweep(connection: embedded.Connection) -> None:
    with psycopg.connect(
        connection.conninfo(embedded.SUPERUSER, "postgres"), autocommit=True
    ) as server:
        left = server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
            [DATABASES_OF_TESTS],
        ).fetchall()
    for (name,) in left:
        embedded.drop_database(connection, name)
