"""Which meetings and signatures lie after the first notice that rests on them."""

from __future__ import annotations

from tuopin.office.time_logic import Comparison
from tuopin.rulebook.time_logic import TimeCheck

# A round has its own notices: whoever begins afresh is appraised after the old ones.
FIRST = """
SELECT DISTINCT ON (a.case_id, a.round) a.case_id, a.round, n.id, n.number,
  n.posted_on, n.village_code
FROM notice_publicitynotice n
JOIN notice_noticeentry e ON e.notice_id = n.id
JOIN procedure_actrecord a ON a.case_id = e.case_id AND a.subject = 'notice:' || n.id
ORDER BY a.case_id, a.round, n.posted_on, n.id
"""
MEETINGS = f"""
SELECT CASE WHEN a.id IS NULL THEN 'unknown'
    WHEN m.held_on > f.posted_on OR m.held_on > a.done_on THEN 'contradicts'
    ELSE 'fine' END AS state,
  h.number::text AS household,
  'meeting' AS one_kind, b.village_code::text AS one_place, m.held_on AS one_day,
  '' AS one_hour, m.place::text AS one_about, m.id AS one_number,
  CASE WHEN a.id IS NULL THEN '' WHEN m.held_on > f.posted_on THEN 'notice'
    ELSE 'act' END AS two_kind,
  b.village_code::text AS two_place,
  CASE WHEN m.held_on > f.posted_on THEN f.posted_on ELSE a.done_on END AS two_day,
  '' AS two_hour,
  CASE WHEN m.held_on > f.posted_on THEN f.number ELSE coalesce(a.act, '')
    END::text AS two_about,
  CASE WHEN m.held_on > f.posted_on THEN f.id END AS two_number
FROM procedure_ballot b
JOIN procedure_appraisalmeeting m ON m.id = b.meeting_id
JOIN procedure_exitcase c ON c.id = b.case_id
JOIN register_household h ON h.id = c.household_id
LEFT JOIN procedure_actrecord a
  ON a.case_id = b.case_id AND a.subject = 'meeting:' || b.meeting_id
LEFT JOIN ({FIRST}) f ON f.case_id = a.case_id AND f.round = a.round
"""
SIGNATURES = f"""
SELECT CASE WHEN k.answered_on > f.posted_on - %(signed_days)s::int
    THEN 'contradicts' ELSE 'fine' END AS state,
  h.number::text AS household,
  'signature' AS one_kind, k.village_code::text AS one_place,
  k.answered_on AS one_day, '' AS one_hour, k.signer::text AS one_about,
  NULL::bigint AS one_number,
  'notice' AS two_kind, f.village_code::text AS two_place, f.posted_on AS two_day,
  '' AS two_hour, f.number::text AS two_about, f.id AS two_number
FROM procedure_acknowledgement k
JOIN procedure_exitcase c ON c.id = k.case_id
JOIN register_household h ON h.id = c.household_id
JOIN ({FIRST}) f ON f.case_id = k.case_id AND f.round = k.round
"""


def meeting_after_notice(check: TimeCheck) -> Comparison:
    """Compare each appraisal with the round's first notice, and with its own act.

    A vote that no act rests on cannot be checked.
    """
    return Comparison(check.id, MEETINGS, {})


def signed_within_notice(check: TimeCheck) -> Comparison:
    """Compare each household's answer with the round's first notice."""
    return Comparison(check.id, SIGNATURES, {"signed_days": check["days_before"]})
