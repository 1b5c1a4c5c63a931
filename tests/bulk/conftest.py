"""Packs to judge by. Spark's tests are there where its package is (see `.ci/run`)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.pack import PolicyPack

PACKS = Path(__file__).parents[2] / "packs"
EVERY_PACK = sorted(one.parent.name for one in PACKS.glob("*/pack.yaml"))

collect_ignore = [] if find_spec("pyspark") else ["test_spark_agrees.py"]


@pytest.fixture(scope="session")
def tieling() -> PolicyPack:
    """The county's pack."""
    return read_pack(PACKS / "tieling-county-2017")


@pytest.fixture(scope="session", params=EVERY_PACK)
def any_pack(request: pytest.FixtureRequest) -> PolicyPack:
    """Each pack in turn."""
    return read_pack(PACKS / request.param)
