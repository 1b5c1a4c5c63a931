"""What both of the database's own gates ask of a case, in SQL, and ask alike.

Each piece stands in a function with `c`, the case, and `rules`, its procedure as the
adopted pack has it. Where the pack names no gate for it, `gate` is what is open.
"""

ACTS = """
  RETURN QUERY
  SELECT g.gate, 'act missing: ' || r.key
  FROM jsonb_each(rules->'acts') r,
       LATERAL jsonb_array_elements_text(r.value->'gates') AS g(gate)
  WHERE NOT EXISTS (
    SELECT FROM procedure_actrecord t
    JOIN accounts_appointment a ON a.id = t.appointment_id
    CROSS JOIN LATERAL (SELECT CASE
      WHEN a.division_code LIKE '%0000000000' THEN 2
      WHEN a.division_code LIKE '%00000000' THEN 4
      WHEN a.division_code LIKE '%000000' THEN 6
      WHEN a.division_code LIKE '%000' THEN 9 ELSE 12 END) AS area(digits)
    WHERE t.case_id = c.id AND t.act = r.key
      AND (t.round = c.round OR rules->'carried_over' ? t.act)
      AND r.value->'continues' ? t.verdict
      AND r.value->'performed_by' ? a.position
      AND a.person_id = t.person_id
      AND left(c.village_code, area.digits) = left(a.division_code, area.digits)
      AND t.entered_on - t.done_on <= (r.value->>'entry_within_days')::int
      AND NOT EXISTS (
        SELECT FROM jsonb_array_elements_text(r.value->'evidence') AS e(paper)
        WHERE coalesce(btrim(t.evidence->>e.paper), '') = ''));
"""

PERIODS = """
  RETURN QUERY
  SELECT coalesce(rules->'acts'->(p.value->>'closed_by')->'gates'->>0, '{gate}'),
         'no whole period of: ' || p.key
  FROM jsonb_each(rules->'publicities') p
  WHERE NOT EXISTS (
    SELECT FROM procedure_actrecord o
    JOIN notice_publicitynotice n ON o.subject = 'notice:' || n.id
    JOIN notice_noticeentry e ON e.notice_id = n.id AND e.case_id = c.id
    JOIN notice_noticeclosing z ON z.notice_id = n.id
    JOIN procedure_actrecord d ON d.case_id = c.id AND d.round = c.round
      AND d.act = p.value->>'closed_by' AND d.subject = o.subject
    WHERE o.case_id = c.id AND o.round = c.round AND o.act = p.value->>'opened_by'
      AND n.publicity = p.key AND n.village_code = c.village_code
      AND n.posted_on = o.done_on
      AND n.last_day - n.posted_on >= (p.value->>'days')::int
      AND z.closed_on >= n.opens_on AND d.done_on >= n.opens_on);
"""

# Nothing is asked where nobody has tightened anything: most counties, most years.
LOCAL = """
  IF EXISTS (SELECT FROM policy_localrule) THEN
    RETURN QUERY
    SELECT coalesce(r.value->'gates'->>0, '{gate}'),
           'a local rule asks for: ' || l.paper
    FROM procedure_actrecord t
    JOIN jsonb_each(rules->'acts') r ON r.key = t.act
    CROSS JOIN LATERAL (
      SELECT split_part(x.subject, '.', 1) AS act,
             split_part(x.subject, '.', 2) AS paper
      FROM local_rules(c.village_code, '{procedure}', 'paper_required', t.done_on) x) l
    WHERE t.case_id = c.id AND t.round = c.round AND l.act = t.act
      AND r.value->'continues' ? t.verdict
      AND coalesce(btrim(t.evidence->>l.paper), '') = '';
    RETURN QUERY
    SELECT coalesce(r.value->'gates'->>0, '{gate}'),
           'a local rule asks sooner: ' || r.key
    FROM procedure_actrecord t
    JOIN jsonb_each(rules->'acts') r ON r.key = t.act
    WHERE t.case_id = c.id AND t.round = c.round
      AND t.entered_on - t.done_on
        > local_days(c.village_code, '{procedure}', 'entry_days', t.act, t.done_on);
    RETURN QUERY
    SELECT coalesce(rules->'acts'->(p.value->>'closed_by')->'gates'->>0, '{gate}'),
           'a local rule has it hang longer: ' || p.key
    FROM procedure_actrecord o
    JOIN notice_publicitynotice n ON o.subject = 'notice:' || n.id
    JOIN jsonb_each(rules->'publicities') p ON p.key = n.publicity
    WHERE o.case_id = c.id AND o.round = c.round AND o.act = p.value->>'opened_by'
      AND n.last_day - n.posted_on < local_days(
        c.village_code, '{procedure}', 'publicity_days', p.key, n.posted_on);
  END IF;
"""

HOLDS = """
  RETURN QUERY SELECT '{gate}', 'on hold: ' || h.subject
  FROM procedure_hold h
  WHERE h.case_id = c.id
    AND NOT EXISTS (SELECT FROM procedure_holdrelease x WHERE x.hold_id = h.id);
  RETURN QUERY SELECT '{gate}', 'undecided objection ' || b.receipt_code
  FROM notice_objection b
  WHERE b.case_id = c.id
    AND NOT EXISTS (SELECT FROM notice_objectiondecision x WHERE x.objection_id = b.id);
  RETURN QUERY SELECT '{gate}', 'undecided second review ' || b.receipt_code
  FROM notice_objection b
  JOIN notice_objectiondecision d ON d.objection_id = b.id
  JOIN notice_secondreview s ON s.objection_id = b.id
  WHERE b.case_id = c.id
    AND s.received_on - d.decided_on <= (rules->>'second_review_within_days')::int
    AND NOT EXISTS (SELECT FROM notice_secondreviewdecision x WHERE x.review_id = s.id);
  RETURN QUERY SELECT '{gate}', 'uncleared question ' || q.id || ' of a list'
  FROM survey_comparisonquestion q
  WHERE q.household_id = c.household_id AND q.holds
    AND NOT EXISTS (SELECT FROM survey_comparisonanswer x
                    WHERE x.question_id = q.id AND x.verdict <> 'confirmed');
"""


def periods(gate: str) -> str:
    """Return the question for every notice: hung its days, then closed."""
    return PERIODS.replace("{gate}", gate)


def local(gate: str, procedure: str) -> str:
    """Return the question for what offices below make stricter (art. 16)."""
    return LOCAL.replace("{gate}", gate).replace("{procedure}", procedure)


def holds(gate: str) -> str:
    """Return the question for objections, findings and hits that nobody has settled."""
    return HOLDS.replace("{gate}", gate)
