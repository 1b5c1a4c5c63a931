"""What the database keeps of the register: seen by place, periods closed only once."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, grant, protect

PERIODS = (
    "register_registrationperiod",
    "register_householddetails",
    "register_householdmember",
    "register_villageregistration",
)
HOUSEHOLD = "register_household"
IMPORT = "register_registerimport"


def closed_once(table: str) -> migrations.RunSQL:
    """Let a period be closed, and let nothing else of it ever change."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER closed_periods_stay BEFORE UPDATE ON {table}
          FOR EACH ROW WHEN (OLD.valid_to IS NOT NULL OR NEW.valid_to IS NULL)
          EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER no_period_goes BEFORE DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER no_table_goes BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        """,
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0001_initial"),
        ("audit", "0002_promises"),
        ("clock", "0001_initial"),
    ]
    operations = [
        enable_row_scope(HOUSEHOLD),
        grant(
            HOUSEHOLD,
            "SELECT, INSERT, UPDATE"
            " (village_code, registration_status, head_name, member_count)",
        ),
        protect(HOUSEHOLD),
        enable_row_scope(IMPORT, "division_code"),
        append_only(IMPORT),
        protect(IMPORT),
        *(
            operation
            for table in PERIODS
            for operation in (
                enable_row_scope(table),
                grant(table, "SELECT, INSERT, UPDATE (valid_to)"),
                closed_once(table),
                protect(table),
            )
        ),
    ]
