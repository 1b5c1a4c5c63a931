"""What can be counted of the truth of surveys."""

from __future__ import annotations

from tuopin.office.counting import Measure
from tuopin.procedure.domain import ANSWERED

QUESTIONED = """
SELECT v.village_code::text AS place, h.number::text AS unit,
  coalesce(q.cause, '')::text AS about, v.surveyed_on AS day,
  q.cause IS NOT NULL AS counts
FROM survey_surveyvisit v
JOIN register_household h ON h.id = v.household_id
LEFT JOIN LATERAL (
  SELECT o.cause FROM procedure_hold o
  JOIN procedure_exitcase c ON c.id = o.case_id
  WHERE c.household_id = v.household_id AND c.year = v.year
    AND o.cause <> ALL(%(objections)s)
  UNION ALL SELECT 'inspection' FROM oversight_spotcheck s
  JOIN oversight_drawnhousehold d ON d.id = s.drawn_id
  JOIN inspections_of(%(year)s::int) i ON i.id = d.inspection_id
  JOIN oversight_frameline l ON l.id = d.line_id
  WHERE l.household_id = v.household_id AND s.verdict IN ('wrong_exit', 'missed')
  LIMIT 1) q ON true
WHERE v.year = %(year)s
"""


def questioned_surveys(year: int) -> Measure:
    """Return a year's surveys: one that something has put in question counts."""
    return Measure(QUESTIONED, {"year": year, "objections": list(ANSWERED)})
