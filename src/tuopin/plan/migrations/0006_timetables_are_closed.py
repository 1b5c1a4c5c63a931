"""What the database keeps of timetables: closed once drafted, and no year's plan."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = {
    "plan_timetablerow": "village_code",
    "plan_timetableyear": "division_code",
}

# A timetable is the plan of no single year: its rows belong to one of the same place,
# and a year's plan has none of them.
ROW_FITS_TIMETABLE = """
BEGIN
  IF EXISTS (
    SELECT FROM fresh f JOIN plan_exitplan n ON n.id = f.plan_id
    WHERE n.year <> 0 OR left(f.{place}, 9) <> left(n.division_code, 9)) THEN
    RAISE EXCEPTION 'a row of no timetable of its township'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_row_fits_its_timetable';
  END IF;
  RETURN NULL;
END
"""
ROW_FITS_PLAN = """
BEGIN
  IF EXISTS (
    SELECT FROM fresh f JOIN plan_exitplan n ON n.id = f.plan_id WHERE n.year = 0) THEN
    RAISE EXCEPTION 'a timetable has a year for each of its villages'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_row_fits_its_plan';
  END IF;
  RETURN NULL;
END
"""


def asked_of_rows(function: str, table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {function} AFTER INSERT ON {table}"
        " REFERENCING NEW TABLE AS fresh"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0005_timetables"),
        ("audit", "0002_promises"),
        ("procedure", "0002_promises"),
    ]
    operations = [
        *(
            operation
            for table, column in TABLES.items()
            for operation in (
                enable_row_scope(table, column),
                append_only(table),
                protect(table),
                guarded(
                    f"row_fits_{table}", ROW_FITS_TIMETABLE.replace("{place}", column)
                ),
                asked_of_rows(f"row_fits_{table}", table),
                asked_of_rows("roster_is_open", table),
            )
        ),
        guarded("row_fits_plan", ROW_FITS_PLAN),
        asked_of_rows("row_fits_plan", "plan_planrow"),
    ]
