"""Files that hang in public with a notice."""

import django.db.models.deletion
from django.db import migrations, models

from tuopin.office.sql import append_only, enable_row_scope, protect

TABLE = "notice_noticeattachment"
# As long as the notice itself is in public, and no longer.
IN_PUBLIC = """
CREATE VIEW public_attachment WITH (security_barrier) AS
SELECT notice_token(n.id, n.roster_digest) AS token, a.position, a.digest,
       a.media_type, a.size
FROM notice_noticeattachment a
JOIN notice_publicitynotice n ON n.id = a.notice_id
WHERE n.last_day >= office_today() - 30;
ALTER VIEW public_attachment OWNER TO tuopin_guard;
GRANT SELECT ON public_attachment TO tuopin_public;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_promises"),
        ("notice", "0006_the_edition"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeAttachment",
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
                ("village_code", models.CharField(max_length=12)),
                ("position", models.PositiveSmallIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="notice.publicitynotice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "position"),
                        name="one_attachment_per_position",
                    )
                ],
            },
        ),
        enable_row_scope(TABLE),
        append_only(TABLE),
        protect(TABLE),
        migrations.RunSQL(IN_PUBLIC, "DROP VIEW public_attachment"),
    ]
