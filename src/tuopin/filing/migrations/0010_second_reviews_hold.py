"""Both gates renewed: an undecided second review holds as an objection does."""

from django.db import migrations

from tuopin.filing.gates import OPEN_GATES
from tuopin.filing.village_gates import OPEN_VILLAGE_GATES


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0009_the_mark_is_reconciled"),
        ("notice", "0009_second_reviews_promise"),
    ]
    operations = [
        migrations.RunSQL(OPEN_GATES, migrations.RunSQL.noop),
        migrations.RunSQL(OPEN_VILLAGE_GATES, migrations.RunSQL.noop),
    ]
