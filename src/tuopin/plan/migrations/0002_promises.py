"""What the database keeps of plans: seen by place, never changed."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, protect

TABLES = {
    "plan_exitplan": "division_code",
    "plan_planrow": "village_code",
    "plan_planact": "division_code",
}


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_initial"), ("audit", "0002_promises")]
    operations = [
        operation
        for table, column in TABLES.items()
        for operation in (
            enable_row_scope(table, column),
            append_only(table),
            protect(table),
        )
    ]
