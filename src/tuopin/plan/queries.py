"""Reading plans: their acts, their rows, and which is the basis of acceptance."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from tuopin.plan.models import (
    OF_ALL_YEARS,
    ExitPlan,
    PlanAct,
    PlanRow,
    TimetableRow,
    TimetableYear,
)

FILED = "file_with_province"


def next_version(township_code: str, year: int) -> int:
    """Return the number of a township's next version for a year."""
    last = ExitPlan.objects.filter(township__code=township_code, year=year).aggregate(
        last=Max("version")
    )["last"]
    return (last or 0) + 1


def acts_of(plan: ExitPlan) -> dict[str, PlanAct]:
    """Return a plan's acts by id."""
    found = PlanAct.objects.filter(plan=plan).select_related("done_by__person")
    return {record.act: record for record in found.order_by("done_on", "id")}


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


def filed_townships(*, year: int) -> set[str]:
    """Return the townships in sight whose plan of a year is filed."""
    found = ExitPlan.objects.filter(year=year, acts__act=FILED)
    return {str(code) for code in found.values_list("township_id", flat=True)}


def latest_filed_year(*, until: int) -> int | None:
    """Return the latest year, up to one, of which a plan in sight is filed."""
    found = ExitPlan.objects.filter(
        year__lte=until, year__gt=OF_ALL_YEARS, acts__act=FILED
    )
    last: int | None = found.aggregate(last=Max("year"))["last"]
    return last


def latest_plans(*, year: int) -> list[ExitPlan]:
    """Return the latest version of each township's plan in the actor's area."""
    later = ExitPlan.objects.filter(
        township_id=OuterRef("township_id"), year=year, version__gt=OuterRef("version")
    )
    found = ExitPlan.objects.filter(~Exists(later), year=year)
    return list(found.select_related("township").order_by("township__code"))


def versions_of(plan: ExitPlan) -> list[ExitPlan]:
    """Return every version of a township's plan of a year, the latest first."""
    return all_versions(plan.township_id, plan.year)


def all_versions(township_code: str, year: int) -> list[ExitPlan]:
    """Return every version of a township's plan of a year, the latest first."""
    found = ExitPlan.objects.filter(township__code=township_code, year=year)
    return list(found.order_by("-version"))


def find_plan(plan_id: int) -> ExitPlan | None:
    """Return a plan or timetable of the actor's area."""
    found = ExitPlan.objects.filter(id=plan_id).select_related("township")
    return found.order_by("id").first()


def acts_by_plan(plan_ids: Sequence[int]) -> dict[int, dict[str, PlanAct]]:
    """Return the acts of several plans, by plan and act."""
    found: dict[int, dict[str, PlanAct]] = {plan_id: {} for plan_id in plan_ids}
    rows = PlanAct.objects.filter(plan_id__in=list(plan_ids))
    for record in rows.select_related("done_by__person").order_by("done_on", "id"):
        found[record.plan_id][record.act] = record
    return found


def sizes(plan_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return how many villages and how many households each plan names."""
    rows = (
        PlanRow.objects.filter(plan_id__in=list(plan_ids))
        .values("plan_id")
        .annotate(
            villages=Count("id", filter=Q(household__isnull=True)),
            households=Count("id", filter=Q(household__isnull=False)),
        )
        .order_by("plan_id")
    )
    return {row["plan_id"]: (row["villages"], row["households"]) for row in rows}


def named_in(plan: ExitPlan) -> tuple[list[str], list[int]]:
    """Return the villages and the households that a plan names."""
    rows = list(
        PlanRow.objects.filter(plan=plan)
        .order_by("village__code", "household__number")
        .values_list("village_id", "household_id")
    )
    villages = [str(code) for code, household in rows if household is None]
    return villages, [household for _, household in rows if household is not None]


def timetable_versions(township_code: str) -> list[ExitPlan]:
    """Return every version of a township's timetable, the latest first."""
    return all_versions(township_code, OF_ALL_YEARS)


def latest_timetables() -> list[ExitPlan]:
    """Return the latest version of each township's timetable in the actor's area."""
    return latest_plans(year=OF_ALL_YEARS)


def filed_timetable(township_code: str) -> ExitPlan | None:
    """Return the timetable that the province has of a township: its last filed one."""
    found = ExitPlan.objects.filter(
        township__code=township_code, year=OF_ALL_YEARS, acts__act=FILED
    )
    return found.order_by("-version").first()


def years_of_villages(plan: ExitPlan) -> dict[str, int]:
    """Return the year in which a timetable has each of its villages exit."""
    rows = TimetableRow.objects.filter(plan=plan).order_by("village__code")
    return {
        str(code): year for code, year in rows.values_list("village_id", "exit_year")
    }


def years_of_households(plan: ExitPlan) -> dict[int, int]:
    """Return how many households a timetable has exit in each of its years."""
    rows = TimetableYear.objects.filter(plan=plan).order_by("exit_year")
    return dict(rows.values_list("exit_year", "households"))


def filed_years() -> dict[str, int]:
    """Return the year of every village in sight that a filed timetable names.

    Of a township's filed versions the last counts.
    """
    later = ExitPlan.objects.filter(
        township_id=OuterRef("plan__township_id"),
        year=OF_ALL_YEARS,
        version__gt=OuterRef("plan__version"),
        acts__act=FILED,
    )
    rows = TimetableRow.objects.filter(
        ~Exists(later), plan__year=OF_ALL_YEARS, plan__acts__act=FILED
    )
    return {
        str(code): year
        for code, year in rows.order_by("id").values_list("village_id", "exit_year")
    }


def timetable_sizes(plan_ids: Sequence[int]) -> dict[int, dict[int, tuple[int, int]]]:
    """Return how many villages and households timetables have exit, year by year."""
    found: dict[int, dict[int, tuple[int, int]]] = {one: {} for one in plan_ids}
    for row in TimetableYear.objects.filter(plan_id__in=list(plan_ids)).order_by("id"):
        found[row.plan_id][row.exit_year] = (0, row.households)
    counted = (
        TimetableRow.objects.filter(plan_id__in=list(plan_ids))
        .values("plan_id", "exit_year")
        .annotate(villages=Count("id"))
        .order_by("plan_id", "exit_year")
    )
    for one in counted:
        years = found[one["plan_id"]]
        households = years.get(one["exit_year"], (0, 0))[1]
        years[one["exit_year"]] = (one["villages"], households)
    return found
