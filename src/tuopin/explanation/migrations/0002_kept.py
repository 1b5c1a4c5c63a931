"""What the database keeps of slips, and the one thing that it shows by one.

A slip is a member's of the household, who is the head or known to be an adult; it
ends within a year. The portal's role gets a household's case for a code that holds and
nothing otherwise.
"""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

STAMP = """
CREATE FUNCTION stamp_slip() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.entered_on := office_today();
  NEW.recorded_at := clock_timestamp();
  RETURN NEW;
END $$;
"""
HANDED_OVER = """
BEGIN
  IF octet_length(NEW.code_index) <> 32 OR NEW.valid_until < NEW.entered_on
     OR NEW.valid_until > NEW.entered_on + 366
     OR NOT EXISTS (
       SELECT FROM register_householdmember m
       JOIN register_household h ON h.id = m.household_id
       WHERE m.id = NEW.handed_to_id AND h.id = NEW.household_id
         AND h.village_code = NEW.village_code
         AND m.valid_from <= NEW.entered_on
         AND (m.valid_to IS NULL OR m.valid_to > NEW.entered_on)
         AND (m.relation = '户主'
              OR m.born_on <= NEW.entered_on - interval '18 years')) THEN
    RAISE EXCEPTION 'no slip of household % is given so', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'handed_over';
  END IF;
  RETURN NEW;
END
"""
WITHDRAWN = """
BEGIN
  IF NOT EXISTS (SELECT FROM explanation_slip s WHERE s.id = NEW.slip_id
                 AND s.village_code = NEW.village_code) THEN
    RAISE EXCEPTION 'slip % is not withdrawn so', NEW.slip_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'slip_withdrawn';
  END IF;
  RETURN NEW;
END
"""
# Whoever asks sees what their own rows let them see: an office in its own area, and
# the guard, who asks for the portal below. Why somebody held the case up, and who said
# what of it, are words about others and stay in the office.
OWN_CASE = """
CREATE FUNCTION own_case(of_household bigint) RETURNS jsonb
  LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $$
SELECT jsonb_build_object(
  'head', h.head_name, 'persons', h.member_count, 'status', h.registration_status,
  'village_code', h.village_code, 'village', v.short_name,
  'township', t.short_name,
  'case', CASE WHEN c.id IS NOT NULL THEN jsonb_build_object(
    'year', c.year, 'round', c.round, 'pack', c.pack_id, 'ending',
    (SELECT e.ending FROM procedure_caseending e WHERE e.case_id = c.id),
    'is_undone',
    EXISTS (SELECT FROM aftercare_returntopoverty r WHERE r.case_id = c.id),
    'acts', (SELECT jsonb_agg(jsonb_build_object('act', a.act, 'verdict', a.verdict,
        'round', a.round, 'done_on', a.done_on) ORDER BY a.id)
      FROM procedure_actrecord a WHERE a.case_id = c.id),
    'holds', (SELECT jsonb_agg(jsonb_build_object('cause', o.cause, 'since',
        o.placed_on) ORDER BY o.id)
      FROM procedure_hold o WHERE o.case_id = c.id
        AND NOT EXISTS (SELECT FROM procedure_holdrelease x WHERE x.hold_id = o.id)),
    'notices', (SELECT jsonb_agg(jsonb_build_object('publicity', n.publicity,
        'place', n.place, 'posted_on', n.posted_on, 'last_day', n.last_day,
        'opens_on', n.opens_on) ORDER BY n.posted_on, n.id)
      FROM notice_noticeentry y JOIN notice_publicitynotice n ON n.id = y.notice_id
      WHERE y.case_id = c.id),
    'objections', (SELECT jsonb_agg(jsonb_build_object('received_on', b.received_on,
        'decided_on', d.decided_on, 'is_upheld', d.is_upheld, 'asked_on',
        w.received_on, 'second_decided_on', z.decided_on, 'second_is_upheld',
        z.is_upheld) ORDER BY b.received_on, b.id)
      FROM notice_objection b
      LEFT JOIN notice_objectiondecision d ON d.objection_id = b.id
      LEFT JOIN notice_secondreview w ON w.objection_id = b.id
      LEFT JOIN notice_secondreviewdecision z ON z.review_id = w.id
      WHERE b.case_id = c.id)) END,
  'judged', (SELECT jsonb_build_object('assessed_on', s.assessed_on, 'outcome',
      s.outcome, 'surveyed_on', u.surveyed_on,
      'is_overtaken', EXISTS (SELECT FROM survey_surveyvisit k
        WHERE k.household_id = h.id AND k.id > u.id AND k.year = s.year),
      'findings', (SELECT jsonb_agg(jsonb_build_object('criterion', f.criterion,
          'outcome', f.outcome, 'observed', f.observed, 'missing', f.missing,
          'reason_zh', f.reason_zh, 'reason_en', f.reason_en) ORDER BY f.id)
        FROM standards_assessmentfinding f WHERE f.assessment_id = s.id))
    FROM standards_assessment s LEFT JOIN survey_surveyvisit u
      ON u.id = s.survey_visit_id
    WHERE s.household_id = h.id
      AND s.year = coalesce(c.year, extract(year FROM office_today()))
    ORDER BY s.assessed_on DESC, s.id DESC LIMIT 1),
  'care', jsonb_build_object(
    'helper', p.name, 'unit', p.unit,
    'each_year', l.each_year, 'until', l.until_on,
    'called_on', (SELECT max(g.done_on) FROM aftercare_aftercarevisit g
                  WHERE g.household_id = h.id)))
FROM register_household h
JOIN divisions_division v ON v.code = h.village_code
LEFT JOIN divisions_division t ON t.code = left(h.village_code, 9) || '000'
LEFT JOIN LATERAL (SELECT x.id, x.year, x.round, x.pack_id FROM procedure_exitcase x
  WHERE x.household_id = h.id ORDER BY x.year DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT f.name, q.unit FROM aftercare_assistanceofficer f
  JOIN aftercare_pairing q ON q.id = f.pairing_id
  WHERE f.household_id = h.id
    AND NOT EXISTS (SELECT FROM aftercare_assistanceofficer x WHERE x.follows_id = f.id)
    AND NOT EXISTS (SELECT FROM aftercare_pairingend e WHERE e.pairing_id = q.id)
  ORDER BY f.id DESC LIMIT 1) p ON true
LEFT JOIN LATERAL (SELECT m.each_year, m.until_on FROM aftercare_callplan m
  WHERE m.household_id = h.id
    AND NOT EXISTS (SELECT FROM aftercare_callplan x WHERE x.follows_id = m.id)
  ORDER BY m.id DESC LIMIT 1) l ON true
WHERE h.id = of_household
$$;
REVOKE ALL ON FUNCTION own_case(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION own_case(bigint) TO tuopin_app, tuopin_guard;
"""
# On a borrowed telephone the head has a surname only and the helper no name; what
# somebody typed at a visit, and every sentence that says it again, stays away.
PUBLIC_OWN_CASE = """
CREATE FUNCTION public_own_case(code_index bytea) RETURNS jsonb
  LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = public, pg_temp AS $$
SELECT jsonb_set(jsonb_set(own.said,
    '{head}', to_jsonb(left(own.said->>'head', 1) || '某')),
    '{care}', (own.said->'care') - 'helper')
  || jsonb_build_object('judged', CASE WHEN jsonb_typeof(own.said->'judged') = 'object'
    THEN jsonb_set(own.said->'judged', '{findings}', coalesce(
      (SELECT jsonb_agg(CASE WHEN coalesce(f.said->>'observed', '') ~ '^[ -~]*$'
          THEN f.said ELSE f.said - '{observed,reason_zh,reason_en}'::text[] END
          ORDER BY f.at)
       FROM jsonb_array_elements(own.said->'judged'->'findings')
         WITH ORDINALITY f(said, at)), '[]')) END)
FROM explanation_slip s, LATERAL (SELECT own_case(s.household_id) AS said) own
WHERE s.code_index = public_own_case.code_index
  AND s.valid_until >= office_today()
  AND NOT EXISTS (SELECT FROM explanation_slip newer
                  WHERE newer.household_id = s.household_id AND newer.id > s.id)
  AND NOT EXISTS (SELECT FROM explanation_slipwithdrawal w WHERE w.slip_id = s.id)
$$;
ALTER FUNCTION public_own_case(bytea) OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION public_own_case(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public_own_case(bytea) TO tuopin_public;
"""
TRIGGERS = {
    "explanation_slip": ("slip_handed_over", HANDED_OVER),
    "explanation_slipwithdrawal": ("slip_withdrawn", WITHDRAWN),
}


def before_insert(table: str, trigger: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("explanation", "0001_initial"),
        ("aftercare", "0004_whole_is_kept"),
        ("standards", "0005_second_surveys_are_blind"),
        ("notice", "0012_hangs_as_long_as_asked"),
    ]
    operations = [
        migrations.RunSQL(STAMP, "DROP FUNCTION stamp_slip()"),
        *(
            operation
            for table, (function, body) in TRIGGERS.items()
            for operation in (
                guarded(function, body),
                before_insert(table, "a_stamp", "stamp_slip"),
                before_insert(table, function, function),
                enable_row_scope(table),
                append_only(table),
                protect(table),
            )
        ),
        migrations.RunSQL(OWN_CASE, "DROP FUNCTION own_case(bigint)"),
        migrations.RunSQL(PUBLIC_OWN_CASE, "DROP FUNCTION public_own_case(bytea)"),
    ]
