"""An audit record of its own for each test, on a table with every kind of value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import superuser
from tests.support.audited import SAMPLE_TABLE, Office
from tuopin.office.audit.notes import SigningKey, read_or_make_key


@pytest.fixture
def attacker(own_database: str) -> Iterator[psycopg.Connection]:
    """Connect as whoever rules the server, to the test's own database."""
    with superuser(own_database) as connection:
        yield connection


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return read_or_make_key(tmp_path / "secrets" / "checkpoint.pem", "tuopin-test")


@pytest.fixture
def office(attacker: psycopg.Connection, key: SigningKey, tmp_path: Path) -> Office:
    """Return an office that has recorded nothing, with the sample table protected."""
    attacker.execute(SAMPLE_TABLE)
    return Office(attacker, key, tmp_path / "checkpoints")
