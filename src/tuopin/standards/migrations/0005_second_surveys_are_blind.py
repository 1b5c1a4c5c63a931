"""What was judged of a household is unseen by whoever surveys it again, until then."""

from django.db import migrations

HIDDEN = """
CREATE FUNCTION hidden_assessments() RETURNS bigint[]
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(a.id), '{}') FROM standards_assessment a
  WHERE a.household_id = ANY ((SELECT hidden_households())::bigint[])
$$;
ALTER FUNCTION hidden_assessments() OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION hidden_assessments() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hidden_assessments() TO tuopin_app;
CREATE POLICY blind ON standards_assessment AS RESTRICTIVE FOR SELECT TO tuopin_app
  USING (household_id IS NULL
         OR NOT household_id = ANY ((SELECT hidden_households())::bigint[]));
CREATE POLICY blind ON standards_assessmentfinding AS RESTRICTIVE FOR SELECT
  TO tuopin_app
  USING (NOT assessment_id = ANY ((SELECT hidden_assessments())::bigint[]));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("standards", "0004_villages"),
        ("survey", "0015_second_surveys_are_blind"),
    ]
    operations = [migrations.RunSQL(HIDDEN, migrations.RunSQL.noop)]
