"""What can be counted of archives: whose papers were complete in time."""

from __future__ import annotations

from datetime import date

from tuopin.filing.domain import Level
from tuopin.office.counting import Measure
from tuopin.procedure.state import APPROVAL

ARCHIVED = """
SELECT m.place, m.unit, m.about, m.day, m.counts
FROM (
  SELECT c.village_code::text AS place, (
      SELECT h.number FROM register_household h WHERE h.id = c.household_id
    )::text AS unit,
    coalesce(e.levels, 0)::text AS about, a.done_on AS day,
    coalesce(e.in_time, 0) = %(levels)s AS counts
  FROM procedure_exitcase c
  JOIN procedure_actrecord a ON a.case_id = c.id AND a.round = c.round
    AND a.act = %(approval)s AND a.consequence = 'continues'
  LEFT JOIN LATERAL (
    SELECT count(*) AS levels,
      count(*) FILTER (WHERE x.archived_on <= a.done_on + %(days)s::int) AS in_time
    FROM filing_archiveentry x WHERE x.case_id = c.id) e ON true
  WHERE c.year = %(year)s AND c.household_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM procedure_actrecord z WHERE z.case_id = c.id AND z.round = c.round
      AND z.consequence = 'ends')
) m
WHERE m.counts OR m.day + %(days)s::int < %(on)s
"""


def archived_in_time(year: int, *, days: int, on: date) -> Measure:
    """Return the approved households whose archives are due: complete in time counts.

    Complete are all the sets of the levels, within so many days of the approval.
    """
    return Measure(
        ARCHIVED,
        {
            "year": year,
            "on": on,
            "days": days,
            "levels": len(Level),
            "approval": APPROVAL,
        },
    )
