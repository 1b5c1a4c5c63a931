"""What the database itself keeps of local rules: never weaker, never back-dated.

How long a notice hangs is no secret of a place: everybody may read these tables, and
the gates of other stages ask the functions below.
"""

STAMP = """
CREATE FUNCTION stamp_working_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.entered_on := office_today();
  NEW.recorded_at := clock_timestamp();
  RETURN NEW;
END $$;
"""

A_PLAN_HOLDS_FROM_A_DAY_TO_COME = """
BEGIN
  IF NEW.in_force_from < NEW.entered_on OR NEW.issued_on > NEW.entered_on
    OR btrim(NEW.title) = '' OR btrim(NEW.document_number) = ''
    OR btrim(NEW.evidence) = ''
    OR NOT EXISTS (
      SELECT FROM accounts_appointment a WHERE a.id = NEW.kept_by_id
        AND left(NEW.area_code, CASE
          WHEN a.division_code LIKE '%000000' THEN 6
          WHEN a.division_code LIKE '%000' THEN 9 ELSE 12 END)
          = left(a.division_code, CASE
          WHEN a.division_code LIKE '%000000' THEN 6
          WHEN a.division_code LIKE '%000' THEN 9 ELSE 12 END)
        AND a.position IN ('township_office', 'county_office', 'department')
        AND NEW.department = CASE WHEN a.position = 'department'
                                  THEN a.department ELSE '' END)
    OR (NEW.supersedes_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM policy_workingplan w WHERE w.id = NEW.supersedes_id
        AND w.area_code = NEW.area_code AND w.department = NEW.department
        AND w.in_force_from <= NEW.in_force_from)) THEN
    RAISE EXCEPTION 'no working plan of % holds so', NEW.area_code
      USING ERRCODE = 'check_violation',
            CONSTRAINT = 'plan_holds_from_a_day_to_come';
  END IF;
  RETURN NEW;
END
"""

# What is tightened is held against the pack in force on the plan's day; a rule comes
# with its plan, on the day that the plan is kept.
NEVER_WEAKER = """
DECLARE
  rules jsonb;
  is_stricter boolean;
BEGIN
  SELECT p.procedures->NEW.procedure INTO rules
  FROM policy_workingplan w
  JOIN policy_packinforce p ON p.in_force_from <= w.in_force_from
  WHERE w.id = NEW.plan_id AND w.entered_on = office_today()
  ORDER BY p.in_force_from DESC, p.id DESC LIMIT 1;
  is_stricter := rules IS NOT NULL AND CASE NEW.kind
    WHEN 'publicity_days' THEN NEW.figure ~ '^[0-9]{1,3}$'
      AND NEW.figure::int > (rules->'publicities'->NEW.subject->>'days')::int
    WHEN 'entry_days' THEN NEW.figure ~ '^[0-9]{1,3}$'
      AND NEW.figure::int
        < (rules->'acts'->NEW.subject->>'entry_within_days')::int
    WHEN 'paper_required' THEN NEW.figure = ''
      AND rules->'acts' ? split_part(NEW.subject, '.', 1)
      AND NOT rules->'acts'->split_part(NEW.subject, '.', 1)->'evidence'
        ? split_part(NEW.subject, '.', 2)
    WHEN 'paper_as_file' THEN NEW.figure = ''
      AND rules->'acts' ? split_part(NEW.subject, '.', 1)
    WHEN 'deadline' THEN NEW.figure ~ '^[0-9]{1,2}-[0-9]{1,2}$'
    WHEN 'time_limit' THEN NEW.figure ~ '^[0-9]{1,3}$'
    ELSE false END;
  IF is_stricter IS NOT TRUE THEN
    RAISE EXCEPTION '% of % relaxes the pack', NEW.kind, NEW.subject
      USING ERRCODE = 'check_violation', CONSTRAINT = 'never_weaker';
  END IF;
  RETURN NEW;
END
"""

LOCAL_RULES = """
CREATE FUNCTION local_rules(place text, of_procedure text, of_kind text, day date)
RETURNS TABLE (subject text, figure text)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
  SELECT r.subject, r.figure
  FROM policy_localrule r
  JOIN policy_workingplan w ON w.id = r.plan_id
  LEFT JOIN policy_workingplan s ON s.supersedes_id = w.id
  WHERE r.procedure = of_procedure AND r.kind = of_kind AND w.department = ''
    AND w.in_force_from <= day AND (s.id IS NULL OR s.in_force_from > day)
    AND left(place, CASE WHEN w.area_code LIKE '%000000' THEN 6
                         WHEN w.area_code LIKE '%000' THEN 9 ELSE 12 END)
      = left(w.area_code, CASE WHEN w.area_code LIKE '%000000' THEN 6
                               WHEN w.area_code LIKE '%000' THEN 9 ELSE 12 END)
$body$;
CREATE FUNCTION local_days(
  place text, of_procedure text, of_kind text, of_subject text, day date)
RETURNS integer
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
  SELECT CASE of_kind WHEN 'publicity_days' THEN max(l.figure::int)
                      ELSE min(l.figure::int) END
  FROM local_rules(place, of_procedure, of_kind, day) l
  WHERE l.subject = of_subject
$body$;
"""

DECIDED_BY_THE_COUNTY = """
BEGIN
  IF NEW.decided_on > NEW.entered_on OR btrim(NEW.text) = ''
    OR btrim(NEW.document_number) = '' OR btrim(NEW.evidence) = ''
    OR NOT EXISTS (SELECT FROM accounts_appointment a
                   WHERE a.id = NEW.decided_by_id AND a.position = 'county_office') THEN
    RAISE EXCEPTION 'no decision on % stands so', NEW.reading
      USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_by_the_county';
  END IF;
  RETURN NEW;
END
"""

ONLY_WHAT_DIFFERS = """
BEGIN
  IF NOT EXISTS (SELECT FROM policy_readingdecision d
                 WHERE d.id = NEW.decision_id AND NOT d.confirms
                   AND (NEW.version_id IS NULL OR EXISTS (
                     SELECT FROM policy_packinforce p
                     WHERE p.id = NEW.version_id AND p.adopted_on >= d.decided_on))
                   AND (NEW.plan_id IS NULL OR EXISTS (
                     SELECT FROM policy_workingplan w
                     WHERE w.id = NEW.plan_id AND w.entered_on >= d.decided_on))) THEN
    RAISE EXCEPTION 'decision % is not carried out so', NEW.decision_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'only_what_differs';
  END IF;
  RETURN NEW;
END
"""
