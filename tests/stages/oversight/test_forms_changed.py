"""The forms that a year changed: by another version of the pack, by a local plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stages.office.test_local_rules import PHOTO, draft, keep
from tests.stages.office.test_versions_side_by_side import (  # noqa: F401  (fixtures)
    Change,
    change,
    packs,
)
from tests.support.world import COUNTY, OTHER_TOWNSHIP, PACK, TOWNSHIP, YEAR, World
from tuopin.office.policy.operations import adopt_pack
from tuopin.office.scope import acting_as
from tuopin.oversight.burden.changes import FORMS, FormChanged, forms_changed
from tuopin.web.burden.board import page_of


def changed(world: World, year: int = YEAR) -> tuple[FormChanged, ...]:
    with acting_as(world["county"]):
        return forms_changed(year)


def test_a_first_version_changes_no_form(world: World) -> None:
    assert changed(world) == ()


@pytest.mark.parametrize(
    ("file", "before", "after", "form"),
    [
        ("survey/household.md", "入户照片", "入户相片", "survey/"),
        ("satisfaction.yaml", "总的来说", "总体来说", "satisfaction"),
        ("parameters/poverty_line.yaml", '"2952"', '"3000"', None),
    ],
)
def test_a_later_version_changes_the_forms_that_it_says_differently(
    world: World,
    packs: Path,  # noqa: F811  (a fixture)
    change: Change,  # noqa: F811  (a fixture)
    file: str,
    before: str,
    after: str,
    form: str | None,
) -> None:
    change(file, before, after)
    adopt_pack(pack_id=PACK, actor=world["county"], on=world.today)

    found = changed(world)

    assert [one.form for one in found] == ([FORMS[form]] if form else [])
    assert all(one.differences >= 1 and not one.area for one in found)
    assert changed(world, YEAR + 1) == ()


def test_a_local_plan_changes_the_sheets_of_its_own_area_alone(world: World) -> None:
    keep(world, draft(world, (PHOTO, "")))

    with acting_as(world["county"]):
        county = page_of(world["county"], {}, on=world.today)
    with acting_as(world["other township"]):
        other = page_of(world["other township"], {}, on=world.today)

    rows = {one.code: one.changed for one in county.rows}
    assert [one.area for one in county.changes] == [TOWNSHIP]
    assert (rows[TOWNSHIP], rows[OTHER_TOWNSHIP]) == (1, 0)
    assert other.changes == ()
    assert county.place == COUNTY
