"""What the database keeps of performance: who finds, who decides, what bars it."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = {
    "oversight_redlinemark": "village_code",
    "oversight_effectfinding": "division_code",
    "oversight_performancedecision": "division_code",
    "oversight_incentivescheme": "village_code",
}

DESIGNS = """
CREATE FUNCTION inspections_of(asked int) RETURNS TABLE(id bigint, design text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  -- Its own office cannot see an inspection's row; what was found at its doors it can,
  -- and has to count as the county does.
  SELECT i.id, i.design::text FROM oversight_inspection i WHERE i.year = asked $$;
ALTER FUNCTION inspections_of(int) OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION inspections_of(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inspections_of(int) TO tuopin_app;
"""

MARKED_BY_SUPERVISION = """
BEGIN
  IF NEW.line = 'wrong_exit' OR btrim(NEW.grounds) = '' OR btrim(NEW.evidence) = ''
    OR NOT EXISTS (
      SELECT FROM oversight_spotcheck c
      JOIN accounts_appointment a ON a.id = NEW.marked_by_id
      WHERE c.id = NEW.check_made_id AND c.village_code = NEW.village_code
        AND a.position = 'supervision') THEN
    RAISE EXCEPTION 'no red line is marked so on check %', NEW.check_made_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'marked_by_supervision';
  END IF;
  RETURN NEW;
END
"""

EFFECT_IS_FOUND = """
BEGIN
  IF btrim(NEW.grounds) = '' OR btrim(NEW.evidence) = ''
    OR NOT EXISTS (
      SELECT FROM divisions_division d WHERE d.code = NEW.division_code
        AND d.level = 'township')
    OR NOT EXISTS (
      SELECT FROM accounts_appointment a WHERE a.id = NEW.found_by_id
        AND a.position = 'county_office'
        AND left(a.division_code, 6) = left(NEW.division_code, 6))
    OR NEW.follows_id IS DISTINCT FROM (
      SELECT max(f.id) FROM oversight_effectfinding f
      WHERE f.division_code = NEW.division_code AND f.year = NEW.year) THEN
    RAISE EXCEPTION 'the work of % is not found so', NEW.division_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'effect_is_found';
  END IF;
  RETURN NEW;
END
"""

DECIDED_BY_PEOPLE = """
DECLARE said jsonb; effect text;
BEGIN
  said := NEW.figures::jsonb;
  IF btrim(NEW.paper_number) = '' OR btrim(NEW.grounds) = '' OR btrim(NEW.evidence) = ''
    OR NEW.digest <> encode(sha256(convert_to(NEW.figures, 'UTF8')), 'hex')
    OR said->>'township' <> NEW.division_code OR (said->>'year')::int <> NEW.year
    OR NOT EXISTS (
      SELECT FROM divisions_division d WHERE d.code = NEW.division_code
        AND d.level = 'township')
    OR NEW.follows_id IS DISTINCT FROM (
      SELECT max(p.id) FROM oversight_performancedecision p
      WHERE p.division_code = NEW.division_code AND p.year = NEW.year)
    OR (NEW.follows_id IS NOT NULL AND btrim(NEW.why_changed) = '')
    OR NEW.finding_id IS DISTINCT FROM (
      SELECT max(f.id) FROM oversight_effectfinding f
      WHERE f.division_code = NEW.division_code AND f.year = NEW.year)
    OR NOT EXISTS (
      SELECT FROM accounts_appointment a WHERE a.id = NEW.decided_by_id
        AND a.position = 'county_leading_group'
        AND left(a.division_code, 6) = left(NEW.division_code, 6)
        -- Whoever found how the work was does not decide what follows from it.
        AND NOT EXISTS (
          SELECT FROM oversight_effectfinding f
          JOIN accounts_appointment own ON own.id = f.found_by_id
          WHERE f.id = NEW.finding_id AND own.person_id = a.person_id)) THEN
    RAISE EXCEPTION 'nothing is decided so on the year of %', NEW.division_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_by_people';
  END IF;
  SELECT f.effect INTO effect FROM oversight_effectfinding f
  WHERE f.id = NEW.finding_id;
  -- Art. 10 asks for both conditions, for a commendation and for a criticism.
  IF (NEW.recognition = 'commendation' AND NOT coalesce(
        effect = 'outstanding' AND said->>'in_time' = 'met', false))
    OR (NEW.recognition = 'public_criticism' AND NOT coalesce(
        effect = 'poor' AND said->>'in_time' = 'not_met', false)) THEN
    RAISE EXCEPTION 'both conditions of the article are not there for %',
      NEW.division_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'both_conditions';
  END IF;
  IF NEW.recognition = 'commendation' AND EXISTS (
    SELECT FROM oversight_spotcheck c
    JOIN oversight_drawnhousehold d ON d.id = c.drawn_id
    JOIN oversight_inspection i ON i.id = d.inspection_id AND i.year = NEW.year
    WHERE left(c.village_code, 9) = left(NEW.division_code, 9)
      AND (c.verdict = 'wrong_exit' OR EXISTS (
        SELECT FROM oversight_redlinemark m WHERE m.check_made_id = c.id))) THEN
    RAISE EXCEPTION '% has crossed a red line', NEW.division_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'no_award_past_a_red_line';
  END IF;
  RETURN NEW;
END
"""

FOR_A_VILLAGE_IN_TIME = """
BEGIN
  IF btrim(NEW.title) = '' OR btrim(NEW.evidence) = ''
    OR NOT EXISTS (
      SELECT FROM accounts_appointment a WHERE a.id = NEW.kept_by_id
        AND a.position = 'township_office'
        AND left(a.division_code, 9) = left(NEW.village_code, 9))
    OR NOT EXISTS (
      SELECT FROM procedure_exitcase c
      JOIN procedure_actrecord a ON a.case_id = c.id AND a.round = c.round
        AND a.act = 'approve' AND a.consequence = 'continues'
      WHERE c.village_code = NEW.village_code AND c.household_id IS NULL
        AND c.year = NEW.year) THEN
    RAISE EXCEPTION 'village % has no scheme so', NEW.village_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'for_a_village_in_time';
  END IF;
  RETURN NEW;
END
"""

TRIGGERS = {
    "oversight_redlinemark": ("marked_by_supervision", MARKED_BY_SUPERVISION),
    "oversight_effectfinding": ("effect_is_found", EFFECT_IS_FOUND),
    "oversight_performancedecision": ("decided_by_people", DECIDED_BY_PEOPLE),
    "oversight_incentivescheme": ("for_a_village_in_time", FOR_A_VILLAGE_IN_TIME),
}


def before_insert(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {function} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {function} ON {table}",
    )


def stamped(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER a_stamp BEFORE INSERT ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION stamp_oversight()",
        f"DROP TRIGGER a_stamp ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0005_performance"),
        ("procedure", "0002_promises"),
        ("divisions", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(DESIGNS, "DROP FUNCTION inspections_of(int)"),
        *(stamped(table) for table in TABLES),
        *(
            operation
            for table, column in TABLES.items()
            for operation in (enable_row_scope(table, column), append_only(table))
        ),
        *(protect(table) for table in TABLES),
        *(
            operation
            for table, (function, body) in TRIGGERS.items()
            for operation in (guarded(function, body), before_insert(table, function))
        ),
    ]
