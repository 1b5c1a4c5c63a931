"""Villages with their pairings, and households that are still to be called on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from tuopin.aftercare import queries
from tuopin.aftercare.queries import Cared
from tuopin.filing.queries import delisted_villages
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.domain import DivisionLevel, covers
from tuopin.office.divisions.queries import find_unit, units_below
from tuopin.office.policy.queries import pack_on
from tuopin.register.queries import HouseholdRow, households_by_id
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.aftercare import AftercareRules, Term
from tuopin.web.acting import NotInThePack

if TYPE_CHECKING:
    from tuopin.aftercare.models import AssistanceOfficer, Pairing


@dataclass(frozen=True)
class VillageCared:
    """A village with its pairing and how far the period's calls are."""

    code: str
    name: str
    pairing: Pairing | None
    is_delisted: bool
    households: int
    called_on: int

    @property
    def left(self) -> int:
        """How many households are still to be called on."""
        return self.households - self.called_on


@dataclass(frozen=True)
class CaredShown:
    """A household after its exit, with its head."""

    cared: Cared
    household: HouseholdRow


@dataclass(frozen=True)
class AftercarePage:
    """The villages of an area, those with calls left first."""

    rules: AftercareRules
    term: Term
    villages: tuple[VillageCared, ...]


@dataclass(frozen=True)
class VillagePage:
    """One village: its pairing, its team's leader, its households."""

    rules: AftercareRules
    term: Term
    village: VillageCared
    leader: AssistanceOfficer | None
    households: tuple[CaredShown, ...]
    may_pair: bool
    may_name: bool
    may_log: bool


def rules_on(on: date) -> AftercareRules:
    """Return the pack's rules; raises NotInThePack where it has none."""
    rules = pack_on(on).aftercare
    if rules is None:
        raise NotInThePack(_("The rules in force say nothing of after-care."))
    return rules


def page_of(actor: Actor, *, on: date) -> AftercarePage:
    """Return the villages of an area with what is left to do."""
    rules = rules_on(on)
    term = rules.term_of(on)
    found = _villages(actor, queries.cared_for([actor.division_code], term))
    return AftercarePage(
        rules, term, tuple(sorted(found, key=lambda one: (-one.left, one.code)))
    )


def _villages(actor: Actor, cared: Sequence[Cared]) -> list[VillageCared]:
    by_village: dict[str, list[Cared]] = defaultdict(list)
    for one in cared:
        by_village[one.household.village_code].append(one)
    paired, delisted = queries.pairings(), delisted_villages()
    return [
        VillageCared(
            unit.code,
            unit.short_name,
            paired.get(unit.code),
            unit.code in delisted,
            len(by_village[unit.code]),
            sum(one.is_done for one in by_village[unit.code]),
        )
        for unit in units_below(actor.division_code, DivisionLevel.VILLAGE)
        if unit.code in by_village or unit.code in paired or unit.code in delisted
    ]


def village_page(actor: Actor, code: str, *, on: date) -> VillagePage:
    """Return one village of the actor's area; any other is not there."""
    unit = find_unit(code)
    if (
        unit is None
        or unit.code != code
        or unit.level != DivisionLevel.VILLAGE
        or not covers(actor.division_code, code)
    ):
        raise Http404
    rules = rules_on(on)
    term = rules.term_of(on)
    cared = queries.cared_for([code], term)
    rows = {
        one.id: one for one in households_by_id([each.household.id for each in cared])
    }
    pairing = queries.pairing_of(code)
    return VillagePage(
        rules,
        term,
        VillageCared(
            code,
            unit.short_name,
            pairing,
            code in delisted_villages(),
            len(cared),
            sum(one.is_done for one in cared),
        ),
        queries.officers_of(pairing).get(None) if pairing else None,
        tuple(
            CaredShown(one, rows[one.household.id])
            for one in sorted(cared, key=lambda one: one.is_done)
        ),
        may_pair=may(actor, Right.PAIR_VILLAGE, in_division=code),
        may_name=may(actor, Right.NAME_HELPER, in_division=code),
        may_log=may(actor, Right.LOG_VISIT, in_division=code),
    )


def left_to_call_on(actor: Actor, *, on: date) -> int:
    """Return how many households somebody of the village has still to call on."""
    rules = pack_on(on).aftercare
    if rules is None or not may(
        actor, Right.LOG_VISIT, in_division=actor.division_code
    ):
        return 0
    cared = queries.cared_for([actor.division_code], rules.term_of(on))
    return sum(not one.is_done for one in cared)


COLUMNS = ("村", "户编号", "户主", "帮扶责任人", "上次回访", "回访人", "本期已回访")


def write_workbook(path: Path, actor: Actor, *, on: date) -> None:
    """Write every household after its exit with its helper and its last call."""
    cared = queries.cared_for([actor.division_code], rules_on(on).term_of(on))
    rows = {
        one.id: one for one in households_by_id([each.household.id for each in cared])
    }
    with workbook_at(path) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        sheet = book.add_worksheet("后续帮扶")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 18)
        for at, title in enumerate(COLUMNS):
            sheet.write_string(0, at, title, bold)
        for number, one in enumerate(cared, 1):
            row = rows[one.household.id]
            cells: tuple[Value, ...] = (
                row.village_name,
                row.number,
                row.head_name,
                one.helper.name if one.helper else "",
                one.last.done_on if one.last else None,
                one.last.visitor if one.last else "",
                one.is_done,
            )
            for at, cell in enumerate(cells):
                write_cell(sheet, number, at, cell)
