"""Which papers of a case contradict each other in time: votes, signers, photos."""

from __future__ import annotations

from tuopin.office.time_logic import Comparison, moment
from tuopin.rulebook.time_logic import TimeCheck

VOTES = """
SELECT CASE WHEN b.agree + b.against + b.abstain + b.recused = m.attended
    THEN 'fine' ELSE 'contradicts' END AS state,
  h.number::text AS household,
  'votes' AS one_kind, b.village_code::text AS one_place, m.held_on AS one_day,
  '' AS one_hour,
  b.agree || '+' || b.against || '+' || b.abstain || '+' || b.recused || '='
    || (b.agree + b.against + b.abstain + b.recused) AS one_about,
  NULL::bigint AS one_number,
  'meeting' AS two_kind, m.village_code::text AS two_place, m.held_on AS two_day,
  '' AS two_hour, m.attended::text AS two_about, m.id AS two_number
FROM procedure_ballot b
JOIN procedure_appraisalmeeting m ON m.id = b.meeting_id
JOIN procedure_exitcase c ON c.id = b.case_id
JOIN register_household h ON h.id = c.household_id
"""
# Somebody of that name who is in the household on the day is taken for the signer.
SIGNERS = """
SELECT CASE WHEN g.is_in THEN 'fine' WHEN g.left_on IS NOT NULL THEN 'contradicts'
    ELSE 'unknown' END AS state,
  h.number::text AS household,
  'signature' AS one_kind, k.village_code::text AS one_place,
  k.answered_on AS one_day, '' AS one_hour, k.signer::text AS one_about,
  NULL::bigint AS one_number,
  CASE WHEN g.left_on IS NOT NULL THEN 'membership' ELSE '' END AS two_kind,
  k.village_code::text AS two_place, g.left_on AS two_day, '' AS two_hour,
  coalesce(g.number, '')::text AS two_about, NULL::bigint AS two_number
FROM procedure_acknowledgement k
JOIN procedure_exitcase c ON c.id = k.case_id
JOIN register_household h ON h.id = c.household_id
CROSS JOIN LATERAL (
  SELECT bool_or(r.valid_from <= k.answered_on
      AND (r.valid_to IS NULL OR r.valid_to > k.answered_on)) AS is_in,
    max(r.valid_to) FILTER (WHERE r.valid_to <= k.answered_on) AS left_on,
    max(r.number) AS number
  FROM register_householdmember r
  WHERE r.household_id = c.household_id AND r.name = k.signer) g
WHERE k.signer <> ''
"""
PHOTOS = f"""
SELECT CASE WHEN t.at IS NULL THEN 'unknown'
    WHEN t.at::date > u.used_on
      OR t.at::date < coalesce(a.done_on, u.used_on) - %(photo_days)s::int
    THEN 'contradicts' ELSE 'fine' END AS state,
  u.household::text AS household,
  'photo' AS one_kind, u.division_code::text AS one_place, t.at::date AS one_day,
  coalesce(to_char(t.at, 'HH24:MI'), '') AS one_hour, '' AS one_about,
  d.id AS one_number,
  'act' AS two_kind, u.division_code::text AS two_place,
  CASE WHEN t.at::date > u.used_on THEN u.used_on
    ELSE coalesce(a.done_on, u.used_on) END AS two_day,
  '' AS two_hour, u.act::text AS two_about, NULL::bigint AS two_number
FROM documents_documentuse u
JOIN documents_document d ON d.id = u.document_id AND left(d.media_type, 6) = 'image/'
CROSS JOIN LATERAL (SELECT {moment("d.taken_at")} AS at) t
LEFT JOIN (
  SELECT x.act, x.subject, min(x.done_on) AS done_on FROM procedure_actrecord x
  WHERE x.subject <> '' AND x.act = ANY(%(photo_acts)s::text[])
  GROUP BY 1, 2) a ON a.act = u.act AND a.subject = u.occasion
WHERE u.act = ANY(%(photo_acts)s::text[])
"""


def votes_unlike_attendance(check: TimeCheck) -> Comparison:
    """Compare each household's votes with how many came to the meeting."""
    return Comparison(check.id, VOTES, {})


def signer_gone(check: TimeCheck) -> Comparison:
    """Compare each signature with the register: was the signer still a member?

    A signer whom the register never knew by that name cannot be checked.
    """
    return Comparison(check.id, SIGNERS, {})


def photo_off_day(check: TimeCheck) -> Comparison:
    """Compare each photo's own time with the act it was used for."""
    given = {"photo_days": check["days_before"], "photo_acts": list(check.acts)}
    return Comparison(check.id, PHOTOS, given)
