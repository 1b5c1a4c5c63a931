"""The acts in the regulation's order, as a menu: one's own lead to their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from tuopin.filing.national.queries import MARK
from tuopin.office.accounts.domain import Actor
from tuopin.office.policy.queries import (
    NoPackInForce,
    PackChanged,
    pack_on,
)
from tuopin.procedure.queries import procedure_of
from tuopin.rulebook.procedure import ActRule, Procedure


@dataclass(frozen=True)
class Step:
    """An act of the way out, as somebody sees it who may or may not do it."""

    number: int
    rule: ActRule
    address: str
    is_own: bool
    is_here: bool


def stages_of(actor: Actor, *, on: date, here: str) -> tuple[Step, ...]:
    """Return every act of the procedure in force; none where no pack is."""
    try:
        procedure = procedure_of(pack_on(on))
    except (NoPackInForce, PackChanged):
        return ()
    return steps(procedure, list(procedure.acts), actor=actor, here=here)


def steps(
    procedure: Procedure, acts: Sequence[str], *, actor: Actor, here: str = ""
) -> tuple[Step, ...]:
    """Return acts as steps, in the order given."""
    numbers = {act: number for number, act in enumerate(procedure.acts, 1)}
    return tuple(
        _step(procedure.acts[act], numbers[act], actor, here=here) for act in acts
    )


def _step(rule: ActRule, number: int, actor: Actor, *, here: str) -> Step:
    is_own = actor.position in rule.performed_by
    return Step(
        number=number,
        rule=rule,
        address=_address(rule, actor, is_own=is_own),
        is_own=is_own,
        is_here=here.startswith(f"/work/{rule.id}/")
        or (rule.id == MARK and here.startswith(reverse("web:marking"))),
    )


@lru_cache(maxsize=10_000)
def _sheet_at(act: str, place_code: str) -> str:
    # A menu of twenty acts stands on every page, and an address never changes.
    return reverse("web:worksheet", args=[act, place_code])


def _address(rule: ActRule, actor: Actor, *, is_own: bool) -> str:
    """Return an own act's sheet, and for others' acts the households that wait.

    An act that requires none opens a case of whom a filed plan names.
    """
    if not rule.requires:
        return reverse("web:plans")
    if is_own and rule.id == MARK:
        return reverse("web:marking")
    if is_own:
        return _sheet_at(rule.id, actor.division_code)
    return f"{reverse('web:register')}?{urlencode({'open': rule.id})}"
