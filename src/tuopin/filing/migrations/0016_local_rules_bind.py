"""Both gates renewed: what an office makes stricter for its area binds there."""

from django.db import migrations

from tuopin.filing.gates import OPEN_GATES
from tuopin.filing.village_gates import OPEN_VILLAGE_GATES


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0015_letters_are_kept"),
        ("policy", "0004_local_rules"),
    ]
    operations = [
        migrations.RunSQL(OPEN_GATES, migrations.RunSQL.noop),
        migrations.RunSQL(OPEN_VILLAGE_GATES, migrations.RunSQL.noop),
    ]
