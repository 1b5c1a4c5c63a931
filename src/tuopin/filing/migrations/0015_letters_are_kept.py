"""What the database keeps of letters about plans: seen by place, never changed."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, protect

TABLE = "filing_consignedplan"


class Migration(migrations.Migration):
    dependencies = [("filing", "0014_letters_about_plans"), ("audit", "0002_promises")]
    operations = [
        enable_row_scope(TABLE, "division_code"),
        append_only(TABLE),
        protect(TABLE),
    ]
