"""A village exits in its timetable's year, and waits for whom a plan names."""

from django.db import migrations

from tuopin.filing.village_gates import (
    AS_IT_STOOD,
    OPEN_VILLAGE_GATES,
    REFUSE_A_GAP,
)
from tuopin.office.sql import guarded


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0012_a_question_holds"),
        ("plan", "0006_timetables_are_closed"),
        ("audit", "0005_cheap_batches"),
    ]
    operations = [
        migrations.RunSQL(AS_IT_STOOD, migrations.RunSQL.noop),
        migrations.RunSQL(OPEN_VILLAGE_GATES, migrations.RunSQL.noop),
        guarded("refuse_a_gap", REFUSE_A_GAP),
        migrations.RunSQL(
            "CREATE TRIGGER refuse_a_gap AFTER INSERT ON plan_timetablerow"
            " REFERENCING NEW TABLE AS fresh"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_a_gap()",
            migrations.RunSQL.noop,
        ),
    ]
