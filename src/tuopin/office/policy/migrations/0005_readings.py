"""The interpretation register: what the county office decides on open readings."""

import django.db.models.deletion
from django.db import migrations, models

from tuopin.office.policy.gates import DECIDED_BY_THE_COUNTY, ONLY_WHAT_DIFFERS
from tuopin.office.sql import append_only, guarded, protect

TABLES = {
    "policy_readingdecision": "decided_by_the_county",
    "policy_readingcarriedout": "only_what_differs",
}


def _id() -> models.BigAutoField:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _trigger(table: str, name: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {name} ON {table}",
    )


def _key(to: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    dependencies = [("policy", "0004_local_rules")]

    operations = [
        migrations.CreateModel(
            name="ReadingDecision",
            fields=[
                ("id", _id()),
                ("pack_id", models.CharField(max_length=60)),
                ("reading", models.CharField(max_length=60)),
                ("confirms", models.BooleanField()),
                ("text", models.CharField(max_length=600)),
                ("document_number", models.CharField(max_length=60)),
                ("evidence", models.TextField()),
                ("decided_on", models.DateField()),
                ("entered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("decided_by", _key("accounts.appointment")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["pack_id", "reading"], name="policy_readingdecision_of"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingCarriedOut",
            fields=[
                ("id", _id()),
                ("entered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_out",
                        to="policy.readingdecision",
                    ),
                ),
                ("version", _key("policy.packinforce", null=True)),
                ("plan", _key("policy.workingplan", null=True)),
                ("linked_by", _key("accounts.appointment")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version__isnull", True),
                            ("plan__isnull", True),
                            _connector="XOR",
                        ),
                        name="carried_out_by_one_thing",
                    )
                ],
            },
        ),
        guarded("decided_by_the_county", DECIDED_BY_THE_COUNTY),
        guarded("only_what_differs", ONLY_WHAT_DIFFERS),
        *(
            operation
            for table, function in TABLES.items()
            for operation in (
                _trigger(table, "a_stamp", "stamp_working_plan"),
                _trigger(table, function, function),
                append_only(table),
                protect(table),
            )
        ),
    ]
