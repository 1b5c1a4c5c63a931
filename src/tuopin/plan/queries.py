"""Reading plans: their acts, their rows, and which is the basis of acceptance."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, Max, OuterRef, QuerySet

from tuopin.plan.models import ExitPlan, PlanAct, PlanRow

FILED = "file_with_province"


def next_version(township_code: str, year: int) -> int:
    """Return the number of a township's next version for a year."""
    last = ExitPlan.objects.filter(township__code=township_code, year=year).aggregate(
        last=Max("version")
    )["last"]
    return (last or 0) + 1


def acts_of(plan: ExitPlan) -> dict[str, PlanAct]:
    """Return a plan's acts by id."""
    return {
        record.act: record
        for record in PlanAct.objects.filter(plan=plan).order_by("done_on", "id")
    }


def filed_rows(
    *, year: int, household_ids: Sequence[int] | None = None
) -> dict[int, PlanRow]:
    """Return the rows of a year's filed plans by household: the basis of acceptance.

    A later version that was filed stands in place of an earlier one, so that whom
    it leaves out is in no plan.
    """
    rows = _filed(year).filter(household__isnull=False)
    if household_ids is not None:
        rows = rows.filter(household_id__in=list(household_ids))
    return {
        row.household_id: row
        for row in rows.select_related("plan").order_by("id")
        if row.household_id is not None
    }


def filed_villages(*, year: int) -> dict[str, PlanRow]:
    """Return the villages that a year's filed plans name, by their codes (art. 5)."""
    rows = _filed(year).filter(household__isnull=True)
    return {row.village_id: row for row in rows.select_related("plan").order_by("id")}


def _filed(year: int) -> QuerySet[PlanRow]:
    later = ExitPlan.objects.filter(
        township_id=OuterRef("plan__township_id"),
        year=year,
        version__gt=OuterRef("plan__version"),
        acts__act=FILED,
    )
    rows = PlanRow.objects.filter(plan__year=year, plan__acts__act=FILED)
    return rows.filter(~Exists(later))
