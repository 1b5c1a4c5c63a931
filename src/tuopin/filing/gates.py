"""The database's own gate before the mark: G1 to G15, each read from the tables.

It trusts no status and no program. What the pack says (requirements, verdicts that
continue, lengths of periods, who may act) it reads from the adopted pack's row, so no
figure stands here.
"""

from tuopin.filing.shared_gates import ACTS, holds, local, periods

# Returns the gates of a household's latest case that are open; no row: all are shut.
OPEN_GATES = (
    """
CREATE OR REPLACE FUNCTION open_gates(of_household bigint)
RETURNS TABLE (gate text, what text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
  c record;
  rules jsonb;
BEGIN
  SELECT x.*, p.procedures->'household_exit' AS household_exit INTO c
  FROM procedure_exitcase x JOIN policy_packinforce p ON p.id = x.pack_id
  WHERE x.household_id = of_household ORDER BY x.year DESC LIMIT 1;
  IF c IS NULL THEN
    RETURN QUERY SELECT 'G1', 'no exit case';
    RETURN;
  END IF;
  rules := c.household_exit;

  -- Every act of the procedure that bears a gate, with a verdict that continues, by
  -- a position that may do it and whose area has the village, entered in time and with
  -- its papers, in the present round or carried over into it.
"""
    + ACTS
    + """

  -- Acts in an order that the requirements forbid (nothing is back-dated).
  RETURN QUERY
  SELECT coalesce(r.value->'gates'->>0, 'G15'), 'dated before ' || q.act
  FROM procedure_actrecord t
  JOIN jsonb_each(rules->'acts') r ON r.key = t.act
  JOIN procedure_actrecord q ON q.case_id = t.case_id AND q.round = t.round
    AND r.value->'requires' ? q.act
  WHERE t.case_id = c.id AND t.round = c.round AND t.done_on < q.done_on
    AND NOT rules->'carried_over' ? q.act AND q.consequence = 'continues';

  -- One person in two acts that belong to two persons.
  RETURN QUERY
  SELECT coalesce(r.value->'gates'->>0, 'G5'), 'same person as ' || q.act
  FROM procedure_actrecord t
  JOIN jsonb_each(rules->'acts') r ON r.key = t.act
  JOIN procedure_actrecord q ON q.case_id = t.case_id AND q.round = t.round
    AND r.value->'different_person_from' ? q.act
  WHERE t.case_id = c.id AND t.round = c.round AND t.person_id = q.person_id;

  -- Acts that are done at the same time (同时), days apart.
  RETURN QUERY
  SELECT coalesce(r.value->'gates'->>0, 'G8'), 'not done together with ' || q.act
  FROM procedure_actrecord t
  JOIN jsonb_each(rules->'acts') r ON r.key = t.act
  JOIN procedure_actrecord q ON q.case_id = t.case_id AND q.round = t.round
    AND r.value->'together_with' ? q.act
  WHERE t.case_id = c.id AND t.round = c.round
    AND t.done_on - q.done_on > (rules->>'together_within_days')::int;

  -- G1: on a plan of that year which the province has (arts 2, 5).
  RETURN QUERY SELECT 'G1', 'not in a filed plan of the year'
  WHERE NOT EXISTS (
    SELECT FROM plan_planrow w
    JOIN plan_exitplan n ON n.id = w.plan_id
    JOIN plan_planact f ON f.plan_id = n.id AND f.act = 'file_with_province'
    WHERE w.id = c.plan_row_id AND w.household_id = of_household AND n.year = c.year);

  -- G2: a visit of the exit year, before the appraisal, on the day and by the person
  -- of the survey, entered in time and with its papers (arts 3, 12).
  RETURN QUERY SELECT 'G2', 'no visit of the year behind the survey'
  WHERE NOT EXISTS (
    SELECT FROM procedure_actrecord t
    JOIN survey_surveyvisit v ON t.subject = 'visit:' || v.id
    JOIN accounts_appointment a ON a.id = v.recorded_by_id
    JOIN procedure_actrecord m ON m.case_id = c.id AND m.round = c.round
      AND m.act = 'appraise'
    WHERE t.case_id = c.id AND t.round = c.round AND t.act = 'survey'
      AND v.household_id = of_household AND v.year = c.year
      AND v.surveyed_on <= m.done_on AND v.surveyed_on = t.done_on
      AND a.person_id = t.person_id
      AND v.entered_on - v.surveyed_on
        <= (rules->'acts'->'survey'->>'entry_within_days')::int
      AND NOT EXISTS (
        SELECT FROM jsonb_array_elements_text(rules->'acts'->'survey'->'evidence')
          AS e(paper)
        WHERE coalesce(btrim(v.evidence->>e.paper), '') = ''));

  -- G3: an assessment of this household by the visit of its survey, in which every
  -- finding is met, and no later visit before the approval that found a fact
  -- otherwise (art. 3).
  RETURN QUERY SELECT 'G3', 'no assessment with every criterion met'
  WHERE NOT EXISTS (
    SELECT FROM procedure_actrecord t
    JOIN standards_assessment s ON t.subject = 'assessment:' || s.id
    JOIN procedure_actrecord y ON y.case_id = c.id AND y.round = c.round
      AND y.act = 'survey' AND y.subject = 'visit:' || s.survey_visit_id
    WHERE t.case_id = c.id AND t.round = c.round AND t.act = 'assess'
      AND s.household_id = of_household AND s.year = c.year
      AND s.pack_id = c.pack_id AND s.outcome = 'met'
      AND EXISTS (SELECT FROM standards_assessmentfinding f
                  WHERE f.assessment_id = s.id)
      AND NOT EXISTS (SELECT FROM standards_assessmentfinding f
                      WHERE f.assessment_id = s.id AND f.outcome <> 'met')
      AND NOT EXISTS (
        SELECT FROM survey_surveyvisit l
        JOIN survey_surveyvisit v ON v.id = s.survey_visit_id
        JOIN procedure_actrecord p ON p.case_id = c.id AND p.round = c.round
          AND p.act = 'approve' AND l.recorded_at < p.recorded_at
        WHERE l.household_id = of_household AND l.year = c.year
          AND l.evidence <> '{}'::jsonb
          AND (l.surveyed_on, l.id) > (v.surveyed_on, v.id)
          AND EXISTS (SELECT FROM jsonb_object_keys(s.facts) AS k(fact)
                      WHERE l.answers->>k.fact IS DISTINCT FROM v.answers->>k.fact)));

  -- G4: a meeting of the village whose vote on this household is kept, with the
  -- pack's own quorum of those who may vote on it and its own majority (art. 6).
  RETURN QUERY SELECT 'G4', 'no vote of a meeting with quorum and majority'
  WHERE NOT EXISTS (
    SELECT FROM procedure_actrecord t
    JOIN procedure_appraisalmeeting m ON t.subject = 'meeting:' || m.id
    JOIN procedure_ballot b ON b.meeting_id = m.id AND b.case_id = c.id
    CROSS JOIN LATERAL (
      SELECT b.agree + b.against + b.abstain AS voting,
             rules->'figures'->'meeting_attendance'->c.year::text AS quorum,
             rules->'figures'->'meeting_majority'->c.year::text AS majority) AS r
    WHERE t.case_id = c.id AND t.round = c.round AND t.act = 'appraise'
      AND m.village_code = c.village_code AND m.year = c.year
      AND r.voting + b.recused = m.attended AND m.attended <= m.entitled
      AND r.voting * (r.quorum->>1)::bigint >= m.entitled * (r.quorum->>0)::bigint
      AND b.agree * (r.majority->>1)::bigint > r.voting * (r.majority->>0)::bigint);

  -- G6: the household's own agreement, signed (art. 6).
  RETURN QUERY SELECT 'G6', 'no signed agreement of the household'
  WHERE NOT EXISTS (
    SELECT FROM procedure_acknowledgement k
    WHERE k.case_id = c.id AND k.round = c.round
      AND k.answer = 'agrees' AND btrim(k.signer) <> '' AND btrim(k.relation) <> '');

  -- G7, G10, G12: on a notice that hung its days and was closed after them (art. 6).
"""
    + periods("G7")
    + local("G7", "household_exit")
    + """

  -- An objection or a finding that nobody has settled (arts 6, 15).
"""
    + holds("G7")
    + """

  -- G11: approved by a person of the county's leading group, not given up (art. 6).
  RETURN QUERY SELECT 'G11', 'the case was given up: ' || e.ending
  FROM procedure_caseending e WHERE e.case_id = c.id;

  -- G13: receipts of the city and of the province (art. 6).
  RETURN QUERY SELECT 'G13', 'no receipt of the ' || r.recipient
  FROM (VALUES ('city'), ('province')) r(recipient)
  WHERE NOT EXISTS (
    SELECT FROM filing_consignmententry e
    JOIN filing_consignment n ON n.id = e.consignment_id
    JOIN filing_filingreceipt f ON f.consignment_id = n.id
    JOIN procedure_actrecord v ON v.case_id = c.id AND v.round = c.round
      AND v.act = 'approve' AND v.done_on <= n.sent_on
    WHERE e.case_id = c.id AND n.recipient = r.recipient AND n.year = c.year);

  -- G14: archived at three levels (art. 6).
  RETURN QUERY SELECT 'G14', 'not archived by the ' || l.level
  FROM (VALUES ('village'), ('township'), ('county')) l(level)
  WHERE NOT EXISTS (
    SELECT FROM filing_archiveentry a WHERE a.case_id = c.id AND a.level = l.level);

  -- G15: confirmed in the national system by another person than who entered it, after
  -- the latest comparison with that system's own list found nothing different (art. 6).
  RETURN QUERY SELECT 'G15', 'not confirmed in the national system'
  WHERE NOT EXISTS (
    SELECT FROM filing_nationalmark k
    WHERE k.case_id = c.id AND btrim(k.confirmation) <> ''
      AND btrim(k.entered_by) <> '');
  RETURN QUERY SELECT 'G15', 'not reconciled with the national system'
  WHERE NOT EXISTS (
    SELECT FROM filing_nationalmark k
    CROSS JOIN LATERAL (
      SELECT w.outcome, w.confirmation, w.recorded_on, i.reconciled_on
      FROM filing_reconciledrow w
      JOIN filing_reconciliation i ON i.id = w.reconciliation_id
      WHERE w.case_id = c.id ORDER BY w.id DESC LIMIT 1) AS w
    WHERE k.case_id = c.id AND w.outcome = 'equal' AND w.confirmation = k.confirmation
      AND w.recorded_on <= w.reconciled_on AND w.reconciled_on <= k.marked_on);
  RETURN QUERY SELECT 'G15', 'not entered by another person than who confirmed it'
  WHERE NOT EXISTS (
    SELECT FROM filing_nationalmark k
    JOIN accounts_appointment a ON a.id = k.confirmed_by_id
    CROSS JOIN LATERAL (
      SELECT min(x.exported_on) AS first_on,
             bool_or(b.person_id = a.person_id) AS is_own
      FROM filing_nationalexportentry e
      JOIN filing_nationalexport x ON x.id = e.export_id
      JOIN accounts_appointment b ON b.id = x.exported_by_id
      WHERE e.case_id = c.id) AS x
    WHERE k.case_id = c.id AND NOT x.is_own AND x.first_on <= k.marked_on);
END $body$;
ALTER FUNCTION open_gates(bigint) OWNER TO tuopin_guard;
"""
)

REFUSE_MARK = """
DECLARE open text;
BEGIN
  SELECT string_agg(gate || ' (' || what || ')', ', ' ORDER BY gate, what) INTO open
  FROM open_gates(NEW.id);
  IF open IS NOT NULL THEN
    RAISE EXCEPTION 'household % cannot be marked as lifted out: %', NEW.id, open
      USING ERRCODE = 'check_violation', CONSTRAINT = 'no_mark_with_an_open_gate';
  END IF;
  RETURN NULL;
END
"""
