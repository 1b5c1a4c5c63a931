"""Drafting a township's plan of a year, by name (年度计划, art. 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_area, require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as, alone_with
from tuopin.plan import names, queries, timing
from tuopin.plan.acting import Opinion, digest_of, procedure_on, record_act
from tuopin.plan.models import ExitPlan
from tuopin.register import queries as register


def draft(
    *,
    township_code: str,
    year: int,
    household_numbers: Sequence[str],
    village_codes: Sequence[str] = (),
    evidence: Mapping[str, str],
    actor: Actor,
    on: date,
) -> ExitPlan:
    """Draft a township's annual plan by name, its villages with it (实名制, art. 5).

    Every name is a household of the township's register that is still on it, or one
    of its registered poor villages, in the year of its timetable; there is no plan of
    counts. A later draft is a new version.
    """
    procedure = procedure_on(on)
    rule = procedure.acts["draft"]
    require_position(actor, rule.performed_by)
    names.refuse_no_township(township_code)
    require_area(actor, [township_code])
    with acting_as(actor):
        alone_with(f"plan of {township_code}")
        households = register.households_by_number(household_numbers)
        names.refuse_nobody([*household_numbers, *village_codes])
        names.refuse_no_year(year)
        names.refuse_strangers(household_numbers, households)
        names.refuse_other_villages(village_codes, township_code)
        codes = sorted(set(village_codes))
        if procedure.timetable is not None:
            timing.refuse_another_year(
                codes, year, timing.standing_years(township_code, procedure)
            )
        plan = _written(township_code, year, codes, households, actor, on)
        record_act(plan, rule, Opinion("drafted", "", evidence), actor, on)
    return plan


def _written(
    township_code: str,
    year: int,
    codes: Sequence[str],
    households: Mapping[str, register.HouseholdRow],
    actor: Actor,
    on: date,
) -> ExitPlan:
    """Write a plan with its rows, in the caller's transaction."""
    numbers = sorted(households)
    plan = ExitPlan.objects.create(
        township_id=township_code,
        year=year,
        version=queries.next_version(township_code, year),
        roster_digest=digest_of([*codes, *numbers]),
    )
    with names.refusing_the_delisted(names.UnableToPlan):
        rows = audit_rows.insert(
            "plan_planrow",
            ("plan_id", "household_id", "village_code"),
            [
                *((plan.id, None, code) for code in codes),
                *(
                    (plan.id, households[number].id, households[number].village_id)
                    for number in numbers
                ),
            ],
        )
    counted = {"year": year, "villages": len(codes), "households": len(numbers)}
    entry = audit.Entry(
        stream=f"plan:{plan.id}",
        act="plan.roster.drafted",
        division_code=township_code,
        body=counted,
        rows=[*audit_rows.digests("plan_exitplan", [plan.id]), *rows],
    )
    audit.record(actor=actor, on=on, entries=[entry])
    return plan
