"""The plans of an area: how far each is, and what came of whom they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tuopin.office.divisions.domain import DivisionLevel
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.queries import units_below
from tuopin.plan import queries as plans
from tuopin.procedure import queries as cases
from tuopin.procedure.counts import standing_of_planned, standing_of_planned_villages
from tuopin.procedure.standing import Kind, shown_statuses
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Status, status
from tuopin.rulebook.units import Unit
from tuopin.web.plans.acting import performed

if TYPE_CHECKING:
    from tuopin.office.accounts.domain import Actor
    from tuopin.plan.models import ExitPlan


@dataclass(frozen=True)
class Came:
    """What came of the households, or the villages, that a plan names."""

    planned: int = 0
    by_kind: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def exited(self) -> int:
        """Those that went the whole way."""
        return self.by_kind.get(Kind.DONE, 0)

    @property
    def ended(self) -> int:
        """Those whose round ended without an exit."""
        return self.by_kind.get(Kind.ENDS, 0)

    @property
    def going_on(self) -> int:
        """Those on their way."""
        return self.by_kind.get(Kind.OPEN, 0) + self.by_kind.get(Kind.WAITS, 0)

    @property
    def unlisted(self) -> int:
        """Those that have no case yet."""
        return self.planned - sum(self.by_kind.values())


@dataclass(frozen=True)
class PlanListed:
    """A township's latest plan of a year, and how whom it names stands."""

    township: Division
    plan: ExitPlan | None
    status: Status
    villages: Came
    households: Came


def plans_of(actor: Actor, *, pack: PolicyPack, year: int) -> list[PlanListed]:
    """Return the plans of the actor's townships, those without one among them."""
    procedure = pack.procedure("plan")
    latest = {plan.township_id: plan for plan in plans.latest_plans(year=year)}
    ids = [plan.id for plan in latest.values()]
    acts, sizes = plans.acts_by_plan(ids), plans.sizes(ids)
    households = _by_kind(standing_of_planned(ids), pack, Unit.HOUSEHOLD)
    villages = _by_kind(standing_of_planned_villages(ids), pack, Unit.VILLAGE)
    found = []
    for township in units_below(actor.division_code, DivisionLevel.TOWNSHIP):
        plan = latest.get(township.code)
        plan_id = plan.id if plan else 0
        size = sizes.get(plan_id, (0, 0))
        found.append(
            PlanListed(
                township=township,
                plan=plan,
                status=status(procedure, performed(acts.get(plan_id, {})), held=False),
                villages=Came(size[0], villages.get(plan_id, {})),
                households=Came(size[1], households.get(plan_id, {})),
            )
        )
    return found


def _by_kind(
    standing: Mapping[int, Mapping[str, int]], pack: PolicyPack, unit: Unit
) -> dict[int, dict[Kind, int]]:
    """Return how many that each plan names stand at each kind of status."""
    if cases.PROCEDURES[unit] not in pack.procedures:
        return {}
    shown = shown_statuses(cases.procedure_of(pack, unit)).values()
    kinds = {one.id: one.kind for one in shown}
    found: dict[int, dict[Kind, int]] = {}
    for plan_id, by_status in standing.items():
        of_plan = found.setdefault(plan_id, {})
        for name, count in by_status.items():
            kind = kinds.get(name, Kind.ENDS)
            of_plan[kind] = of_plan.get(kind, 0) + count
    return found
