"""What the database keeps of delistings, and its own gate before each of them."""

from django.db import migrations

from tuopin.filing.village_gates import OPEN_VILLAGE_GATES, REFUSE_DELISTING
from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

NOBODY_ELSE = "REVOKE ALL ON FUNCTION open_village_gates(bigint) FROM PUBLIC"


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0006_delisting"),
        ("survey", "0004_returns_are_kept"),
        ("plan", "0004_villages"),
        ("standards", "0004_villages"),
        ("audit", "0002_promises"),
        ("notice", "0003_promises"),
    ]
    operations = [
        enable_row_scope("filing_villagedelisting"),
        append_only("filing_villagedelisting"),
        protect("filing_villagedelisting"),
        migrations.RunSQL(OPEN_VILLAGE_GATES, migrations.RunSQL.noop),
        migrations.RunSQL(NOBODY_ELSE, migrations.RunSQL.noop),
        guarded("refuse_delisting_with_open_gate", REFUSE_DELISTING),
        migrations.RunSQL(
            "CREATE CONSTRAINT TRIGGER refuse_delisting_with_open_gate"
            " AFTER INSERT ON filing_villagedelisting"
            " FOR EACH ROW EXECUTE FUNCTION refuse_delisting_with_open_gate()",
            migrations.RunSQL.noop,
        ),
    ]
