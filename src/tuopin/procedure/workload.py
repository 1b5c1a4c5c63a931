"""Which households wait for which acts, counted in one query for a whole area.

Cases that stand alike are one workload: same village, same acts performed with the
same verdicts. What may be done for them follows from the pack, as for a single case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from tuopin.office.policy.models import PackInForce
from tuopin.office.policy.queries import pack_of
from tuopin.procedure.kept import steps
from tuopin.procedure.models import ExitCase
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.standing import Kind, ShownStatus, final_statuses, shown_statuses
from tuopin.rulebook.procedure import Consequence, Procedure

WORKLOADS = """
SELECT s.village_code, s.year, s.is_held, s.way,
       array_agg(s.household_id), array_agg(s.id)
FROM (
  SELECT c.id, c.household_id, c.village_code, c.year, c.way,
    EXISTS (
      SELECT FROM procedure_hold o WHERE o.case_id = c.id AND NOT EXISTS (
        SELECT FROM procedure_holdrelease x WHERE x.hold_id = o.id)) AS is_held
  FROM procedure_exitcase c
  WHERE c.pack_id = %(pack_id)s AND c.household_id IS NOT NULL
    AND c.status <> ALL(%(over)s)
) s
GROUP BY s.village_code, s.year, s.is_held, s.way
ORDER BY s.village_code, s.year, s.way
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
    case_ids: tuple[int, ...]
    """In the order of `household_ids`."""


def workloads() -> list[tuple[Procedure, list[Workload]]]:
    """Return what is still to be done in the area in sight, by the pack it is under."""
    # A handful of packs, asked each whether it has a case; not every case for its pack.
    has_cases = Exists(ExitCase.objects.filter(pack=OuterRef("id")))
    packs = PackInForce.objects.filter(has_cases).order_by("id")
    return [
        (procedure, _workloads_under(pack_id, procedure))
        for pack_id in packs.values_list("id", flat=True)
        for procedure in [procedure_of(pack_of(pack_id))]
    ]


def _workloads_under(pack_id: int, procedure: Procedure) -> list[Workload]:
    with connection.cursor() as cursor:
        cursor.execute(
            WORKLOADS,
            {
                "pack_id": pack_id,
                "over": sorted(final_statuses(procedure)),
            },
        )
        return [_workload(*row) for row in cursor.fetchall()]


def _workload(
    village_code: str,
    year: int,
    is_held: bool,
    way: str,
    household_ids: Sequence[int],
    case_ids: Sequence[int],
) -> Workload:
    acts = steps(way)
    return Workload(
        village_code=village_code,
        year=year,
        is_held=is_held,
        performed={act: verdict for act, verdict, _ in acts},
        days={act: day for act, _, day in acts if day},
        household_ids=tuple(household_ids),
        case_ids=tuple(case_ids),
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


def kinds_in(year: int) -> dict[int, Kind]:
    """Return what kind of status each household's case of a year has."""
    rows = list(
        ExitCase.objects.filter(year=year, household__isnull=False)
        .order_by("household_id")
        .values_list("household_id", "status", "pack_id")
    )
    shown = {
        pack_id: shown_statuses(procedure_of(pack_of(pack_id)))
        for pack_id in {row[2] for row in rows}
    }
    return {
        household_id: shown[pack_id][status].kind
        for household_id, status, pack_id in rows
        if household_id is not None
    }


def household_ids_at(statuses: Iterable[str]) -> list[int]:
    """Return the households in sight whose latest case has one of the statuses."""
    found = _latest().filter(status__in=list(statuses))
    return list(found.order_by("id").values_list("household_id", flat=True))


def household_ids_past(act: str) -> list[int]:
    """Return the households in sight for whom an act stands in their latest case."""
    found = _latest().order_by("id").values_list("household_id", "pack_id", "way")
    rows = list(found)
    past = {
        way for way, acts in _acts_of(row[1:] for row in rows).items() if act in acts
    }
    return [household_id for household_id, *way in rows if tuple(way) in past]


def _acts_of(
    ways: Iterable[tuple[int, str]],
) -> dict[tuple[int, str], frozenset[str]]:
    """Return the acts of each way, by its pack, after which others may follow."""
    among = set(ways)
    rules = {
        pack_id: procedure_of(pack_of(pack_id)).acts
        for pack_id in {pack_id for pack_id, _ in among}
    }
    return {
        (pack_id, way): frozenset(
            act
            for act, verdict, _ in steps(way)
            if rules[pack_id][act].verdict(verdict).consequence is Consequence.CONTINUES
        )
        for pack_id, way in among
    }


@dataclass(frozen=True)
class Alike:
    """How many households of a village have come to the same status the same way."""

    village_code: str
    status: ShownStatus
    acts: frozenset[str]
    """The acts that stand in their round."""
    households: int


def spread() -> list[Alike]:
    """Return how the latest cases of the households in sight stand, in one query."""
    counted = list(
        _latest()
        .values_list("household__village_id", "pack_id", "status", "way")
        .annotate(households=Count("id"))
        .order_by("household__village_id", "pack_id", "status", "way")
    )
    shown = {
        pack_id: shown_statuses(procedure_of(pack_of(pack_id)))
        for pack_id in {pack_id for _, pack_id, *_ in counted}
    }
    acts = _acts_of((pack_id, way) for _, pack_id, _, way, _ in counted)
    return [
        Alike(village, shown[pack_id][status], acts[pack_id, way], households)
        for village, pack_id, status, way, households in counted
    ]


def _latest() -> QuerySet[ExitCase]:
    """Return the case of the latest year of each household in sight."""
    later = ExitCase.objects.filter(
        household=OuterRef("household"), year__gt=OuterRef("year")
    )
    return ExitCase.objects.filter(~Exists(later), household__isnull=False)


def latest_case(household_id: int) -> ExitCase | None:
    """Return a household's case of the latest year it was planned for."""
    found = ExitCase.objects.filter(household_id=household_id)
    return found.select_related("pack").order_by("-year").first()
