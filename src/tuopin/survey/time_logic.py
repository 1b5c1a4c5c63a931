"""Who was in two villages at once, by the times of photos and of visits."""

from __future__ import annotations

from tuopin.office.time_logic import Comparison, moment, moment_at
from tuopin.rulebook.time_logic import TimeCheck

# Only the next in time is compared: between two that are close no other is far.
PLACES = f"""
SELECT CASE WHEN e.at IS NULL THEN 'unknown'
    WHEN e.before_place <> e.place
      AND e.at - e.before_at <= make_interval(mins => %(places_minutes)s::int)
    THEN 'contradicts' ELSE 'fine' END AS state,
  e.household, e.kind AS one_kind, e.place AS one_place, e.day AS one_day,
  coalesce(to_char(e.at, 'HH24:MI'), '') AS one_hour, p.name::text AS one_about,
  e.number AS one_number,
  CASE WHEN e.at IS NULL THEN '' ELSE coalesce(e.before_kind, '') END AS two_kind,
  e.before_place AS two_place, e.before_at::date AS two_day,
  coalesce(to_char(e.before_at, 'HH24:MI'), '') AS two_hour,
  coalesce(nullif(e.before_household, ''), '') AS two_about,
  e.before_number AS two_number
FROM (
  SELECT s.*, lag(s.at) OVER w AS before_at, lag(s.place) OVER w AS before_place,
    lag(s.kind) OVER w AS before_kind, lag(s.number) OVER w AS before_number,
    lag(s.household) OVER w AS before_household
  FROM (
    SELECT o.person_id, 'photo' AS kind, d.division_code::text AS place, t.at,
      t.at::date AS day, ''::text AS household, d.id AS number
    FROM documents_document d
    JOIN accounts_appointment o ON o.id = d.kept_by_id
    CROSS JOIN LATERAL (SELECT {moment("d.taken_at")} AS at) t
    WHERE left(d.media_type, 6) = 'image/' AND right(d.division_code, 3) <> '000'
    UNION ALL
    SELECT o.person_id, 'survey', y.village_code::text,
      {moment_at("(y.body->>'began_at')", "%(places_clock)s::text")}, y.surveyed_on,
      h.number::text, NULL::bigint
    FROM survey_surveysubmission y
    JOIN accounts_appointment o ON o.id = y.submitted_by_id
    JOIN register_household h ON h.id = y.household_id
    UNION ALL
    SELECT o.person_id, 'survey', v.village_code::text, NULL::timestamp,
      v.surveyed_on, h.number::text, NULL::bigint
    FROM survey_surveyvisit v
    JOIN accounts_appointment o ON o.id = v.recorded_by_id
    JOIN register_household h ON h.id = v.household_id
    WHERE NOT EXISTS (SELECT FROM survey_surveysubmission x WHERE x.visit_id = v.id)
  ) s
  WINDOW w AS (PARTITION BY s.person_id ORDER BY s.at, s.place, s.number)
) e
JOIN accounts_person p ON p.id = e.person_id
"""


def two_places_one_hour(check: TimeCheck, clock: str) -> Comparison:
    """Compare each photo and visit with the same person's one before it.

    What has no hour of its own cannot be checked.
    """
    given = {"places_minutes": check["minutes"], "places_clock": clock}
    return Comparison(check.id, PLACES, given)
