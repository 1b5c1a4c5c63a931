"""What can be counted of a year's plans and cases: who exited, what was late, held."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tuopin.office.counting import Measure
from tuopin.office.policy.queries import pack_of
from tuopin.procedure.domain import ANSWERED
from tuopin.procedure.models import ExitCase
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.state import APPROVAL
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import Procedure

PLANNED = """
SELECT w.village_code::text AS place, {unit}::text AS unit,
  coalesce(c.status, '')::text AS about, a.done_on AS day, a.id IS NOT NULL AS counts
FROM plan_planrow w
JOIN plan_exitplan n ON n.id = w.plan_id AND n.year = %(year)s
JOIN plan_planact f ON f.plan_id = n.id AND f.act = 'file_with_province'
{register}
LEFT JOIN procedure_exitcase c ON c.year = n.year AND {case}
LEFT JOIN procedure_actrecord a ON a.case_id = c.id AND a.round = c.round
  AND a.act = %(approval)s AND a.consequence = 'continues'
  AND a.done_on <= %(last_day)s
  AND NOT EXISTS (SELECT FROM procedure_actrecord x WHERE x.case_id = c.id
    AND x.round = c.round AND x.consequence = 'ends')
  AND NOT EXISTS (SELECT FROM procedure_caseending e WHERE e.case_id = c.id)
WHERE {named} AND NOT EXISTS (
  SELECT FROM plan_exitplan l JOIN plan_planact g ON g.plan_id = l.id
  WHERE l.division_code = n.division_code AND l.year = n.year
    AND l.version > n.version AND g.act = 'file_with_province')
"""
HOUSEHOLDS = PLANNED.format(
    unit="h.number",
    register="JOIN register_household h ON h.id = w.household_id",
    case="c.household_id = w.household_id",
    named="w.household_id IS NOT NULL",
)
VILLAGES = PLANNED.format(
    unit="w.village_code",
    register="",
    case="c.household_id IS NULL AND c.village_code = w.village_code",
    named="w.household_id IS NULL",
)
# Whose row it is, is asked last: counting a county then reads no household.
NUMBER = "(SELECT h.number FROM register_household h WHERE h.id = c.household_id)"
# The limits are looked up in an array: joined, they are multiplied with every act of a
# county before they are compared.
LATE = f"""
SELECT a.village_code::text AS place, {NUMBER}::text AS unit, a.act::text AS about,
  a.done_on AS day, a.done_on > (%(last_days)s::date[])[r.n]
    OR a.entered_on - a.done_on > (%(within)s::int[])[r.n] AS counts
FROM procedure_exitcase c
JOIN procedure_actrecord a ON a.case_id = c.id
CROSS JOIN LATERAL (
  SELECT array_position(%(acts)s::text[], c.pack_id || '/' || a.act) AS n) r
WHERE c.year = %(year)s AND c.household_id IS NOT NULL AND r.n IS NOT NULL
"""
HELD = f"""
SELECT c.village_code::text AS place, {NUMBER}::text AS unit,
  coalesce(o.cause, '')::text AS about, coalesce(o.placed_on, c.opened_on) AS day,
  o.cause IS NOT NULL AS counts
FROM procedure_exitcase c
LEFT JOIN LATERAL (
  SELECT x.cause, x.placed_on FROM procedure_hold x
  WHERE x.case_id = c.id AND x.cause <> ALL(%(objections)s)
  ORDER BY x.id LIMIT 1) o ON true
WHERE c.year = %(year)s AND c.household_id IS NOT NULL
"""

BELOW_THE_COUNTY = frozenset(
    {
        Position.VILLAGE_COMMITTEES,
        Position.RESIDENT_WORK_TEAM,
        Position.TOWNSHIP_OFFICE,
        Position.TOWNSHIP_EXAMINER,
    }
)


def planned_households(year: int, last_day: date) -> Measure:
    """Return the households of the filed plans: who was approved by a day counts.

    Whoever exits beyond the plan is no unit here: more than planned earns nothing.
    """
    return _planned(HOUSEHOLDS, year, last_day)


def planned_villages(year: int, last_day: date) -> Measure:
    """Return the villages of the filed plans: which was approved by a day counts."""
    return _planned(VILLAGES, year, last_day)


def _planned(sql: str, year: int, last_day: date) -> Measure:
    return Measure(sql, {"year": year, "last_day": last_day, "approval": APPROVAL})


def late_acts(year: int) -> Measure:
    """Return the acts of villages and townships: one done or entered late counts.

    Late is after the pack's day of the year, or entered later than the pack allows.
    """
    ids = ExitCase.objects.filter(year=year, household__isnull=False)
    found = sorted(set(ids.order_by().values_list("pack_id", flat=True).distinct()))
    rows = [
        (f"{pack_id}/{act}", *limits)
        for pack_id in found
        for act, *limits in _limits(procedure_of(pack_of(pack_id)), year)
    ]
    names = ("acts", "last_days", "within")
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    return Measure(LATE, {"year": year, **dict(zip(names, columns, strict=True))})


def last_day_of(procedure: Procedure, act: str, year: int) -> date | None:
    """Return the day of the year by which an act is to be done, None if no day is."""
    days = [
        date(year, one.month, one.day) for one in procedure.deadlines if act in one.acts
    ]
    return min(days, default=None)


def _limits(procedure: Procedure, year: int) -> list[tuple[str, date, int]]:
    return [
        (
            rule.id,
            last_day_of(procedure, rule.id, year) or date.max,
            rule.entry_within_days,
        )
        for rule in procedure.acts.values()
        if _is_below(rule.performed_by)
    ]


def _is_below(positions: Collection[Position]) -> bool:
    return set(positions) <= BELOW_THE_COUNTY


def held_cases(year: int) -> Measure:
    """Return the year's cases: one held for anything but an objection counts.

    An objection counts where it is upheld, and only there.
    """
    return Measure(HELD, {"year": year, "objections": list(ANSWERED)})
