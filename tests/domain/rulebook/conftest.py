"""The packs that the rulebook is tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuopin.office.policy.reader import read_calendar, read_pack
from tuopin.rulebook.calendar import WorkCalendar
from tuopin.rulebook.pack import PolicyPack

PACKS = Path(__file__).parents[3] / "packs"


@pytest.fixture(scope="session")
def tieling() -> PolicyPack:
    return read_pack(PACKS / "tieling-county-2017")


@pytest.fixture(scope="session")
def invented() -> PolicyPack:
    return read_pack(PACKS / "_fictional")


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return read_calendar(PACKS / "_calendars" / "china.yaml")
