"""Households whose members have identity numbers, and departments' lists, for tests."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date

from tests.support.workbooks import id_number
from tests.support.world import UNKNOWN_OF_A_MEMBER, VILLAGE, World
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.operations import Comparison
from tuopin.register import operations as register
from tuopin.register.queries import find_household
from tuopin.register.workbook.entries import (
    HouseholdEntry,
    MemberEntry,
    RegisterWorkbook,
)
from tuopin.register.workbook.reading import Cell, RawSheet, RawWorkbook
from tuopin.rulebook.comparison import ListRules
from tuopin.survey.comparison.domain import Listing, ListPaper
from tuopin.survey.comparison.listing import listing_in
from tuopin.survey.comparison.queries import Standing, questions_about_household

HEAD = id_number(date(1970, 5, 1), 101)
CHILD = id_number(date(2008, 5, 1), 103)
STRANGER = id_number(date(1980, 5, 1), 105)
NOBODY = id_number(date(1981, 5, 1), 107)
KNOWN = {"insured": True, "out_of_school": False, "labor": "普通劳动力"}
_numbers = itertools.count(70001)


def register_people(
    world: World, people: Sequence[str] = (HEAD, CHILD), *, village: str = VILLAGE
) -> int:
    """Import a household whose members have these identity numbers; the head first."""
    number = f"{village}{next(_numbers)}"
    household = HouseholdEntry(
        number, village, "1组", "一般贫困户", None, None, None, None, None, None
    )
    members = [
        MemberEntry(
            household_number=number,
            number=f"{number}{at:02d}",
            name=f"乙成员{at}",
            gender="男",
            id_number=one,
            born_on=date(int(one[6:10]), int(one[10:12]), int(one[12:14])),
            relation="户主" if at == 1 else "之子",
            **{**dict.fromkeys(UNKNOWN_OF_A_MEMBER.split()), **KNOWN},  # type: ignore[arg-type]
        )
        for at, one in enumerate(people, start=1)
    ]
    register.import_register(
        workbook=RegisterWorkbook(
            (household,), tuple(members), (), (), (), frozenset()
        ),
        file_name="名册.xlsx",
        sha256="0" * 64,
        actor=world["county"],
        on=world.today,
    )
    with acting_as(world["county"]):
        found = find_household(number)
    assert found is not None
    world.households[found.id] = number
    return found.id


def rules_of(world: World, kind: str) -> ListRules:
    """Return the pack's rules of a list."""
    rules = pack_on(world.today).comparison
    assert rules is not None
    return rules.lists[kind]


def sheet_of(*rows: Sequence[Cell], name: str = "名单") -> RawWorkbook:
    """Return a workbook of one sheet, its rows numbered from one."""
    numbered = [(at, list(row)) for at, row in enumerate(rows, start=1)]
    return RawWorkbook([RawSheet(name, numbered)])


HOUSES = ("身份证号", "房屋坐落", "建筑面积")


def houses_of(world: World, *people: str, address: str = "某市某路1号") -> Listing:
    """Return a list of dwellings in towns that are in these people's names."""
    rows = [(one, address, "88.5") for one in people]
    return listing_in(sheet_of(HOUSES, *rows), rules_of(world, "housing"))


def cars_of(world: World, *people: str) -> Listing:
    """Return a list of vehicles that are in these people's names."""
    rows = [(one, "某A00000") for one in people]
    return listing_in(
        sheet_of(("身份证号", "车牌号"), *rows), rules_of(world, "vehicles")
    )


def roll_of(world: World, *people: str) -> Listing:
    """Return the whole list of those in the medical scheme."""
    rows = [(one,) for one in people]
    return listing_in(sheet_of(("身份证号",), *rows), rules_of(world, "insurance"))


BRINGERS = {"housing": "housing department", "insurance": "health department"}


def bring(
    world: World,
    listing: Listing,
    *,
    kind: str = "housing",
    number: str = "城建〔1〕号",
    by: str = "",
    dated_on: date | None = None,
) -> Comparison:
    """Bring a list, as its department does."""
    return procedure.compare_list(
        listing=listing,
        paper=ListPaper(kind, number, dated_on or world.today),
        digest="0" * 64,
        actor=world[by or BRINGERS[kind]],
        on=world.today,
    )


def questions(world: World, household: int) -> list[Standing]:
    """Return what is asked about a household."""
    with acting_as(world["county"]):
        return questions_about_household(household)
