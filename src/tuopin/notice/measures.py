"""What can be counted of notices: households on them, and objections upheld."""

from __future__ import annotations

from tuopin.office.counting import Measure

POSTED = """
SELECT p.village_code::text AS place, (
    SELECT h.number FROM register_household h WHERE h.id = c.household_id
  )::text AS unit,
  ''::text AS about, p.day, EXISTS (
    SELECT FROM notice_objection o
    JOIN notice_objectiondecision d ON d.objection_id = o.id
    LEFT JOIN notice_secondreview r ON r.objection_id = o.id
    LEFT JOIN notice_secondreviewdecision s ON s.review_id = r.id
    WHERE o.case_id = p.case_id AND coalesce(s.is_upheld, d.is_upheld)) AS counts
FROM (
  SELECT e.case_id, e.village_code, min(n.posted_on) AS day
  FROM notice_noticeentry e
  JOIN notice_publicitynotice n ON n.id = e.notice_id AND n.year = %(year)s
  GROUP BY 1, 2) p
JOIN procedure_exitcase c ON c.id = p.case_id AND c.household_id IS NOT NULL
"""


def upheld_objections(year: int) -> Measure:
    """Return the households that hung in public: with an upheld objection it counts.

    The second review's answer stands in place of the first.
    """
    return Measure(POSTED, {"year": year})
