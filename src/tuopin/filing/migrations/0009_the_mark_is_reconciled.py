"""What the database keeps of the national system's entries; G15 asks for them."""

from django.db import migrations

from tuopin.filing.gates import OPEN_GATES
from tuopin.office.sql import append_only, enable_row_scope, protect

TABLES = {
    "filing_consignmentreminder": "division_code",
    "filing_nationalexport": "division_code",
    "filing_nationalexportentry": "village_code",
    "filing_reconciliation": "division_code",
    "filing_reconciledrow": "village_code",
}


class Migration(migrations.Migration):
    dependencies = [("filing", "0008_national")]
    operations = [
        *(
            operation
            for table, column in TABLES.items()
            for operation in (
                enable_row_scope(table, column),
                append_only(table),
                protect(table),
            )
        ),
        migrations.RunSQL(OPEN_GATES, migrations.RunSQL.noop),
    ]
