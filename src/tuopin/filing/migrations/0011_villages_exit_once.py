"""A village exits once, by the plan that stands, on its departments' own figures."""

from django.db import migrations

from tuopin.filing.village_gates import (
    OPEN_VILLAGE_GATES,
    REFUSE_DELISTING,
    REFUSE_THE_DELISTED,
)
from tuopin.office.sql import guarded


def refused_once_delisted(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER refuse_the_delisted AFTER INSERT ON {table}"
        " REFERENCING NEW TABLE AS fresh"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_the_delisted()",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0010_second_reviews_hold"),
        ("plan", "0004_villages"),
        ("procedure", "0005_villages"),
    ]
    operations = [
        migrations.RunSQL(OPEN_VILLAGE_GATES, migrations.RunSQL.noop),
        guarded("refuse_delisting_with_open_gate", REFUSE_DELISTING),
        guarded("refuse_the_delisted", REFUSE_THE_DELISTED),
        refused_once_delisted("plan_planrow"),
        refused_once_delisted("procedure_exitcase"),
    ]
