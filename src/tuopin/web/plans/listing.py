"""The plans of an area: how far each is, and what came of whom they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuopin.office.divisions.domain import DivisionLevel
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.queries import units_below
from tuopin.plan import queries as plans
from tuopin.procedure import queries as cases
from tuopin.procedure.counts import standing_of_planned
from tuopin.procedure.standing import Kind, shown_statuses
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Status, status

if TYPE_CHECKING:
    from tuopin.office.accounts.domain import Actor
    from tuopin.plan.models import ExitPlan


@dataclass(frozen=True)
class PlanListed:
    """A township's latest plan of a year, and how its households stand."""

    township: Division
    plan: ExitPlan | None
    status: Status
    villages: int
    households: int
    by_kind: Mapping[Kind, int]

    @property
    def exited(self) -> int:
        """The households that went the whole way."""
        return self.by_kind.get(Kind.DONE, 0)

    @property
    def ended(self) -> int:
        """The households whose round ended without an exit."""
        return self.by_kind.get(Kind.ENDS, 0)

    @property
    def going_on(self) -> int:
        """The households on their way."""
        return self.by_kind.get(Kind.OPEN, 0) + self.by_kind.get(Kind.WAITS, 0)

    @property
    def unlisted(self) -> int:
        """The households that have no case yet."""
        return self.households - sum(self.by_kind.values())


def plans_of(actor: Actor, *, pack: PolicyPack, year: int) -> list[PlanListed]:
    """Return the plans of the actor's townships, those without one among them."""
    procedure = pack.procedure("plan")
    latest = {plan.township_id: plan for plan in plans.latest_plans(year=year)}
    ids = [plan.id for plan in latest.values()]
    acts, sizes = plans.acts_by_plan(ids), plans.sizes(ids)
    standing = standing_of_planned(ids)
    kinds = {
        one.id: one.kind for one in shown_statuses(cases.procedure_of(pack)).values()
    }
    found = []
    for township in units_below(actor.division_code, DivisionLevel.TOWNSHIP):
        plan = latest.get(township.code)
        performed = (
            {act: record.verdict for act, record in acts[plan.id].items()}
            if plan
            else {}
        )
        by_kind: dict[Kind, int] = {}
        for name, count in standing.get(plan.id if plan else 0, {}).items():
            kind = kinds.get(name, Kind.ENDS)
            by_kind[kind] = by_kind.get(kind, 0) + count
        villages, households = sizes.get(plan.id, (0, 0)) if plan else (0, 0)
        found.append(
            PlanListed(
                township=township,
                plan=plan,
                status=status(procedure, performed, held=False),
                villages=villages,
                households=households,
                by_kind=by_kind,
            )
        )
    return found
