"""The poor villages of an area on one page: where each stands, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tuopin.filing.queries import delisted_villages
from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import DivisionLevel, township_of
from tuopin.office.divisions.queries import units_below
from tuopin.office.policy.queries import pack_of
from tuopin.plan import queries as plans
from tuopin.procedure import queries as cases
from tuopin.procedure.standing import ShownStatus, shown_status
from tuopin.procedure.villages import gathered
from tuopin.register.villages import poor_villages
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import ActRule, Procedure, open_acts, status
from tuopin.rulebook.units import Unit
from tuopin.web.villages.board import Standing, standings_of

LISTING, REPORT, EXAMINE = "list_in_plan", "return_indicators", "examine_on_site"


@dataclass(frozen=True)
class VillageListed:
    """One poor village: its standing, what its figures say, and what comes next."""

    code: str
    name: str = ""
    township: str = ""
    year: int | None = None
    status: ShownStatus | None = None
    standings: tuple[Standing, ...] = ()
    next_acts: tuple[ActRule, ...] = ()
    households_pending: int = 0
    is_planned: bool = False
    """Whether the year's filed plan names it."""
    may_be_listed: bool = False
    """Whether that plan waits for the village's case to be opened."""
    unreturned: tuple[str, ...] = ()
    unexamined: tuple[str, ...] = ()

    def own_acts(self, actor: Actor) -> tuple[ActRule, ...]:
        """Return the next acts that are this actor's; of a department, its own part."""
        own = (rule for rule in self.next_acts if actor.position in rule.performed_by)
        waits = {REPORT: self.unreturned, EXAMINE: self.unexamined}
        return tuple(
            rule
            for rule in own
            if rule.id not in waits or actor.department in waits[rule.id]
        )


@dataclass(frozen=True)
class Villages:
    """The poor villages of an area, and how many stand where."""

    rows: tuple[VillageListed, ...]
    by_status: Sequence[tuple[ShownStatus, int]]

    @property
    def to_be_listed(self) -> tuple[VillageListed, ...]:
        """The villages whose case the township may open."""
        return tuple(row for row in self.rows if row.may_be_listed)


def villages_of(actor: Actor, *, pack: PolicyPack, on: date) -> Villages:
    """Return the poor villages of the actor's area in order of place.

    `pack` is in force on the day; the year's cases bring their own.
    """
    names = {
        unit.code: unit.short_name
        for unit in units_below(actor.division_code, DivisionLevel.VILLAGE)
    }
    townships = {
        unit.code: unit.short_name
        for unit in units_below(
            f"{actor.division_code[:6]}000000", DivisionLevel.TOWNSHIP
        )
    }
    planned = plans.filed_villages(year=on.year).keys() - delisted_villages()
    found = _with_a_case()
    rows = tuple(
        found.get(code) or VillageListed(code)
        for code in sorted(poor_villages(covered_by=actor.division_code))
    )
    named = tuple(
        replace(
            row,
            name=names.get(row.code, row.code),
            township=townships.get(township_of(row.code), ""),
            is_planned=row.code in planned,
            may_be_listed=row.code in planned and row.year != on.year,
        )
        for row in rows
    )
    counted = Counter(row.status for row in named if row.status is not None)
    return Villages(named, tuple(counted.items()))


def _with_a_case() -> dict[str, VillageListed]:
    of_year = {case.id: case for case in cases.latest_of_villages()}
    states = cases.states(list(of_year))
    found: dict[str, VillageListed] = {}
    for pack_id in sorted({case.pack_id for case in of_year.values()}):
        pack = pack_of(pack_id)
        procedure = cases.procedure_of(pack, Unit.VILLAGE)
        own = [
            state for state, _ in states if of_year[state.case_id].pack_id == pack_id
        ]
        waited_for = cases.acts_waited_for(procedure)
        known = gathered(own, pack, waited_for=waited_for)
        for state in own:
            now = status(procedure, state.performed, held=bool(state.holds)).id
            is_stopped = state.ending is not None or bool(state.holds)
            nexts = () if is_stopped else open_acts(procedure, state.performed)
            found[state.village_code] = VillageListed(
                code=state.village_code,
                year=state.year,
                status=shown_status(procedure, state.ending or now),
                standings=standings_of(
                    pack, known[state.case_id].facts, year=state.year
                ),
                next_acts=tuple(procedure.acts[act] for act in nexts),
                households_pending=state.households_pending,
                unreturned=known[state.case_id].unreturned,
                unexamined=known[state.case_id].unexamined,
            )
    return found


@dataclass(frozen=True)
class VillageLine:
    """One act of article 7 that is the reader's to do, and in which villages."""

    rule: ActRule
    villages: tuple[VillageListed, ...]


def own_lines(actor: Actor, *, pack: PolicyPack, on: date) -> tuple[VillageLine, ...]:
    """Return the acts on villages that an actor may do now, in legal order."""
    procedures = ways_out(pack)
    if not any(
        actor.position in rule.performed_by
        for procedure in procedures
        for rule in procedure.acts.values()
    ):
        return ()
    rows = villages_of(actor, pack=pack, on=on).rows
    listing = listing_rule(pack)
    found: dict[str, tuple[ActRule, list[VillageListed]]] = {}
    for row in rows:
        own = list(row.own_acts(actor))
        if row.may_be_listed and listing and actor.position in listing.performed_by:
            own.append(listing)
        for rule in own:
            found.setdefault(rule.id, (rule, []))[1].append(row)
    legal_order = dict.fromkeys(act for one in procedures for act in one.acts)
    return tuple(
        VillageLine(found[act][0], tuple(found[act][1]))
        for act in legal_order
        if act in found
    )


def ways_out(pack: PolicyPack) -> list[Procedure]:
    """Return the procedures by which villages exit: of the pack in force, of others.

    A village that began under another pack goes on by that one.
    """
    begun = dict.fromkeys(case.pack_id for case in cases.latest_of_villages())
    packs = [pack, *map(pack_of, begun)]
    found = [one.procedures.get(cases.PROCEDURES[Unit.VILLAGE]) for one in packs]
    return [procedure for procedure in found if procedure is not None]


def listing_rule(pack: PolicyPack) -> ActRule | None:
    """Return the act by which a pack opens a village's case, if it has one."""
    procedure = pack.procedures.get(cases.PROCEDURES[Unit.VILLAGE])
    return procedure.acts.get(LISTING) if procedure else None
