"""Answers to what programs posted, kept for a while under the programs' own keys."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from tuopin.office.sql import grant


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0002_second_factors"),
        ("accounts", "0005_access_tokens"),
    ]
    operations = [
        migrations.CreateModel(
            name="PostedOnce",
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
                ("key", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64)),
                ("answer", models.JSONField()),
                ("posted_at", models.DateTimeField(db_default=Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["posted_at"], name="posts_by_time")],
            },
        ),
        migrations.AddConstraint(
            model_name="postedonce",
            constraint=models.UniqueConstraint(
                fields=["account", "key"], name="an_account_uses_a_key_once"
            ),
        ),
        grant("web_postedonce", "SELECT, INSERT, DELETE"),
    ]
