"""A plan's roster is closed by its first act: nobody is added to what was reviewed."""

from django.db import migrations

from tuopin.office.sql import guarded

# A plan is drafted, its rows and its act, in one transaction. Whoever sees the plan
# sees the act, so nothing slips in between.
ROSTER_IS_OPEN = """
DECLARE closed bigint;
BEGIN
  SELECT f.plan_id INTO closed FROM fresh f
  WHERE EXISTS (SELECT FROM plan_planact a WHERE a.plan_id = f.plan_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the roster of plan % is closed: draft another version', closed
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_roster_is_closed_once_drafted';
  END IF;
  RETURN NULL;
END
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0002_promises")]
    operations = [
        guarded("roster_is_open", ROSTER_IS_OPEN),
        migrations.RunSQL(
            "CREATE TRIGGER roster_is_open AFTER INSERT ON plan_planrow"
            " REFERENCING NEW TABLE AS fresh"
            " FOR EACH STATEMENT EXECUTE FUNCTION roster_is_open()",
            migrations.RunSQL.noop,
        ),
    ]
