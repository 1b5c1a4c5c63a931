"""What the database keeps of inspections: rows by place, on their day, for good."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, protect

TABLES = {
    "oversight_inspection": "division_code",
    "oversight_frameline": "village_code",
    "oversight_seed": "division_code",
    "oversight_drawnhousehold": "village_code",
    "oversight_spotcheck": "village_code",
    "oversight_correctionorder": "village_code",
    "oversight_correctionanswer": "village_code",
    "oversight_correctiondecision": "village_code",
    "oversight_accountabilitycase": "division_code",
}
# The digest of a frame stands in its inspection's row and fixes every line.
WITHOUT_DIGESTS = {"oversight_frameline"}
WITHOUT_DAY = {"oversight_frameline"}

STAMP = """
CREATE FUNCTION stamp_oversight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.entered_on := office_today();
  NEW.recorded_at := clock_timestamp();
  RETURN NEW;
END $$;
"""


def stamped(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER a_stamp BEFORE INSERT ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION stamp_oversight()",
        f"DROP TRIGGER a_stamp ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0001_initial"),
        ("audit", "0002_promises"),
        ("accounts", "0002_privileges"),
    ]
    operations = [
        migrations.RunSQL(STAMP, "DROP FUNCTION stamp_oversight()"),
        *(stamped(table) for table in TABLES if table not in WITHOUT_DAY),
        *(
            operation
            for table, column in TABLES.items()
            for operation in (enable_row_scope(table, column), append_only(table))
        ),
        *(protect(table) for table in TABLES if table not in WITHOUT_DIGESTS),
    ]
