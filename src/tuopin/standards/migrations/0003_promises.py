"""What the database keeps of assessments: seen by place, never changed."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, protect

TABLES = {
    "standards_assessment": "village_code",
    "standards_assessmentfinding": "village_code",
}


class Migration(migrations.Migration):
    dependencies = [("standards", "0002_initial"), ("audit", "0002_promises")]
    operations = [
        operation
        for table, column in TABLES.items()
        for operation in (
            enable_row_scope(table, column),
            append_only(table),
            protect(table),
        )
    ]
