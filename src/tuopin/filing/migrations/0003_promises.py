"""What the database keeps of filings, archives and the mark, and its own last gate."""

from django.db import migrations

from tuopin.filing.gates import OPEN_GATES, REFUSE_MARK
from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = {
    "filing_consignment": "division_code",
    "filing_consignmententry": "village_code",
    "filing_filingreceipt": "division_code",
    "filing_archiveentry": "village_code",
    "filing_nationalmark": "village_code",
}


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0002_initial"),
        ("audit", "0002_promises"),
        ("register", "0002_promises"),
        ("survey", "0002_promises"),
        ("standards", "0003_promises"),
        ("plan", "0002_promises"),
        ("procedure", "0002_promises"),
        ("notice", "0003_promises"),
        ("policy", "0002_privileges"),
        ("accounts", "0002_privileges"),
    ]
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
        guarded("refuse_mark_with_open_gate", REFUSE_MARK),
        migrations.RunSQL(
            "CREATE CONSTRAINT TRIGGER refuse_mark_with_open_gate"
            " AFTER INSERT OR UPDATE OF registration_status ON register_household"
            " FOR EACH ROW WHEN (NEW.registration_status = 'lifted_out')"
            " EXECUTE FUNCTION refuse_mark_with_open_gate()",
            migrations.RunSQL.noop,
        ),
    ]
