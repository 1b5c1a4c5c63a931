"""A county's whole register comes in whole, and once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.support.world import COUNTY, FIRST_DAY, YEAR, actor
from tuopin.office.divisions.queries import villages_of
from tuopin.register.operations import import_register
from tuopin.register.sample import write_sample
from tuopin.register.workbook import read_register

HOUSEHOLDS, SEED = 3_000, 3


def test_thousands_of_households_are_imported_whole_and_once(
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

    workbook = read_register(path, villages=villages)
    result = import_register(
        workbook=workbook,
        file_name=path.name,
        sha256="0" * 64,
        actor=office,
        on=FIRST_DAY,
    )
    again = import_register(
        workbook=workbook,
        file_name=path.name,
        sha256="0" * 64,
        actor=office,
        on=FIRST_DAY,
    )

    assert result.counts["households_new"] == HOUSEHOLDS
    assert result.counts["members_new"] > 2 * HOUSEHOLDS
    assert again.import_id is None
