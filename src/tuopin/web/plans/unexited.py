"""Whom the filed plans of a year name and who has not exited, by name (art. 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tuopin.filing.queries import delisted_villages
from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import DivisionLevel, township_of
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.queries import units_below
from tuopin.office.policy.queries import pack_of
from tuopin.plan import queries as plans
from tuopin.procedure import queries as cases
from tuopin.procedure.standing import Kind, ShownStatus, shown_statuses
from tuopin.register import queries as register
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.web.plans.printed import Sheet

PAGE = 100
LONGEST_YEAR = 4


class Sort(StrEnum):
    """In which order the list stands."""

    PLACE = "place"
    STATUS = "status"


@dataclass(frozen=True)
class AskedOf:
    """Of which year, township and kind the list was asked for."""

    year: int
    township: str = ""
    unit: str = ""
    sort: Sort = Sort.PLACE
    page: int = 1

    def query(self, **other: object) -> str:
        """Return the address of the list with something asked otherwise."""
        said = {
            "year": self.year,
            "township": self.township,
            "unit": self.unit,
            "sort": self.sort.value,
            **other,
        }
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def as_workbook(self) -> str:
        """The address of the whole list as a workbook."""
        return self.query(**{"as": "workbook"})

    @property
    def by_status(self) -> str:
        """The address of the list in order of where each stands."""
        return self.query(sort=Sort.STATUS.value)

    @property
    def by_place(self) -> str:
        """The address of the list in order of place."""
        return self.query(sort=Sort.PLACE.value)

    @property
    def before(self) -> str:
        """The address of the page before."""
        return self.query(page=self.page - 1)

    @property
    def after(self) -> str:
        """The address of the next page."""
        return self.query(page=self.page + 1)


def asked_of(asked: Mapping[str, str], on: date) -> AskedOf:
    """Return what was asked for, as far as it can be read."""
    year, page = asked.get("year", ""), asked.get("page", "")
    sort, unit = asked.get("sort", ""), asked.get("unit", "")
    return AskedOf(
        year=int(year) if year.isdecimal() and len(year) <= LONGEST_YEAR else on.year,
        township=asked.get("township", ""),
        unit=unit if unit in set(Unit) else "",
        sort=Sort(sort) if sort in set(Sort) else Sort.PLACE,
        page=max(1, int(page)) if page.isdecimal() and len(page) < LONGEST_YEAR else 1,
    )


@dataclass(frozen=True)
class Unexited:
    """A household or a village that a plan names and that is still on the register."""

    village_code: str
    township: str
    village: str
    number: str = ""
    head_name: str = ""
    status: ShownStatus | None = None
    """Where its case of the year stands; none if it has none."""

    @property
    def is_household(self) -> bool:
        """Whether it is a household, and not the village itself."""
        return bool(self.number)


@dataclass(frozen=True)
class UnexitedPage:
    """A page of them, and how many there are."""

    every: tuple[Unexited, ...]
    rows: tuple[Unexited, ...]
    townships: tuple[Division, ...]
    page: int
    pages: int
    units: tuple[tuple[str, str, bool], ...]
    """What the list may be narrowed to: value, title, whether it is."""

    @property
    def households(self) -> int:
        """How many households there are."""
        return sum(one.is_household for one in self.every)

    @property
    def villages(self) -> int:
        """How many villages there are."""
        return len(self.every) - self.households

    @property
    def not_begun(self) -> int:
        """How many have no case."""
        return sum(one.status is None for one in self.every)


def unexited_of(actor: Actor, pack: PolicyPack, asked: AskedOf) -> UnexitedPage:
    """Return whom the filed plans of a year name, less who has exited."""
    found = []
    if asked.unit != Unit.HOUSEHOLD:
        found += _villages(asked.year)
    if asked.unit != Unit.VILLAGE:
        found += _households(asked.year)
    found = [one for one in found if one.village_code.startswith(asked.township[:9])]
    units = units_below(actor.division_code, DivisionLevel.TOWNSHIP)
    townships = {unit.code: unit.short_name for unit in units}
    villages = {
        unit.code: unit.short_name
        for unit in units_below(actor.division_code, DivisionLevel.VILLAGE)
    }
    named = [
        replace(
            one,
            township=townships.get(township_of(one.village_code), ""),
            village=villages.get(one.village_code, one.village_code),
        )
        for one in found
    ]
    order = _order(pack)
    if asked.sort is Sort.STATUS:
        named.sort(
            key=lambda one: (order[one.status.id if one.status else None], _place(one))
        )
    else:
        named.sort(key=_place)
    pages = max(1, -(-len(named) // PAGE))
    page = min(asked.page, pages)
    rows = named[(page - 1) * PAGE : page * PAGE]
    kinds = (
        (Unit.HOUSEHOLD.value, _("households"), asked.unit == Unit.HOUSEHOLD),
        (Unit.VILLAGE.value, _("villages"), asked.unit == Unit.VILLAGE),
    )
    return UnexitedPage(tuple(named), tuple(rows), tuple(units), page, pages, kinds)


def _place(one: Unexited) -> tuple[str, bool, str]:
    return one.village_code, one.is_household, one.number


class _Order(dict[str | None, int]):
    """Where a status stands in the pack; one of another pack comes last."""

    def __missing__(self, status: str | None) -> int:
        return len(self)


def _order(pack: PolicyPack) -> _Order:
    known = [None] + [
        name
        for unit in (Unit.VILLAGE, Unit.HOUSEHOLD)
        if cases.PROCEDURES[unit] in pack.procedures
        for name in shown_statuses(cases.procedure_of(pack, unit))
    ]
    return _Order({name: at for at, name in enumerate(known)})


def _villages(year: int) -> list[Unexited]:
    cases_of = {case.village_id: case for case in cases.of_villages(year)}
    found = []
    for code in plans.filed_villages(year=year).keys() - delisted_villages():
        case = cases_of.get(code)
        stands = _statuses(case.pack_id, Unit.VILLAGE)[case.status] if case else None
        found.append(Unexited(code, "", "", status=stands))
    return found


def _households(year: int) -> list[Unexited]:
    ids = list(plans.filed_rows(year=year))
    standing = {
        household: (pack, status)
        for household, pack, status in cases.cases_of(ids, year=year).values_list(
            "household_id", "pack_id", "status"
        )
    }
    known = {
        pack: _statuses(pack, Unit.HOUSEHOLD)
        for pack in {pack for pack, _ in standing.values()}
    }
    found = []
    for row in register.households_by_id(ids):
        if not row.may_exit:
            continue
        stands = None
        if row.id in standing:
            pack, status = standing[row.id]
            stands = known[pack][status]
            # Whose last act is done has exited, whatever came of it since.
            if stands.kind is Kind.DONE:
                continue
        found.append(
            Unexited(row.village_id, "", "", row.number, row.head_name, stands)
        )
    return found


def _statuses(pack_id: int, unit: Unit) -> dict[str, ShownStatus]:
    return shown_statuses(cases.procedure_of(pack_of(pack_id), unit))


def sheets_of_unexited(rows: tuple[Unexited, ...]) -> list[Sheet]:
    """Return the whole list for a workbook."""
    columns = ("乡（镇）", "村", "对象", "户编号", "户主姓名", "进展")
    return [
        (
            "计划未退出",
            columns,
            [
                (
                    one.township,
                    one.village,
                    "贫困户" if one.is_household else "贫困村",
                    one.number,
                    one.head_name,
                    one.status.title.zh if one.status else "尚未列入退出程序",
                )
                for one in rows
            ],
        )
    ]
