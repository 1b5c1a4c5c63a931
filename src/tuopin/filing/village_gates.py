"""The database's own gate before a village is delisted: V1 to V8, from the tables.

As for households (`gates.py`), it trusts no status and no program, and reads what the
pack says in the adopted pack's row (art. 7).
"""

from tuopin.filing.shared_gates import ACTS, holds, local, periods

# What stood when a village was determined, from what is kept of it since: a household's
# status in the register, and the round of a case, which each restart's event tells.
AS_IT_STOOD = """
CREATE OR REPLACE FUNCTION was_poor_on(of_household bigint, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
  SELECT EXISTS (
    SELECT FROM register_registrationperiod r
    WHERE r.household_id = of_household AND r.valid_from <= day
      AND (r.valid_to IS NULL OR r.valid_to > day)
      AND r.status IN ('in_register', 'returned'))
$body$;
CREATE OR REPLACE FUNCTION round_at(of_case bigint, moment timestamptz) RETURNS integer
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
  SELECT 1 + count(*)::integer FROM audit_event e
  WHERE e.stream = 'case:' || of_case AND e.recorded_at <= moment
    AND convert_from(e.raw, 'UTF8')::jsonb->>'act' = 'procedure.case.restarted'
$body$;
REVOKE ALL ON FUNCTION was_poor_on(bigint, date) FROM PUBLIC;
REVOKE ALL ON FUNCTION round_at(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION was_poor_on(bigint, date) TO tuopin_guard;
GRANT EXECUTE ON FUNCTION round_at(bigint, timestamptz) TO tuopin_guard;
"""

# Returns the gates of a village's case that are open; no row: all are shut.
OPEN_VILLAGE_GATES = (
    """
CREATE OR REPLACE FUNCTION open_village_gates(of_case bigint)
RETURNS TABLE (gate text, what text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
  c record;
  decided record;
  rules jsonb;
BEGIN
  SELECT x.*, p.procedures->'village_exit' AS village_exit,
         p.procedures->'plan'->>'has_timetable' = 'true' AS has_timetable INTO c
  FROM procedure_exitcase x JOIN policy_packinforce p ON p.id = x.pack_id
  WHERE x.id = of_case AND x.household_id IS NULL;
  IF c IS NULL THEN
    RETURN QUERY SELECT 'V1', 'no exit case of a village';
    RETURN;
  END IF;
  rules := c.village_exit;

  -- Every act that bears a gate, with a verdict that continues, by a position that may
  -- do it and whose area has the village, entered in time and with its papers.
"""
    + ACTS
    + """

  -- Acts in an order that the requirements forbid (nothing is back-dated), one person
  -- in two acts that belong to two, and acts done together days apart (同时).
  RETURN QUERY
  SELECT coalesce(r.value->'gates'->>0, 'V8'), CASE
    WHEN r.value->'requires' ? q.act AND t.done_on < q.done_on
      THEN 'dated before ' || q.act
    WHEN r.value->'different_person_from' ? q.act AND t.person_id = q.person_id
      THEN 'same person as ' || q.act
    ELSE 'not done together with ' || q.act END
  FROM procedure_actrecord t
  JOIN jsonb_each(rules->'acts') r ON r.key = t.act
  JOIN procedure_actrecord q ON q.case_id = t.case_id AND q.round = t.round
  WHERE t.case_id = c.id AND t.round = c.round
    AND (r.value->'requires' ? q.act AND t.done_on < q.done_on
           AND NOT rules->'carried_over' ? q.act AND q.consequence = 'continues'
      OR r.value->'different_person_from' ? q.act AND t.person_id = q.person_id
      OR r.value->'together_with' ? q.act
           AND abs(t.done_on - q.done_on) > (rules->>'together_within_days')::int);

  -- V1: on a plan of that year which the province has (arts 2, 5).
  RETURN QUERY SELECT 'V1', 'not in a filed plan of the year'
  WHERE NOT EXISTS (
    SELECT FROM plan_planrow w
    JOIN plan_exitplan n ON n.id = w.plan_id
    JOIN plan_planact f ON f.plan_id = n.id AND f.act = 'file_with_province'
    WHERE w.id = c.plan_row_id AND w.household_id IS NULL
      AND w.village_code = c.village_code AND n.year = c.year);

  -- V1: a later version that was filed stands in place of the one before.
  RETURN QUERY SELECT 'V1', 'left out of a later filed plan: version ' || n.version
  FROM plan_exitplan n
  JOIN plan_planact f ON f.plan_id = n.id AND f.act = 'file_with_province'
  WHERE n.division_code = left(c.village_code, 9) || '000' AND n.year = c.year
    AND NOT EXISTS (
      SELECT FROM plan_planrow w WHERE w.plan_id = n.id AND w.household_id IS NULL
        AND w.village_code = c.village_code)
    AND NOT EXISTS (
      SELECT FROM plan_exitplan l
      JOIN plan_planact g ON g.plan_id = l.id AND g.act = 'file_with_province'
      WHERE l.division_code = n.division_code AND l.year = n.year
        AND l.version > n.version);

  -- V1: in the year that the township's timetable, as it was filed last, has for it.
  RETURN QUERY SELECT 'V1', 'the filed timetable has it exit in another year'
  WHERE c.has_timetable AND NOT EXISTS (
    SELECT FROM plan_timetablerow w
    JOIN plan_exitplan n ON n.id = w.plan_id AND n.year = 0
    JOIN plan_planact f ON f.plan_id = n.id AND f.act = 'file_with_province'
    WHERE w.village_code = c.village_code AND w.exit_year = c.year
      AND NOT EXISTS (
        SELECT FROM plan_exitplan l
        JOIN plan_planact g ON g.plan_id = l.id AND g.act = 'file_with_province'
        WHERE l.division_code = n.division_code AND l.year = n.year
          AND l.version > n.version));

  -- V2: returned, and confirmed on site, by a person of the department itself; no
  -- later return of the round that nobody has confirmed (arts 4 ¶2, 7).
  RETURN QUERY
  SELECT 'V2', 'return not confirmed by its department: ' || r.department
  FROM survey_departmentreturn r
  WHERE r.village_code = c.village_code AND r.year = c.year AND r.round = c.round
    AND NOT EXISTS (
      SELECT FROM survey_departmentreturn l
      WHERE l.village_code = r.village_code AND l.year = r.year AND l.round = r.round
        AND l.department = r.department AND l.id > r.id)
    AND NOT EXISTS (
      SELECT FROM survey_siteexamination e
      JOIN accounts_appointment a ON a.id = e.recorded_by_id
      JOIN accounts_appointment b ON b.id = r.recorded_by_id
      WHERE e.department_return_id = r.id AND e.is_confirmed
        AND e.examined_on >= r.returned_on AND btrim(e.examiners) <> ''
        AND a.department = r.department AND b.department = r.department);

  -- V2: what the assessment rests on was reported by the department that answers for
  -- it, and stands in no earlier return only.
  RETURN QUERY
  SELECT 'V2', 'its department has not reported: ' || k.fact
  FROM procedure_actrecord t
  JOIN standards_assessment s ON t.subject = 'assessment:' || s.id,
       LATERAL jsonb_each_text(s.facts) AS k(fact, figure)
  WHERE t.case_id = c.id AND t.round = c.round AND t.act = 'assess'
    AND t.consequence = 'continues'
    AND rules->'reported' ? k.fact AND k.figure IS NOT NULL
    AND NOT EXISTS (
      SELECT FROM survey_departmentreturn r
      WHERE r.village_code = c.village_code AND r.year = c.year
        AND r.round = c.round AND r.figures ? k.fact
        AND r.department = rules->'reported'->>k.fact
        AND NOT EXISTS (
          SELECT FROM survey_departmentreturn l
          WHERE l.village_code = r.village_code AND l.year = r.year
            AND l.round = r.round AND l.department = r.department AND l.id > r.id));

  -- V3: an assessment of this village in which every finding is met (art. 4 ¶2).
  RETURN QUERY SELECT 'V3', 'no assessment with every criterion met'
  WHERE NOT EXISTS (
    SELECT FROM procedure_actrecord t
    JOIN standards_assessment s ON t.subject = 'assessment:' || s.id
    WHERE t.case_id = c.id AND t.round = c.round AND t.act = 'assess'
      AND s.household_id IS NULL AND s.village_code = c.village_code
      AND s.year = c.year AND s.pack_id = c.pack_id AND s.outcome = 'met'
      AND EXISTS (SELECT FROM standards_assessmentfinding f
                  WHERE f.assessment_id = s.id)
      AND NOT EXISTS (SELECT FROM standards_assessmentfinding f
                      WHERE f.assessment_id = s.id AND f.outcome <> 'met'));

  -- V4: no household of the village that was poor still waited to be decided on when
  -- the village was determined: neither its case, in the round that it had by then,
  SELECT x.* INTO decided FROM procedure_actrecord x
  WHERE x.case_id = c.id AND x.round = c.round AND x.act = 'determine' LIMIT 1;
  RETURN QUERY SELECT 'V4', 'a household was still to be decided on'
  FROM procedure_exitcase h
  WHERE h.village_code = c.village_code AND h.year = c.year
    AND h.household_id IS NOT NULL AND was_poor_on(h.household_id, decided.done_on)
    AND NOT coalesce((SELECT min(o.recorded_at) FROM procedure_actrecord o
                      WHERE o.case_id = h.id) > decided.recorded_at, false)
    AND NOT EXISTS (SELECT FROM procedure_caseending e
                    WHERE e.case_id = h.id AND e.ended_on <= decided.done_on)
    AND NOT EXISTS (
      SELECT FROM procedure_actrecord t
      WHERE t.case_id = h.id AND t.recorded_at <= decided.recorded_at
        AND t.round = round_at(h.id, decided.recorded_at)
        AND (t.consequence = 'ends'
          OR t.consequence = 'continues'
             AND rules->'acts'->'determine'->'waits_for_households' ? t.act))
  LIMIT 1;

  -- nor one whom a plan named that was filed by then, and that had no case yet.
  RETURN QUERY SELECT 'V4', 'a planned household had no case yet'
  FROM plan_planrow w
  JOIN plan_exitplan n ON n.id = w.plan_id AND n.year = c.year
  JOIN plan_planact f ON f.plan_id = n.id AND f.act = 'file_with_province'
    AND f.recorded_at <= decided.recorded_at
  WHERE w.village_code = c.village_code AND w.household_id IS NOT NULL
    AND was_poor_on(w.household_id, decided.done_on)
    AND NOT EXISTS (
      SELECT FROM plan_exitplan l
      JOIN plan_planact g ON g.plan_id = l.id AND g.act = 'file_with_province'
        AND g.recorded_at <= decided.recorded_at
      WHERE l.division_code = n.division_code AND l.year = n.year
        AND l.version > n.version)
    AND NOT EXISTS (
      SELECT FROM procedure_exitcase h
      WHERE h.household_id = w.household_id AND h.year = c.year
        AND NOT coalesce((SELECT min(o.recorded_at) FROM procedure_actrecord o
                          WHERE o.case_id = h.id) > decided.recorded_at, false))
  LIMIT 1;

  -- V4: determined by nobody who examined any of its figures on site.
  RETURN QUERY SELECT 'V4', 'same person as an examiner of ' || r.department
  FROM procedure_actrecord d
  JOIN survey_departmentreturn r ON r.village_code = c.village_code
    AND r.year = c.year AND r.round = c.round
  JOIN survey_siteexamination e ON e.department_return_id = r.id
  JOIN accounts_appointment a ON a.id = e.recorded_by_id
  WHERE d.case_id = c.id AND d.round = c.round AND d.act IN ('determine', 'approve')
    AND a.person_id = d.person_id
  LIMIT 1;

  -- V5: on notices that hung their days, in the village and at the township's seat.
"""
    + periods("V5")
    + local("V5", "village_exit")
    + """

  -- An objection or a finding that nobody has settled, or a case given up.
"""
    + holds("V5")
    + """
  RETURN QUERY SELECT 'V6', 'the case was given up: ' || e.ending
  FROM procedure_caseending e WHERE e.case_id = c.id;
END $body$;
ALTER FUNCTION open_village_gates(bigint) OWNER TO tuopin_guard;
"""
)

REFUSE_DELISTING = """
DECLARE open text;
BEGIN
  SELECT string_agg(gate || ' (' || what || ')', ', ' ORDER BY gate, what) INTO open
  FROM open_village_gates(NEW.case_id);
  IF open IS NULL AND NOT EXISTS (
    SELECT FROM procedure_exitcase x
    WHERE x.id = NEW.case_id AND x.village_code = NEW.village_code) THEN
    open := 'V1 (case of another village)';
  END IF;
  -- V8: on the day, and by the person, of the filing itself.
  IF open IS NULL AND NOT EXISTS (
    SELECT FROM procedure_exitcase x
    JOIN procedure_actrecord t ON t.case_id = x.id AND t.round = x.round
    JOIN accounts_appointment a ON a.id = NEW.recorded_by_id
    WHERE x.id = NEW.case_id AND t.act = 'file_with_province'
      AND t.done_on = NEW.delisted_on AND t.appointment_id = a.id
      AND t.person_id = a.person_id) THEN
    open := 'V8 (not the filing''s day or person)';
  END IF;
  IF open IS NOT NULL THEN
    RAISE EXCEPTION 'village % cannot be delisted: %', NEW.village_code, open
      USING ERRCODE = 'check_violation', CONSTRAINT = 'no_delisting_with_an_open_gate';
  END IF;
  RETURN NULL;
END
"""

# Of what a statement adds, nothing may be about a village that is off the register.
REFUSE_THE_DELISTED = """
DECLARE gone text;
BEGIN
  SELECT string_agg(DISTINCT f.village_code, ', ') INTO gone
  FROM fresh f JOIN filing_villagedelisting d ON d.village_code = f.village_code
  WHERE f.household_id IS NULL;
  IF gone IS NOT NULL THEN
    RAISE EXCEPTION 'off the register of poor villages: %', gone
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_delisted_village_exits_once',
            DETAIL = gone;
  END IF;
  RETURN NULL;
END
"""

# Of what a timetable names, nothing may be off the register, and nothing that is still
# on it may be left out.
REFUSE_A_GAP = """
DECLARE gone text;
BEGIN
  SELECT string_agg(DISTINCT f.village_code, ', ') INTO gone
  FROM fresh f JOIN filing_villagedelisting d ON d.village_code = f.village_code;
  IF gone IS NOT NULL THEN
    RAISE EXCEPTION 'off the register of poor villages: %', gone
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_delisted_village_exits_once',
            DETAIL = gone;
  END IF;
  SELECT string_agg(DISTINCT r.village_code, ', ') INTO gone
  FROM plan_exitplan n
  JOIN register_villageregistration r ON r.valid_to IS NULL
    AND left(r.village_code, 9) = left(n.division_code, 9)
  WHERE n.id IN (SELECT f.plan_id FROM fresh f)
    AND NOT EXISTS (SELECT FROM filing_villagedelisting d
                    WHERE d.village_code = r.village_code)
    AND NOT EXISTS (SELECT FROM plan_timetablerow w
                    WHERE w.plan_id = n.id AND w.village_code = r.village_code);
  IF gone IS NOT NULL THEN
    RAISE EXCEPTION 'left out of the timetable: %', gone
      USING ERRCODE = 'check_violation',
            CONSTRAINT = 'a_timetable_names_every_poor_village', DETAIL = gone;
  END IF;
  RETURN NULL;
END
"""
