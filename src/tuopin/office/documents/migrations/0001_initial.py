"""Kept files, and what each has proved."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_portal"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
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
                ("division_code", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                (
                    "media_type",
                    models.CharField(
                        choices=[
                            ("image/jpeg", "JPEG"),
                            ("image/png", "PNG"),
                            ("image/webp", "WEBP"),
                            ("application/pdf", "PDF"),
                            (
                                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                "XLSX",
                            ),
                            (
                                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                "DOCX",
                            ),
                        ],
                        max_length=80,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("evidence", "EVIDENCE"),
                            ("attachment", "ATTACHMENT"),
                        ],
                        max_length=20,
                    ),
                ),
                ("taken_at", models.CharField(blank=True, max_length=19)),
                (
                    "latitude",
                    models.DecimalField(decimal_places=6, max_digits=9, null=True),
                ),
                (
                    "longitude",
                    models.DecimalField(decimal_places=6, max_digits=9, null=True),
                ),
                ("kept_on", models.DateField()),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.appointment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DocumentUse",
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
                ("division_code", models.CharField(max_length=12)),
                ("act", models.CharField(max_length=40)),
                ("evidence", models.CharField(max_length=40)),
                ("occasion", models.CharField(max_length=60)),
                ("household", models.CharField(blank=True, max_length=40)),
                ("used_on", models.DateField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="documents.document",
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.appointment",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["digest"], name="documents_d_digest_738033_idx"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("division_code", "digest"), name="a_place_keeps_a_file_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentuse",
            constraint=models.UniqueConstraint(
                fields=("document", "division_code", "occasion", "evidence"),
                name="a_file_is_used_once_on_an_occasion",
            ),
        ),
    ]
