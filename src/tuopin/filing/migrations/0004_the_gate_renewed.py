"""The database's own gate as `filing/gates.py` words it."""

from django.db import migrations

from tuopin.filing.gates import OPEN_GATES


class Migration(migrations.Migration):
    dependencies = [("filing", "0003_promises")]
    operations = [migrations.RunSQL(OPEN_GATES, migrations.RunSQL.noop)]
