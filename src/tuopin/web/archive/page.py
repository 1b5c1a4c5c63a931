"""What is archived and what is missing, village by village, household by household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.filing.archive.completeness import Completeness, completeness
from tuopin.filing.archive.kept import Kept, counts_by_village, levels_of
from tuopin.filing.domain import Level
from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import DivisionLevel, level_of
from tuopin.office.divisions.queries import unit_named, units_below
from tuopin.procedure import queries as cases
from tuopin.procedure import recorded
from tuopin.procedure.standing import ShownStatus, shown_status
from tuopin.procedure.state import CaseState
from tuopin.register import queries as register
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import ActRule, status
from tuopin.web.archive.lists import listing
from tuopin.web.archive.papers import Data
from tuopin.web.papers.forms import dated, written

SHOWN = 3
"""Missing papers that a line of the page names; the printed list has them all."""


class NoSuchPlace(LookupError):
    """No village of this code lies in the actor's area."""


@dataclass(frozen=True)
class VillageArchived:
    """A village's households of the year, and how many each level keeps."""

    code: str
    name: str
    households: int
    kept: tuple[int, ...]


@dataclass(frozen=True)
class HouseholdArchived:
    """A household's papers: what is there, what is missing, which levels keep them."""

    number: str
    head_name: str
    status: ShownStatus
    has_ended: bool
    papers: Completeness
    levels: tuple[Kept | None, ...]

    @property
    def is_kept_everywhere(self) -> bool:
        """Whether village, township and county have archived (art. 6)."""
        return None not in self.levels

    @property
    def shown(self) -> Sequence[object]:
        """The first papers that are missing."""
        return self.papers.missing[:SHOWN]

    @property
    def more(self) -> int:
        """How many more are missing than are named."""
        return max(len(self.papers.missing) - SHOWN, 0)


@dataclass(frozen=True)
class VillagePage:
    """A village's households, for the screen and for paper."""

    code: str
    name: str
    year: int
    rows: tuple[HouseholdArchived, ...]

    @property
    def complete(self) -> int:
        """How many households have every paper and all three archives."""
        return sum(
            row.papers.is_complete and row.is_kept_everywhere for row in self.rows
        )


def villages_archived(actor: Actor, *, year: int) -> tuple[VillageArchived, ...]:
    """Return the villages of the actor's area that have households in a year's plan."""
    planned = recorded.counts_by_village(year=year)
    kept = counts_by_village(year=year)
    return tuple(
        VillageArchived(
            code=unit.code,
            name=unit.short_name,
            households=planned[unit.code],
            kept=tuple(kept.get((unit.code, level), 0) for level in Level),
        )
        for unit in units_below(actor.division_code, DivisionLevel.VILLAGE)
        if unit.code in planned
    )


def own_acts(actor: Actor, pack: PolicyPack) -> tuple[ActRule, ...]:
    """Return the acts of archiving that are the actor's."""
    acts = cases.procedure_of(pack).acts
    return tuple(
        acts[level.act]
        for level in Level
        if level.act in acts and actor.position in acts[level.act].performed_by
    )


def village_page(actor: Actor, code: str, *, year: int) -> VillagePage:
    """Return a village's households with their papers; raises NoSuchPlace."""
    try:
        is_village = level_of(code) is DivisionLevel.VILLAGE
    except ValueError:
        is_village = False
    if not is_village or not actor.covers([code]):
        raise NoSuchPlace(code)
    found = cases.states(cases.case_ids(year=year, village=code))
    heads = {
        row.id: row.head_name
        for row in register.households_by_id(
            [state.household_id for state, _ in found if state.household_id]
        )
    }
    levels = levels_of([state.case_id for state, _ in found])
    done = _done(found)
    return VillagePage(
        code=code,
        name=unit_named(code).short_name,
        year=year,
        rows=tuple(
            HouseholdArchived(
                number=state.household_number,
                head_name=heads[state.household_id or 0],
                status=_status(state, pack),
                has_ended=state.ending is not None or state.acts.has_ended,
                papers=completeness(
                    cases.procedure_of(pack), done.get(state.case_id, {})
                ),
                levels=tuple(levels[state.case_id].get(level) for level in Level),
            )
            for state, pack in sorted(found, key=lambda one: one[0].household_number)
        ),
    )


def _done(
    found: Sequence[tuple[CaseState, PolicyPack]],
) -> dict[int, dict[str, tuple[str, dict[str, str]]]]:
    done: dict[int, dict[str, tuple[str, dict[str, str]]]] = {}
    for pack in {id(pack): pack for _, pack in found}.values():
        carried = cases.procedure_of(pack).carried_over
        mine = [state.case_id for state, of in found if of is pack]
        for case_id, acts in recorded.recorded_acts(mine, carried_over=carried).items():
            done[case_id] = {act.act: (act.verdict, act.evidence) for act in acts}
    return done


def _status(state: CaseState, pack: PolicyPack) -> ShownStatus:
    procedure = cases.procedure_of(pack)
    now = status(procedure, state.performed, held=bool(state.holds)).id
    return shown_status(procedure, state.ending or now)


def missing_list(page: VillagePage, *, on: date) -> Data:
    """Return the list of what is missing as it is printed."""
    marks = {True: "已归", False: "未归"}
    return listing(
        f"{page.name}{page.year}年度退出档案缺件清单",
        facts=[
            ("户数", f"{len(page.rows)}户，其中三级归档齐全{page.complete}户"),
            ("打印日期", written(on)),
        ],
        columns={
            "序号": 0,
            "户主": 1,
            "户编号": 2,
            "应有": 0,
            "已有": 0,
            "缺件": 5,
            "村 / 乡 / 县": 2,
        },
        rows=[
            [
                str(at),
                row.head_name,
                row.number,
                str(row.papers.wanted),
                str(row.papers.there),
                "本轮已终结" if row.has_ended else _in_words(row.papers),
                " / ".join(marks[kept is not None] for kept in row.levels),
            ]
            for at, row in enumerate(page.rows, 1)
        ],
        says="三级归档不全的户不能标注脱贫（第六条）。",
        day=dated(on),
        flipped=True,
    )


def _in_words(papers: Completeness) -> str:
    return "；".join(one.text.zh for one in papers.missing) or "齐全"
