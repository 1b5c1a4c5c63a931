"""Drafting a township's timetable of villages over several years (退出时序, art. 5)."""

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
from tuopin.plan.models import OF_ALL_YEARS, ExitPlan


def draft_timetable(
    *,
    township_code: str,
    village_years: Mapping[str, int],
    household_years: Mapping[int, int],
    evidence: Mapping[str, str],
    actor: Actor,
    on: date,
) -> ExitPlan:
    """Draft in which year each poor village is to exit (退出时序, art. 5).

    Every poor village still on the register has its year, and every year the number
    of households that are to exit in it. A later draft is a new version; it changes
    nothing until it is reviewed and filed in the same way.
    """
    procedure = procedure_on(on)
    rule = procedure.acts["draft"]
    require_position(actor, rule.performed_by)
    names.refuse_no_township(township_code)
    require_area(actor, [township_code])
    with acting_as(actor):
        alone_with(f"plan of {township_code}")
        years = timing.years_of(procedure, on)
        timing.refuse_no_village(village_years)
        names.refuse_other_villages(list(village_years), township_code)
        filed = timing.filed_years(township_code) or {}
        timing.refuse_years_outside(village_years, household_years, years, filed)
        plan = _written(
            township_code,
            sorted(village_years.items()),
            sorted(household_years.items()),
            actor,
            on,
        )
        record_act(plan, rule, Opinion("drafted", "", evidence), actor, on)
    return plan


def _written(
    township_code: str,
    village_years: Sequence[tuple[str, int]],
    household_years: Sequence[tuple[int, int]],
    actor: Actor,
    on: date,
) -> ExitPlan:
    """Write a timetable with its rows, in the caller's transaction."""
    plan = ExitPlan.objects.create(
        township_id=township_code,
        year=OF_ALL_YEARS,
        version=queries.next_version(township_code, OF_ALL_YEARS),
        roster_digest=digest_of([*village_years, *household_years]),
    )
    with names.refusing_a_gap(), names.refusing_the_delisted(names.UnableToPlan):
        rows = audit_rows.insert(
            "plan_timetablerow",
            ("plan_id", "village_code", "exit_year"),
            [(plan.id, code, year) for code, year in village_years],
        )
    counts = audit_rows.insert(
        "plan_timetableyear",
        ("plan_id", "division_code", "exit_year", "households"),
        [(plan.id, township_code, year, count) for year, count in household_years],
    )
    entry = audit.Entry(
        stream=f"plan:{plan.id}",
        act="plan.timetable.drafted",
        division_code=township_code,
        body={"villages": len(village_years), "years": len(household_years)},
        rows=[*audit_rows.digests("plan_exitplan", [plan.id]), *rows, *counts],
    )
    audit.record(actor=actor, on=on, entries=[entry])
    return plan
