import django.db.models.deletion
from django.db import migrations, models

from tuopin.office.sql import append_only, enable_row_scope, protect

TABLE = "oversight_settledcontradiction"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_devices"),
        ("oversight", "0009_wrong_exits_are_undone"),
    ]

    operations = [
        migrations.CreateModel(
            name="SettledContradiction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("key", models.CharField(db_index=True, max_length=64)),
                ("check_id", models.CharField(max_length=40)),
                ("village_code", models.CharField(max_length=12)),
                ("household_number", models.CharField(blank=True, max_length=40)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("explained", "EXPLAINED"),
                            ("irregular", "IRREGULAR"),
                        ],
                        max_length=12,
                    ),
                ),
                ("grounds", models.TextField()),
                ("evidence", models.TextField()),
                ("entered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "settled_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.appointment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(outcome__in=["explained", "irregular"])
                        & ~models.Q(grounds="")
                        & ~models.Q(evidence=""),
                        name="a_contradiction_is_settled_with_grounds",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER a_stamp BEFORE INSERT ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION stamp_oversight()",
            f"DROP TRIGGER a_stamp ON {TABLE}",
        ),
        enable_row_scope(TABLE, "village_code"),
        append_only(TABLE),
        protect(TABLE),
    ]
