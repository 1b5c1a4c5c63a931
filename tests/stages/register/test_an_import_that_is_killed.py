"""An import that dies at any moment leaves the whole workbook behind, or none of it."""

from __future__ import annotations

import contextlib
import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from tests.conftest import superuser
from tests.support.world import COUNTY, YEAR
from tuopin.office.divisions.queries import villages_of
from tuopin.register.sample import write_sample

HOUSEHOLDS, VILLAGES, SEED = 400, 6, 11
ROOT = Path(__file__).resolve().parents[3]
STEP = 0.02  # seconds
TABLES = (
    "register_household",
    "register_registrationperiod",
    "register_householddetails",
    "register_householdmember",
    "register_villageregistration",
    "register_registerimport",
)
OTHERS_AT_WORK = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND usename = 'tuopin_app' AND state <> 'idle'
"""


@pytest.fixture
def workbook(own_database: str, tmp_path: Path) -> Path:
    villages = dict(list(villages_of(COUNTY).items())[:VILLAGES])
    path = tmp_path / "register.xlsx"
    write_sample(
        path,
        households=HOUSEHOLDS,
        villages=villages,
        seed=SEED,
        year=YEAR,
        county_code_prefix=COUNTY[:6],
        line=Decimal(3000),
    )
    return path


@contextlib.contextmanager
def importing(database: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start an import elsewhere and give it back as it begins to write."""
    command = [sys.executable, "-m", "tests.support.importing", database, str(path)]
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "begins\n"
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def left_behind(server: psycopg.Connection) -> dict[str, int]:
    """Wait until the database has let go of the dead, then count what is there."""
    deadline = time.monotonic() + 300
    while server.execute(OTHERS_AT_WORK).fetchone() != (0,):
        assert time.monotonic() < deadline
    found = {}
    for table in TABLES:
        (found[table],) = server.execute(f"SELECT count(*) FROM {table}").fetchone()
    events = (
        "SELECT count(*) FROM audit_event WHERE stream ~ '^(household|import|village):'"
    )
    (found["events"],) = server.execute(events).fetchone()
    return found


def test_an_import_killed_at_any_moment_leaves_all_or_nothing(
    own_database: str, workbook: Path
) -> None:
    with superuser(own_database) as server:
        before = left_behind(server)
        outcomes = [before]

        # Each dies a little later than the one before, until one lives to write all.
        for moment in itertools.count():
            with importing(own_database, workbook) as child:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(moment * STEP)
                child.kill()
                child.wait()
            outcomes.append(left_behind(server))
            if outcomes[-1] != before:
                break

    whole = outcomes[-1]
    assert set(before.values()) == {0}
    assert whole["register_household"] > 0.9 * HOUSEHOLDS
    assert whole["register_householddetails"] == whole["register_household"]
    assert whole["register_registrationperiod"] == whole["register_household"]
    assert whole["register_villageregistration"] == VILLAGES
    assert whole["register_registerimport"] == 1
    assert whole["events"] == whole["register_household"] + VILLAGES + 1
    assert len(outcomes) > 3
