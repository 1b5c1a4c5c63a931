"""What the database itself keeps of the register, tried with raw SQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support.workbooks import VILLAGE, VILLAGES, small_book
from tests.support.world import FIRST_DAY, World
from tuopin.office.scope import acting_as
from tuopin.register import operations
from tuopin.register.models import Household, HouseholdMember
from tuopin.register.workbook import read_workbook, sift_workbook

PERIODS = (
    "register_registrationperiod",
    "register_householddetails",
    "register_householdmember",
    "register_villageregistration",
)


@pytest.fixture
def county(world: World, tmp_path: Path) -> Iterator[World]:
    raw = read_workbook(small_book(2).write(tmp_path / "register.xlsx"))
    operations.import_register(
        workbook=sift_workbook(raw, villages=VILLAGES),
        file_name="登记表.xlsx",
        sha256="0" * 64,
        actor=world["county"],
        on=FIRST_DAY,
    )
    return world


def refused(world: World, statement: str) -> bool:
    try:
        with acting_as(world["county"]), transaction.atomic():
            connection.cursor().execute(statement)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize(
    "table", [*PERIODS, "register_household", "register_registerimport"]
)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_no_row_of_the_register_can_be_removed(
    table: str, statement: str, county: World
) -> None:
    assert refused(county, statement.format(table))


@pytest.mark.parametrize("table", PERIODS)
def test_a_period_is_closed_once_and_never_changed(table: str, county: World) -> None:
    assert refused(county, f"UPDATE {table} SET valid_from = '2016-01-01'")
    assert refused(county, f"UPDATE {table} SET village_code = '{VILLAGE}'")
    assert not refused(county, f"UPDATE {table} SET valid_to = '2018-01-01'")
    assert refused(county, f"UPDATE {table} SET valid_to = '2019-01-01'")
    assert refused(county, f"UPDATE {table} SET valid_to = NULL")


@pytest.mark.parametrize("table", PERIODS)
def test_no_period_ends_before_it_begins(table: str, county: World) -> None:
    assert refused(county, f"UPDATE {table} SET valid_to = valid_from - 1")


def test_no_household_has_a_status_that_nobody_knows(county: World) -> None:
    assert refused(county, "UPDATE register_household SET registration_status = 'gone'")
    assert refused(county, "UPDATE register_household SET member_count = 0")
    assert refused(county, "UPDATE register_household SET number = 'x'")


@pytest.mark.parametrize(
    "column",
    [
        "id_number_index",
        "number",
    ],
)
def test_nobody_is_in_two_households_at_once(column: str, county: World) -> None:
    columns = [
        field.column
        for field in HouseholdMember._meta.concrete_fields
        if field.column != "id"
    ]
    chosen = ", ".join(
        f"'99{name}'" if name == "number" and column != "number" else
        "NULL" if name == "id_number_index" and column != name else
        "'之子'" if name == "relation" else name
        for name in columns
    )  # fmt: skip

    assert refused(
        county,
        f"INSERT INTO register_householdmember ({', '.join(columns)})"
        f" SELECT {chosen} FROM register_householdmember LIMIT 1",
    )


def test_no_row_is_written_for_a_place_outside_the_actors_area(county: World) -> None:
    with pytest.raises(DatabaseError), acting_as(county["next village"]):
        Household.objects.create(
            number="x",
            village_id=VILLAGE,
            registration_status="in_register",
            head_name="甲",
            member_count=1,
        )
