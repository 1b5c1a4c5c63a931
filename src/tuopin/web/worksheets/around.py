"""What comes before an act and after it, and who waits there at the sheet's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.web.my_work import open_portions
from tuopin.web.stages import Step, steps
from tuopin.web.worksheets.sheet import Scope


@dataclass(frozen=True)
class Before:
    """An act that comes first, how many households wait for it, and until when."""

    step: Step
    households: int
    opens_on: date | None
    """The day until which a notice keeps the last of them, if one still hangs."""


def steps_before(scope: Scope) -> tuple[Step, ...]:
    """Return the acts that the sheet's act requires."""
    return _steps(scope, scope.rule.requires)


def steps_after(scope: Scope) -> tuple[Step, ...]:
    """Return the acts that require the sheet's act."""
    after = [
        act
        for act, rule in scope.procedure.acts.items()
        if scope.rule.id in rule.requires
    ]
    return _steps(scope, after)


def _steps(scope: Scope, acts: Sequence[str]) -> tuple[Step, ...]:
    actor = scope.actor
    return steps(
        scope.procedure, acts, position=actor.position, place=actor.division_code
    )


def waiting_before(scope: Scope) -> Sequence[Before]:
    """Return who waits for the acts before, for a sheet on which nobody waits."""
    return [_before(step, scope) for step in steps_before(scope)]


def _before(step: Step, scope: Scope) -> Before:
    found = [
        portion for _, portion in open_portions(step.rule.id, place=scope.place.code)
    ]
    hanging = [
        one.opens_on for one in found if one.opens_on and one.opens_on > scope.on
    ]
    return Before(
        step=step,
        households=sum(len(one.household_ids) for one in found),
        opens_on=max(hanging, default=None),
    )
