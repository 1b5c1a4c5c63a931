"""Which local rules hold where, on which day, and a procedure as they leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import covers
from tuopin.office.policy.models import WorkingPlan
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.text import Text
from tuopin.rulebook.tightening import (
    Tightenable,
    Tightening,
    Tightens,
    tightenables,
    tightened,
)

OF_EXITS = ("household_exit", "village_exit")
# One statement, and few rows: as many as offices have tightened anything.
RULES = """
SELECT w.area_code, w.department, w.title, w.document_number, w.in_force_from,
       s.in_force_from, r.procedure, r.kind, r.subject, r.figure
FROM policy_localrule r
JOIN policy_workingplan w ON w.id = r.plan_id
LEFT JOIN policy_workingplan s ON s.supersedes_id = w.id
ORDER BY r.id
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A local rule with where it holds, from which day, and until before which."""

    area_code: str
    department: str
    first_day: date
    ends_before: date | None
    tightening: Tightening

    def holds(self, place: str, day: date, department: str, *, is_ahead: bool) -> bool:
        """Say whether it binds an act at a place on a day, by whose act it is."""
        is_over = self.ends_before is not None and self.ends_before <= day
        has_begun = is_ahead or self.first_day <= day
        is_theirs = self.department in ("", department)
        return has_begun and not is_over and is_theirs and covers(self.area_code, place)


_Key = tuple[int, tuple[Tightening, ...]]


@dataclass(frozen=True)
class LocalRules:
    """Every local rule that was ever made, read once for what is being done."""

    standing: Sequence[Standing]
    # With the procedure itself, whose id is its own only while it is there. The same
    # rules leave one and the same value: gates are asked by it.
    _found: dict[_Key, tuple[Procedure, Procedure]] = field(default_factory=dict)

    def procedure(
        self,
        procedure: Procedure,
        *,
        place: str,
        on: date,
        department: str = "",
        is_ahead: bool = False,
    ) -> Procedure:
        """Return a pack's procedure as it binds at a place on a day.

        With `is_ahead`, rules that come into force later bind as well: a plan is made
        for the days to come.
        """
        found = tuple(
            one.tightening
            for one in self.standing
            if one.holds(place, on, department, is_ahead=is_ahead)
        )
        if not found:
            return procedure
        key = (id(procedure), found)
        if key not in self._found:
            self._found[key] = (procedure, tightened(procedure, found))
        return self._found[key][1]


def local_rules() -> LocalRules:
    """Return every local rule, in the order in which they were made."""
    with connection.cursor() as cursor:
        cursor.execute(RULES)
        return LocalRules([_standing(*row) for row in cursor.fetchall()])


def _standing(
    area_code: str,
    department: str,
    title: str,
    number: str,
    first_day: date,
    ends_before: date | None,
    *tightening: str,
) -> Standing:
    procedure, kind, subject, figure = tightening
    return Standing(
        area_code,
        department,
        first_day,
        ends_before,
        Tightening(procedure, Tightens(kind), subject, figure, cited(title, number)),
    )


def cited(title: str, number: str) -> Text:
    """Return a local document as a reason cites it."""
    return Text(f"《{title}》（{number}）", f"《{title}》 ({number})")


def open_to(pack: PolicyPack, actor: Actor) -> tuple[Tightenable, ...]:
    """Return what of a pack an office may tighten: a department its own acts only."""
    found = [
        one
        for name in OF_EXITS
        if name in pack.procedures
        for one in tightenables(pack.procedures[name])
    ]
    if actor.position is not Position.DEPARTMENT:
        return tuple(found)
    return tuple(one for one in found if Position.DEPARTMENT in one.performed_by)


def working_plans(actor: Actor) -> list[WorkingPlan]:
    """Return the plans that hold in an actor's area or in part of it, newest first."""
    found = (
        WorkingPlan.objects.select_related("kept_by__person", "superseded_by")
        .prefetch_related("rules")
        .order_by("-in_force_from", "-id")
    )
    return [
        one
        for one in found
        if covers(actor.division_code, one.area_code)
        or covers(one.area_code, actor.division_code)
    ]


def plan_of(number: int) -> WorkingPlan | None:
    """Return a working plan by its number."""
    return WorkingPlan.objects.filter(id=number).order_by("id").first()
