"""A county's whole register comes in within half a minute."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

from tests.support.world import COUNTY, FIRST_DAY, YEAR, actor
from tuopin.office.divisions.queries import villages_of
from tuopin.register.operations import import_register
from tuopin.register.sample import write_sample
from tuopin.register.workbook import read_register

# So many have more than 30,000 members.
HOUSEHOLDS, SEED, SECONDS = 11_500, 3, 30


def test_thirty_thousand_members_are_imported_within_half_a_minute(
    own_database: str, tmp_path: Path
) -> None:
    villages = villages_of(COUNTY)
    path = tmp_path / "county.xlsx"
    write_sample(
        path,
        households=HOUSEHOLDS,
        villages=villages,
        seed=SEED,
        year=YEAR,
        county_code_prefix=COUNTY[:6],
        line=Decimal(3000),
    )
    office = actor("county")

    began = time.monotonic()
    workbook = read_register(path, villages=villages)
    result = import_register(
        workbook=workbook,
        file_name=path.name,
        sha256="0" * 64,
        actor=office,
        on=FIRST_DAY,
    )
    seconds = time.monotonic() - began
    again = import_register(
        workbook=workbook,
        file_name=path.name,
        sha256="0" * 64,
        actor=office,
        on=FIRST_DAY,
    )

    assert seconds < SECONDS
    assert result.counts["households_new"] == HOUSEHOLDS
    assert result.counts["members_new"] > 30_000
    assert again.import_id is None
