"""Villages with their pairings and what is left to do; lists of households."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext as _

from tuopin.aftercare import caring, queries
from tuopin.aftercare.caring import Cared, CaredPage, Show, Sort, VillageCounts
from tuopin.filing.queries import delisted_villages
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.domain import DivisionLevel, covers, level_of
from tuopin.office.divisions.queries import find_unit, short_names_in, units_below
from tuopin.office.policy.queries import pack_on
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.aftercare import AftercareRules, Term
from tuopin.rulebook.text import Text
from tuopin.web.acting import NotInThePack
from tuopin.web.aftercare.forms import ListForm, labelled

if TYPE_CHECKING:
    from tuopin.aftercare.models import AssistanceOfficer, Pairing


@dataclass(frozen=True)
class VillageCared:
    """A village with its pairing and what is left to do for its households."""

    code: str
    name: str
    pairing: Pairing | None
    is_delisted: bool
    counts: VillageCounts

    @property
    def households(self) -> int:
        """How many have exited."""
        return self.counts.households

    @property
    def left(self) -> int:
        """How many are still to be called on in the period."""
        return self.counts.left.get(Show.TO_CALL, 0)

    @property
    def lacks(self) -> list[tuple[Show, int]]:
        """What is left to do, as far as there is something."""
        found = self.counts.left
        return [
            (one, found[one]) for one in Show if one is not Show.ALL and found.get(one)
        ]


@dataclass(frozen=True)
class AftercarePage:
    """The villages of an area, those with calls left first."""

    rules: AftercareRules
    term: Term
    villages: tuple[VillageCared, ...]
    total: tuple[tuple[Show, int], ...]


@dataclass(frozen=True)
class CaredShown:
    """A household after its exit, with the name of its village."""

    cared: Cared
    village: str


@dataclass(frozen=True)
class ListPage:
    """A page of households after their exit, as it was asked for."""

    rules: AftercareRules
    term: Term
    form: ListForm
    rows: tuple[CaredShown, ...]
    found: CaredPage
    previous_query: str
    next_query: str
    query: str


@dataclass(frozen=True)
class VillagePage:
    """One village: its pairing, its team's leader, its households."""

    rules: AftercareRules
    term: Term
    village: VillageCared
    leader: AssistanceOfficer | None
    ended: Pairing | None
    households: tuple[Cared, ...]
    may_pair: bool
    may_name: bool
    may_plan: bool

    @property
    def without_plan(self) -> list[Cared]:
        """The households that nobody has planned calls on."""
        return [one for one in self.households if one.plan_id is None]


def rules_on(on: date) -> AftercareRules:
    """Return the pack's rules; raises NotInThePack where it has none."""
    rules = pack_on(on).aftercare
    if rules is None:
        raise NotInThePack(_("The rules in force say nothing of after-care."))
    return rules


def page_of(actor: Actor, *, on: date) -> AftercarePage:
    """Return the villages of an area with what is left to do."""
    rules = rules_on(on)
    counts = caring.counts_by_village(actor.division_code, rules, on=on)
    paired, delisted = queries.pairings(), delisted_villages()
    villages = [
        VillageCared(
            unit.code,
            unit.short_name,
            paired.get(unit.code),
            unit.code in delisted,
            counts.get(unit.code) or VillageCounts(unit.code, 0, {}),
        )
        for unit in units_below(actor.division_code, DivisionLevel.VILLAGE)
        if unit.code in counts or unit.code in paired or unit.code in delisted
    ]
    total = tuple(
        (show, sum(one.counts.left.get(show, 0) for one in villages)) for show in Show
    )
    villages.sort(key=lambda one: (-one.left, one.code))
    return AftercarePage(rules, rules.term_of(on), tuple(villages), total)


def list_page(actor: Actor, asked: Mapping[str, str], *, on: date) -> ListPage:
    """Return a page of the area's households after their exit."""
    rules = rules_on(on)
    form = ListForm(asked, shows=labelled(Show), sorts=labelled(Sort))
    show, sort = (
        Show(form.chosen("show") or Show.ALL),
        Sort(form.chosen("sort") or Sort.PLACE),
    )
    found = caring.cared_for(
        actor.division_code, rules, on=on, show=show, sort=sort, page=form.number
    )
    names = short_names_in(actor.division_code)
    kept = {"show": show.value, "sort": sort.value}
    return ListPage(
        rules,
        rules.term_of(on),
        form,
        tuple(
            CaredShown(one, names.get(one.village_code, one.village_code))
            for one in found.rows
        ),
        found,
        paged(kept, found.page - 1, found.pages),
        paged(kept, found.page + 1, found.pages),
        urlencode(kept),
    )


def paged(kept: Mapping[str, str], number: int, pages: int) -> str:
    """Return the address query of a page, nothing where there is none."""
    if not 1 <= number <= pages:
        return ""
    return urlencode({**kept, "page": number})


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
    cared = caring.everybody_cared_for(code, rules, on=on)
    counts = caring.counts_by_village(code, rules, on=on)
    pairing = queries.pairing_of(code)
    return VillagePage(
        rules,
        rules.term_of(on),
        VillageCared(
            code,
            unit.short_name,
            pairing,
            code in delisted_villages(),
            counts.get(code) or VillageCounts(code, 0, {}),
        ),
        queries.officers_of(pairing).get(None) if pairing else None,
        None if pairing else queries.last_pairing_of(code),
        tuple(sorted(cared, key=lambda one: (one.is_called, one.number))),
        may_pair=may(actor, Right.PAIR_VILLAGE, in_division=code),
        may_name=may(actor, Right.NAME_HELPER, in_division=code),
        may_plan=may(actor, Right.PLAN_CALLS, in_division=code),
    )


COLUMNS = (
    "村", "户编号", "户主", "认定退出", "帮扶责任人", "回访计划（由谁）", "上次回访",
    "回访人", "本期已回访", "执行中的措施", "最近到期", "本年再调查", "风险办结期限",
)  # fmt: skip


def write_workbook(
    path: Path, actor: Actor, asked: Mapping[str, str], *, on: date
) -> None:
    """Write every household of the list as it was narrowed, with what is left to do."""
    form = ListForm(asked, shows=labelled(Show), sorts=labelled(Sort))
    cared = caring.everybody_cared_for(
        actor.division_code,
        rules_on(on),
        on=on,
        show=Show(form.chosen("show") or Show.ALL),
    )
    names = short_names_in(actor.division_code)
    with workbook_at(path) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        sheet = book.add_worksheet("后续帮扶")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 18)
        for at, title in enumerate(COLUMNS):
            sheet.write_string(0, at, title, bold)
        for number, one in enumerate(cared, 1):
            for at, cell in enumerate(_cells(one, names)):
                write_cell(sheet, number, at, cell)


def _cells(one: Cared, names: Mapping[str, str]) -> tuple[Value, ...]:
    return (
        names.get(one.village_code, one.village_code),
        one.number,
        one.head_name,
        one.since,
        one.helper or "",
        one.caller or "",
        one.called_on,
        one.visitor or "",
        one.is_called,
        one.measures,
        one.lapse_on,
        one.surveyed_on,
        one.risk_due_on,
    )


@dataclass(frozen=True)
class Waiting:
    """Something of after-care that waits for the reader: what, how many, where."""

    title: Text
    count: int
    query: str


WAITS_FOR = {
    Show.TO_CALL: Right.LOG_VISIT,
    Show.NO_PLAN: Right.PLAN_CALLS,
    Show.NO_HELPER: Right.NAME_HELPER,
    Show.LAPSING: Right.KEEP_MEASURES,
    Show.RESURVEY: Right.ASSIGN_SURVEY,
    Show.RISK: Right.OWN_RISK,
}
"""Who is told of what is left to do: those who may do it, up to the township."""


def waiting_for(actor: Actor, *, on: date) -> list[Waiting]:
    """Return what of after-care the actor has to do; nothing without rules."""
    rules = pack_on(on).aftercare
    here = actor.division_code
    near = (DivisionLevel.TOWNSHIP, DivisionLevel.VILLAGE)
    if rules is None or level_of(here) not in near:
        return []
    if not any(may(actor, one, in_division=here) for one in WAITS_FOR.values()):
        return []
    counts = caring.counts_by_village(here, rules, on=on).values()
    found = []
    for show, right in WAITS_FOR.items():
        left = sum(one.left[show] for one in counts)
        if left and may(actor, right, in_division=here):
            found.append(Waiting(show.label, left, f"show={show.value}"))
    return found
