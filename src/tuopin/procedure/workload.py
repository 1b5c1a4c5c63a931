"""Which households wait for which acts, counted in one query for a whole area.

Cases that stand alike are one workload: same village, same acts performed with the
same verdicts. What may be done for them follows from the pack, as for a single case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef

from tuopin.office.policy.queries import pack_of
from tuopin.procedure.models import ExitCase
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.standing import ShownStatus, final_statuses, shown_statuses
from tuopin.rulebook.procedure import Procedure

# The day of an act is kept only where another act is to be done together with it;
# otherwise every day of surveying would make a workload of its own.
WORKLOADS = """
SELECT s.village_code, s.year, s.is_held, s.performed,
       array_agg(s.household_id ORDER BY s.household_id)
FROM (
  SELECT c.household_id, c.village_code, c.year,
    EXISTS (
      SELECT FROM procedure_hold o WHERE o.case_id = c.id AND NOT EXISTS (
        SELECT FROM procedure_holdrelease x WHERE x.hold_id = o.id)) AS is_held,
    ARRAY(
      SELECT t.act || '=' || t.verdict || '=' || CASE
        WHEN t.act = ANY(%(with_day)s) THEN t.done_on::text ELSE '' END
      FROM procedure_actrecord t
      WHERE t.case_id = c.id AND (t.round = c.round OR t.act = ANY(%(carried_over)s))
      ORDER BY t.id) AS performed
  FROM procedure_exitcase c
  WHERE c.pack_id = %(pack_id)s AND c.household_id IS NOT NULL
    AND c.status <> ALL(%(over)s)
    AND NOT EXISTS (SELECT FROM procedure_caseending e WHERE e.case_id = c.id)
) s
GROUP BY s.village_code, s.year, s.is_held, s.performed
ORDER BY s.village_code, s.year, s.performed
"""


@dataclass(frozen=True)
class Workload:
    """Households of a village whose cases stand exactly alike."""

    village_code: str
    year: int
    is_held: bool
    performed: Mapping[str, str]
    days: Mapping[str, date]
    household_ids: tuple[int, ...]


def workloads() -> list[tuple[Procedure, list[Workload]]]:
    """Return what is still to be done in the area in sight, by the pack it is under."""
    packs = ExitCase.objects.order_by("pack_id").values_list("pack_id", flat=True)
    return [
        (procedure, _workloads_under(pack_id, procedure))
        for pack_id in packs.distinct()
        for procedure in [procedure_of(pack_of(pack_id))]
    ]


def _workloads_under(pack_id: int, procedure: Procedure) -> list[Workload]:
    with connection.cursor() as cursor:
        cursor.execute(
            WORKLOADS,
            {
                "pack_id": pack_id,
                "carried_over": list(procedure.carried_over),
                "with_day": [a.id for a in procedure.acts.values() if a.together_with],
                "over": sorted(final_statuses(procedure)),
            },
        )
        return [_workload(*row) for row in cursor.fetchall()]


def _workload(
    village_code: str,
    year: int,
    is_held: bool,
    performed: Sequence[str],
    household_ids: Sequence[int],
) -> Workload:
    acts = [written.split("=") for written in performed]
    return Workload(
        village_code=village_code,
        year=year,
        is_held=is_held,
        performed={act: verdict for act, verdict, _ in acts},
        days={act: date.fromisoformat(day) for act, _, day in acts if day},
        household_ids=tuple(household_ids),
    )


def standings(household_ids: Iterable[int]) -> dict[int, ShownStatus]:
    """Return where each household's latest case stands, for those that have one."""
    rows = list(
        ExitCase.objects.filter(household_id__in=list(household_ids))
        .order_by("household_id", "-year")
        .distinct("household_id")
        .values_list("household_id", "status", "pack_id")
    )
    shown = {
        pack_id: shown_statuses(procedure_of(pack_of(pack_id)))
        for pack_id in {row[2] for row in rows}
    }
    return {
        household_id: shown[pack_id][status] for household_id, status, pack_id in rows
    }


def household_ids_at(status: str) -> list[int]:
    """Return the households in sight whose latest case has a status."""
    later = ExitCase.objects.filter(
        household=OuterRef("household"), year__gt=OuterRef("year")
    )
    found = ExitCase.objects.filter(~Exists(later), status=status)
    return list(found.order_by("id").values_list("household_id", flat=True))


def latest_case(household_id: int) -> ExitCase | None:
    """Return a household's case of the latest year it was planned for."""
    found = ExitCase.objects.filter(household_id=household_id)
    return found.select_related("pack").order_by("-year").first()
