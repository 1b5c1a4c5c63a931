"""What the database keeps of second surveys: the list, the draw, who is sent again.

It works out the digest and the draw for itself, and refuses any other.
"""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = {
    "survey_secondsurveyframe": "division_code",
    "survey_secondsurveyline": "village_code",
    "survey_secondsurveydraw": "division_code",
    "survey_drawnsurvey": "village_code",
    "survey_secondassignment": "village_code",
    "survey_secondcomparison": "village_code",
}
STAMPED = (
    "survey_secondsurveyframe",
    "survey_secondsurveydraw",
    "survey_secondassignment",
    "survey_secondcomparison",
)

# Every household still poor that was surveyed in the year with a paper behind it, by
# its latest visit, unless it was drawn that year. The area is the county's codes.
ELIGIBLE = """
CREATE FUNCTION second_survey_eligible(county text, of_year integer)
  RETURNS TABLE (village_code text, household_id bigint, number text,
                 visit_id bigint, surveyor_id bigint)
  LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT DISTINCT ON (h.id) h.village_code, h.id, h.number, v.id, v.recorded_by_id
  FROM survey_surveyvisit v JOIN register_household h ON h.id = v.household_id
  WHERE v.year = of_year AND v.evidence <> '{}'::jsonb
    AND left(v.village_code, 6) = left(county, 6)
    AND h.registration_status IN ('in_register', 'returned')
    AND NOT EXISTS (SELECT FROM survey_drawnsurvey d
                    WHERE d.household_id = h.id AND d.year = of_year)
  ORDER BY h.id, v.surveyed_on DESC, v.id DESC
$$;
CREATE FUNCTION second_survey_digest(list bigint) RETURNS text
  LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT encode(sha256(convert_to(
    f.year || '|' || f.share || '|' || f.least_per_village || E'\\n' || string_agg(
      l.position || '|' || l.village_code || '|' || h.number || '|' || l.visit_id
      || '|' || l.surveyor_id, E'\\n' ORDER BY l.position), 'UTF8')), 'hex')
  FROM survey_secondsurveyframe f
  JOIN survey_secondsurveyline l ON l.frame_id = f.id
  JOIN register_household h ON h.id = l.household_id
  WHERE f.id = list GROUP BY f.id
$$;
REVOKE ALL ON FUNCTION second_survey_eligible(text, integer),
  second_survey_digest(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION second_survey_eligible(text, integer),
  second_survey_digest(bigint) TO tuopin_app, tuopin_guard;
"""

# A list comes whole, in order, with the digest it names, before it is drawn from.
LIST_AS_CLOSED = """
DECLARE f survey_secondsurveyframe;
BEGIN
  FOR f IN SELECT * FROM survey_secondsurveyframe
           WHERE id IN (SELECT frame_id FROM added) LOOP
    IF EXISTS (SELECT FROM survey_secondsurveydraw d WHERE d.frame_id = f.id)
       OR f.size <> (SELECT count(*) FROM survey_secondsurveyline WHERE frame_id = f.id)
       OR f.digest IS DISTINCT FROM second_survey_digest(f.id)
       OR EXISTS (
         SELECT FROM (
           SELECT l.position, row_number() OVER (
             ORDER BY l.village_code COLLATE "C", h.number COLLATE "C") AS at
           FROM survey_secondsurveyline l JOIN register_household h
             ON h.id = l.household_id WHERE l.frame_id = f.id) o
         WHERE o.position <> o.at) THEN
      RAISE EXCEPTION 'list % is not what was closed', f.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_list_as_closed';
    END IF;
    IF EXISTS (
      WITH listed AS (
        SELECT village_code::text, household_id, visit_id, surveyor_id
        FROM survey_secondsurveyline WHERE frame_id = f.id),
      wanted AS (
        SELECT e.village_code, e.household_id, e.visit_id, e.surveyor_id
        FROM second_survey_eligible(f.division_code, f.year) e)
      (TABLE listed EXCEPT TABLE wanted) UNION ALL (TABLE wanted EXCEPT TABLE listed)
    ) THEN
      RAISE EXCEPTION 'list % leaves somebody out', f.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_list_is_whole';
    END IF;
  END LOOP;
  RETURN NULL;
END
"""

# The number is spoken over the list as it was closed, before somebody else.
DRAWN_OVER_THE_LIST = """
BEGIN
  IF NEW.seed !~ '^[0-9]+$' OR NOT EXISTS (
    SELECT FROM survey_secondsurveyframe f
    JOIN accounts_appointment a ON a.id = NEW.entered_by_id
    JOIN accounts_appointment w ON w.id = NEW.witness_id
    WHERE f.id = NEW.frame_id AND f.division_code = NEW.division_code
      AND f.digest = NEW.frame_digest AND f.digest = second_survey_digest(f.id)
      AND f.recorded_at < NEW.recorded_at
      AND a.position = 'county_office' AND a.person_id <> w.person_id) THEN
    RAISE EXCEPTION 'list % is not drawn from like this', NEW.frame_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'drawn_over_the_list';
  END IF;
  RETURN NEW;
END
"""

# What is drawn is what the number draws, all of it and nothing else.
DRAWN_BY_THE_NUMBER = """
DECLARE d survey_secondsurveydraw;
BEGIN
  FOR d IN SELECT * FROM survey_secondsurveydraw
           WHERE id IN (SELECT draw_id FROM added) LOOP
    IF EXISTS (
      WITH lots AS (
        SELECT l.id, l.village_code, l.household_id, l.position,
               encode(sha256(convert_to(d.seed || '|' || l.position, 'UTF8')), 'hex')
                 AS lot
        FROM survey_secondsurveyline l WHERE l.frame_id = d.frame_id),
      ranked AS (
        SELECT lots.*, count(*) OVER (PARTITION BY village_code) AS n,
               row_number() OVER (PARTITION BY village_code
                                  ORDER BY lot COLLATE "C", position) AS rank
        FROM lots),
      wanted AS (
        SELECT r.id, r.village_code::text, f.year::integer, r.household_id, r.lot
        FROM ranked r JOIN survey_secondsurveyframe f ON f.id = d.frame_id
        WHERE r.rank <= least(r.n, greatest(f.least_per_village, ceil(r.n * f.share)))),
      found AS (
        SELECT line_id, village_code::text, year::integer, household_id, lot::text
        FROM survey_drawnsurvey WHERE draw_id = d.id)
      (TABLE wanted EXCEPT TABLE found) UNION ALL (TABLE found EXCEPT TABLE wanted)
    ) THEN
      RAISE EXCEPTION 'draw % drew something else', d.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'drawn_by_the_number';
    END IF;
  END LOOP;
  RETURN NULL;
END
"""

# Somebody else goes, and nobody of the household's own village committees.
SENT_AGAIN = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM survey_drawnsurvey d
    JOIN survey_secondsurveyline l ON l.id = d.line_id
    JOIN survey_surveyvisit v ON v.id = l.visit_id
    JOIN accounts_appointment before ON before.id = l.surveyor_id
    JOIN accounts_appointment sent ON sent.id = NEW.surveyor_id
    JOIN accounts_person p ON p.id = sent.person_id
    WHERE d.id = NEW.drawn_id AND d.village_code = NEW.village_code
      AND sent.person_id <> before.person_id AND p.name <> v.surveyor
      AND extract(year FROM NEW.due_on) = d.year
      AND NOT EXISTS (
        SELECT FROM accounts_appointment c
        WHERE c.person_id = sent.person_id AND c.position = 'village_committees'
          AND c.division_code = d.village_code
          AND (c.until_on IS NULL OR c.until_on >= office_today()))
      AND NOT EXISTS (
        SELECT FROM survey_surveysubmission s
        WHERE s.household_id = d.household_id AND s.year = d.year
          AND s.put_aside = 'second_survey')) THEN
    RAISE EXCEPTION 'this person does not survey % again', NEW.drawn_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'another_surveys_again';
  END IF;
  RETURN NEW;
END
"""

# A submission comes from who was sent to the household that year, the first time or
# again, and the visit that it is says the same household, day and hand.
BY_WHO_WAS_SENT = """
DECLARE sender bigint; is_first boolean; is_again boolean;
BEGIN
  SELECT person_id INTO sender FROM accounts_appointment WHERE id = NEW.submitted_by_id;
  SELECT coalesce(bool_or(sent.person_id = sender), false) INTO is_first
  FROM survey_surveyassignment a
  JOIN accounts_appointment sent ON sent.id = a.surveyor_id
  WHERE a.id = (SELECT max(b.id) FROM survey_surveyassignment b
                WHERE b.household_id = NEW.household_id AND b.year = NEW.year)
    AND a.village_code = NEW.village_code;
  SELECT coalesce(bool_or(sent.person_id = sender), false) INTO is_again
  FROM survey_secondassignment a
  JOIN accounts_appointment sent ON sent.id = a.surveyor_id
  WHERE a.id = (SELECT max(b.id) FROM survey_secondassignment b
                JOIN survey_drawnsurvey d ON d.id = b.drawn_id
                WHERE d.household_id = NEW.household_id AND d.year = NEW.year)
    AND a.village_code = NEW.village_code;
  IF NOT (CASE NEW.put_aside WHEN '' THEN is_first
            WHEN 'second_survey' THEN is_again ELSE is_first OR is_again END) THEN
    RAISE EXCEPTION 'household % is not assigned to who submits it', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'submitted_by_who_was_sent';
  END IF;
  IF NEW.visit_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM survey_surveyvisit v
    WHERE v.id = NEW.visit_id AND v.household_id = NEW.household_id
      AND v.village_code = NEW.village_code AND v.surveyed_on = NEW.surveyed_on
      AND v.recorded_by_id = NEW.submitted_by_id) THEN
    RAISE EXCEPTION 'visit % is not what was submitted', NEW.visit_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_submission_s_own_visit';
  END IF;
  RETURN NEW;
END
"""

# What is held against each other is the drawn household's own second survey.
OWN_SECOND = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM survey_drawnsurvey d
    JOIN survey_surveysubmission s
      ON s.household_id = d.household_id AND s.year = d.year
    WHERE d.id = NEW.drawn_id AND s.id = NEW.second_id
      AND s.put_aside = 'second_survey' AND d.village_code = NEW.village_code) THEN
    RAISE EXCEPTION 'submission % is not the second survey of %', NEW.second_id,
      NEW.drawn_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'own_second_survey';
  END IF;
  RETURN NEW;
END
"""
# Nothing that whoever was sent again submits becomes the household's visit.
DECIDED_BY_ANOTHER = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM survey_surveysubmission s
    JOIN accounts_appointment sender ON sender.id = s.submitted_by_id
    JOIN accounts_appointment decider ON decider.id = NEW.decided_by_id
    WHERE s.id = NEW.submission_id AND s.village_code = NEW.village_code
      AND s.put_aside NOT IN ('', 'second_survey')
      AND sender.person_id <> decider.person_id
      AND (NEW.visit_id IS NULL OR NOT EXISTS (
        SELECT FROM survey_secondassignment a
        JOIN survey_drawnsurvey d ON d.id = a.drawn_id
        JOIN accounts_appointment sent ON sent.id = a.surveyor_id
        WHERE d.household_id = s.household_id AND d.year = s.year
          AND sent.person_id = sender.person_id))) THEN
    RAISE EXCEPTION 'submission % is not for this person to decide', NEW.submission_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_by_another';
  END IF;
  RETURN NEW;
END
"""


def before_insert(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {function} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {function} ON {table}",
    )


def after_all(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {function} AFTER INSERT ON {table}"
        " REFERENCING NEW TABLE AS added"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {function} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("survey", "0013_second_surveys"),
        ("register", "0002_promises"),
        ("audit", "0002_promises"),
        ("accounts", "0002_privileges"),
    ]
    operations = [
        migrations.RunSQL(ELIGIBLE, migrations.RunSQL.noop),
        guarded("list_as_closed", LIST_AS_CLOSED),
        guarded("drawn_over_the_list", DRAWN_OVER_THE_LIST),
        guarded("drawn_by_the_number", DRAWN_BY_THE_NUMBER),
        guarded("another_surveys_again", SENT_AGAIN),
        guarded("own_second_survey", OWN_SECOND),
        guarded("by_who_was_sent", BY_WHO_WAS_SENT),
        guarded("decided_by_another", DECIDED_BY_ANOTHER),
        *(before_insert(table, "stamp_visit") for table in STAMPED),
        # By name: the stamp comes before what reads it.
        migrations.RunSQL(
            "CREATE TRIGGER was_drawn_over_the_list BEFORE INSERT"
            " ON survey_secondsurveydraw"
            " FOR EACH ROW EXECUTE FUNCTION drawn_over_the_list()",
            "DROP TRIGGER was_drawn_over_the_list ON survey_secondsurveydraw",
        ),
        before_insert("survey_secondassignment", "another_surveys_again"),
        before_insert("survey_secondcomparison", "own_second_survey"),
        after_all("survey_secondsurveyline", "list_as_closed"),
        after_all("survey_drawnsurvey", "drawn_by_the_number"),
        *(
            operation
            for table, column in TABLES.items()
            for operation in (
                enable_row_scope(table, column),
                append_only(table),
                protect(table),
            )
        ),
    ]
