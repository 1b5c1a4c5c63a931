"""What is decided above a township about its plan or timetable (市、县审核, 备案)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from tuopin.office.accounts.domain import Actor
from tuopin.office.scope import acting_as
from tuopin.plan import queries, timing
from tuopin.plan.acting import Opinion, perform, procedure_on

if TYPE_CHECKING:
    from tuopin.plan.models import ExitPlan


def review_by_county(
    *, plan: ExitPlan, opinion: Opinion, actor: Actor, on: date
) -> None:
    """Review a township's plan or timetable for the county (县审核, art. 5)."""
    perform(plan, "county_review", opinion, actor, on)


def review_by_city(*, plan: ExitPlan, opinion: Opinion, actor: Actor, on: date) -> None:
    """Review a plan for the city, after the county (市审核, art. 5)."""
    perform(plan, "city_review", opinion, actor, on)


def file_with_province(
    *, plan: ExitPlan, evidence: Mapping[str, str], actor: Actor, on: date
) -> None:
    """Record that the province has the plan, by its receipt (报省备案, art. 5).

    From then on the plan is the basis of acceptance for the households it names, and
    a timetable for the villages it names. A year's plan that names villages otherwise
    than the filed timetable does is not filed.
    """
    with acting_as(actor):
        if not plan.is_timetable and procedure_on(on).timetable is not None:
            villages, _ = queries.named_in(plan)
            timing.refuse_another_year(
                villages, plan.year, timing.filed_years(plan.township_id)
            )
        perform(plan, "file_with_province", Opinion("filed", "", evidence), actor, on)
