"""Both gates ask whether a department's question is open that stops the household."""

from django.db import migrations

from tuopin.filing.gates import OPEN_GATES
from tuopin.filing.village_gates import OPEN_VILLAGE_GATES


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0011_villages_exit_once"),
        ("survey", "0010_comparison_is_kept"),
    ]
    operations = [
        migrations.RunSQL(OPEN_GATES, migrations.RunSQL.noop),
        migrations.RunSQL(OPEN_VILLAGE_GATES, migrations.RunSQL.noop),
    ]
