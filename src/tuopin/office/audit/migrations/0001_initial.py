"""The tables of the audit record."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="AuditStream",
            fields=[
                (
                    "name",
                    models.CharField(max_length=80, primary_key=True, serialize=False),
                ),
                ("division_code", models.CharField(max_length=12)),
                ("head_seq", models.BigIntegerField()),
                ("head_hash", models.BinaryField()),
                ("head_at", models.DateTimeField()),
            ],
            options={"db_table": "audit_stream"},
        ),
        migrations.CreateModel(
            name="AuditEvent",
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
                ("stream", models.CharField(max_length=80)),
                ("seq", models.BigIntegerField()),
                ("division_code", models.CharField(max_length=12)),
                ("alg", models.CharField(max_length=12)),
                ("prev", models.BinaryField()),
                ("raw", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "audit_event",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stream", "seq"), name="one_link_per_place"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditLeaf",
            fields=[
                ("idx", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField(unique=True)),
                ("hash", models.BinaryField()),
            ],
            options={"db_table": "audit_leaf"},
        ),
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={"db_table": "audit_checkpoint"},
        ),
        migrations.CreateModel(
            name="ProtectedTable",
            fields=[
                (
                    "name",
                    models.CharField(max_length=63, primary_key=True, serialize=False),
                ),
                (
                    "except_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=63), size=None
                    ),
                ),
            ],
            options={"db_table": "audit_protected_table"},
        ),
    ]
