"""What can be counted of answers: those that say again what was said in the year."""

from __future__ import annotations

from tuopin.office.counting import Measure

ASKED = """
SELECT s.place, s.unit, s.form || '/' || s.fact AS about, s.day,
  coalesce(s.said = lag(s.said) OVER (
    PARTITION BY s.unit, s.whose, s.fact ORDER BY s.day, s.number), false) AS counts
FROM (
  SELECT v.village_code::text AS place, h.number::text AS unit, ''::text AS whose,
    a.key AS fact, a.value AS said, v.surveyed_on AS day, v.id AS number,
    CASE WHEN b.id IS NULL THEN 'visit' ELSE 'survey' END AS form
  FROM survey_surveyvisit v
  JOIN register_household h ON h.id = v.household_id
  LEFT JOIN survey_surveysubmission b ON b.visit_id = v.id
  CROSS JOIN LATERAL jsonb_each_text(v.answers) a(key, value)
  WHERE v.year = %(year)s
  UNION ALL
  SELECT v.village_code, h.number, m.number, 'members.' || a.key, a.value,
    v.surveyed_on, v.id, CASE WHEN b.id IS NULL THEN 'visit' ELSE 'survey' END
  FROM survey_surveyedmember m
  JOIN survey_surveyvisit v ON v.id = m.visit_id
  JOIN register_household h ON h.id = v.household_id
  LEFT JOIN survey_surveysubmission b ON b.visit_id = v.id
  CROSS JOIN LATERAL jsonb_each_text(m.facts) a(key, value)
  WHERE v.year = %(year)s
  UNION ALL
  SELECT r.village_code, r.village_code, r.department, a.key, a.value,
    r.returned_on, r.id, 'return'
  FROM survey_departmentreturn r
  CROSS JOIN LATERAL jsonb_each_text(r.figures) a(key, value)
  WHERE r.year = %(year)s) s
WHERE s.said IS NOT NULL
"""
WANTED = """
SELECT c.village_code::text AS place, h.number::text AS unit,
  'second_survey/' || (p.pair->>0) AS about, c.entered_on AS day,
  (p.pair->>4)::boolean AS counts
FROM survey_secondcomparison c
JOIN survey_drawnsurvey d ON d.id = c.drawn_id AND d.year = %(year)s
JOIN register_household h ON h.id = d.household_id
CROSS JOIN LATERAL jsonb_array_elements(c.pairs) p(pair)
WHERE p.pair->>2 <> '' AND p.pair->>3 <> ''
UNION ALL
SELECT f.village_code, h.number, 'call/' || t.topic, v.done_on,
  coalesce(t.said = lag(t.said) OVER (
    PARTITION BY v.household_id, t.topic ORDER BY v.done_on, v.id), false)
FROM aftercare_callfinding f
JOIN aftercare_aftercarevisit v ON v.id = f.visit_id
JOIN register_household h ON h.id = v.household_id
CROSS JOIN LATERAL (VALUES ('food', f.food), ('clothing', f.clothing),
  ('education', f.education), ('medical', f.medical), ('housing', f.housing),
  ('water', f.water)) t(topic, said)
WHERE v.done_on BETWEEN make_date(%(year)s::int, 1, 1)
  AND make_date(%(year)s::int, 12, 31)
"""


def answers_asked(year: int) -> Measure:
    """Return a year's answers: one that says again what was said before counts.

    What was put aside and not taken is no answer; another year begins anew.
    """
    return Measure(ASKED, {"year": year})


def answers_wanted_again(year: int) -> Measure:
    """Return the answers that rules ask for again: one that stayed the same counts."""
    return Measure(WANTED, {"year": year})
