"""What the database keeps of visits: they are seen by place and never changed."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, protect

TABLES = {
    "survey_surveyvisit": "village_code",
}

STAMP = """
CREATE FUNCTION stamp_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.entered_on := office_today();
  NEW.recorded_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER stamp_visit BEFORE INSERT ON survey_surveyvisit
  FOR EACH ROW EXECUTE FUNCTION stamp_visit();
"""


class Migration(migrations.Migration):
    dependencies = [("survey", "0001_initial"), ("audit", "0002_promises")]
    operations = [
        migrations.RunSQL(STAMP, migrations.RunSQL.noop),
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
