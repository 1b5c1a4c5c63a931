"""Files of submissions that come in several parts: seen by place, never changed."""

import django.db.models.deletion
from django.db import migrations, models

from tuopin.office.sql import append_only, enable_row_scope, protect

TABLE = "survey_submissionpart"


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("survey", "0007_drafts"),
    ]
    operations = [
        migrations.CreateModel(
            name="SubmissionPart",
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
                ("instance_id", models.UUIDField()),
                ("village_code", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=120)),
                ("entered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.appointment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["instance_id"], name="survey_subm_instanc_c6f544_idx"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER stamp_visit BEFORE INSERT ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION stamp_visit()",
            f"DROP TRIGGER stamp_visit ON {TABLE}",
        ),
        enable_row_scope(TABLE),
        append_only(TABLE),
        protect(TABLE),
    ]
