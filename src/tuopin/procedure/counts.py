"""How many households stand where: by status, by act, by plan, by what holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Count, F

from tuopin.procedure.models import ActRecord, ExitCase, Hold
from tuopin.procedure.queries import of_households


def counts_by_status(*, year: int) -> Mapping[str, int]:
    """Return how many of a year's cases stand at each status."""
    rows = of_households(year).values("status").annotate(households=Count("id"))
    return {row["status"]: row["households"] for row in rows}


def standing_of_planned(plan_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return how many households that each plan names stand at each status.

    By whom it names: a case opened under an earlier version is the same case.
    """
    named = "household__plan_rows__plan"
    rows = (
        ExitCase.objects.filter(
            **{f"{named}_id__in": list(plan_ids), f"{named}__year": F("year")}
        )
        .values(f"{named}_id", "status")
        .annotate(households=Count("id"))
        .order_by(f"{named}_id", "status")
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row[f"{named}_id"], {})[row["status"]] = row["households"]
    return found


VILLAGES_PLANNED = """
SELECT w.plan_id, c.status, count(*)
FROM plan_planrow w
JOIN plan_exitplan n ON n.id = w.plan_id
JOIN procedure_exitcase c ON c.village_code = w.village_code AND c.year = n.year
  AND c.household_id IS NULL
WHERE w.plan_id = ANY(%s) AND w.household_id IS NULL
GROUP BY w.plan_id, c.status ORDER BY w.plan_id, c.status
"""


def standing_of_planned_villages(plan_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return how many villages that each plan names stand at each status."""
    found: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(VILLAGES_PLANNED, [list(plan_ids)])
        for plan_id, status, villages in cursor.fetchall():
            found.setdefault(plan_id, {})[status] = villages
    return found


def counts_by_act(*, year: int) -> Mapping[tuple[str, str], int]:
    """Return in how many of a year's cases each act came to each verdict."""
    rows = (
        ActRecord.objects.filter(case__year=year, case__household__isnull=False)
        .values("act", "verdict")
        .annotate(households=Count("case_id", distinct=True))
    )
    return {(row["act"], row["verdict"]): row["households"] for row in rows}


def counts_of_holds(*, year: int) -> list[tuple[str, int]]:
    """Return how many of a year's cases each cause holds up."""
    rows = (
        Hold.objects.filter(
            case__year=year, case__household__isnull=False, release__isnull=True
        )
        .values("cause")
        .annotate(households=Count("case_id", distinct=True))
        .order_by("cause")
    )
    return [(row["cause"], row["households"]) for row in rows]
