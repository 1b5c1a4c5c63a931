"""Rules below the rules: working plans, and what they make stricter than the pack."""

import django.db.models.deletion
from django.db import migrations, models

from tuopin.office.policy.gates import (
    A_PLAN_HOLDS_FROM_A_DAY_TO_COME,
    LOCAL_RULES,
    NEVER_WEAKER,
    STAMP,
)
from tuopin.office.sql import append_only, guarded, protect


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


class Migration(migrations.Migration):
    dependencies = [
        ("policy", "0003_kept_packs"),
        ("accounts", "0002_privileges"),
        ("audit", "0003_protect_the_office"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkingPlan",
            fields=[
                ("id", _id()),
                ("area_code", models.CharField(max_length=12)),
                ("department", models.CharField(blank=True, max_length=60)),
                ("title", models.CharField(max_length=120)),
                ("document_number", models.CharField(max_length=60)),
                ("issued_by", models.CharField(max_length=60)),
                ("issued_on", models.DateField()),
                ("evidence", models.TextField()),
                ("in_force_from", models.DateField()),
                ("entered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.appointment",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="policy.workingplan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LocalRule",
            fields=[
                ("id", _id()),
                ("procedure", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.CharField(max_length=120)),
                ("figure", models.CharField(blank=True, max_length=10)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="policy.workingplan",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "procedure", "kind", "subject"),
                        name="a_plan_says_a_thing_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(STAMP, "DROP FUNCTION stamp_working_plan()"),
        guarded("plan_holds_from_a_day_to_come", A_PLAN_HOLDS_FROM_A_DAY_TO_COME),
        guarded("never_weaker", NEVER_WEAKER),
        _trigger("policy_workingplan", "a_stamp", "stamp_working_plan"),
        _trigger(
            "policy_workingplan",
            "plan_holds_from_a_day_to_come",
            "plan_holds_from_a_day_to_come",
        ),
        _trigger("policy_localrule", "never_weaker", "never_weaker"),
        append_only("policy_workingplan"),
        append_only("policy_localrule"),
        protect("policy_workingplan"),
        protect("policy_localrule"),
        migrations.RunSQL(LOCAL_RULES, migrations.RunSQL.noop),
    ]
