"""Beginning the exits of a filed plan: whose case is to open, and why one does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuopin.filing.queries import delisted_villages
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.divisions.queries import villages_of
from tuopin.plan import queries as plans
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.domain import CaseRefusal
from tuopin.procedure.recording import RowResult
from tuopin.register import queries as register
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text

if TYPE_CHECKING:
    from datetime import date

    from tuopin.plan.models import ExitPlan

LIST = "list_in_plan"


@dataclass(frozen=True)
class Unlisted:
    """Whom a filed plan names that has no case yet."""

    villages: tuple[str, ...] = ()
    household_ids: tuple[int, ...] = ()

    @property
    def is_anybody(self) -> bool:
        """Whether there is a case to open."""
        return bool(self.villages or self.household_ids)


def unlisted(plan: ExitPlan, pack: PolicyPack, actor: Actor, *, on: date) -> Unlisted:
    """Return whom a plan of the year names without a case, for who may open them."""
    rule = cases.procedure_of(pack).acts[LIST]
    if plan.year < on.year or actor.position not in rule.performed_by:
        return Unlisted()
    if plans.FILED not in plans.acts_of(plan):
        return Unlisted()
    villages, household_ids = plans.named_in(plan)
    listed = cases.cases_of(household_ids, year=plan.year)
    with_case = set(listed.values_list("household_id", flat=True))
    of_villages = {case.village_id for case in cases.of_villages(plan.year)}
    may_exit = {
        one.id for one in register.households_by_id(household_ids) if one.may_exit
    }
    gone = of_villages | delisted_villages()
    return Unlisted(
        tuple(code for code in villages if code not in gone),
        tuple(one for one in household_ids if one in may_exit - with_case),
    )


def begin(plan: ExitPlan, whom: Unlisted, *, actor: Actor, on: date) -> None:
    """Open everybody's case; raises Refusal naming those that got none, and why."""
    refused: list[tuple[str, CaseRefusal | None]] = []
    if whom.household_ids:
        listed = procedure.list_in_plan(
            household_ids=whom.household_ids, year=plan.year, actor=actor, on=on
        )
        numbers = {
            one.id: one.number for one in register.households_by_id(whom.household_ids)
        }
        refused += [(numbers[row.household_id], row.refusal) for row in listed.rows]
    if whom.villages:
        result = procedure.list_villages_in_plan(
            village_codes=whom.villages, year=plan.year, actor=actor, on=on
        )
        refused += named(actor, whom.villages, result.rows)
    raise_refused(refused)


def named(
    actor: Actor, village_codes: Iterable[str], rows: Iterable[RowResult]
) -> list[tuple[str, CaseRefusal | None]]:
    """Return what became of villages, each by its name, in the order asked for."""
    names = villages_of(actor.division_code)
    return [
        (names.get(code, code), row.refusal)
        for code, row in zip(village_codes, rows, strict=True)
    ]


def raise_refused(rows: Iterable[tuple[str, CaseRefusal | None]]) -> None:
    """Raise one refusal for all that were refused; the others stand."""
    refused = [(name, refusal) for name, refusal in rows if refusal is not None]
    if refused:
        raise Refusal(
            Text(
                "；".join(f"{name}：{one.text.zh}" for name, one in refused),
                "; ".join(f"{name}: {one.text.en}" for name, one in refused),
            ),
            cite=refused[0][1].cite,
        )
