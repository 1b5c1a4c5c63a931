"""Where an account is signed in, given passwords, and factors taken away."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from tuopin.office.sql import append_only, grant, protect

TO_ACCOUNT = {
    "on_delete": django.db.models.deletion.PROTECT,
    "to": "accounts.account",
}
ID = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_portal"),
        ("audit", "0003_protect_the_office"),
    ]
    operations = [
        migrations.AddField(
            model_name="account",
            name="must_change_password",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", ID),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("device", models.CharField(blank=True, max_length=200)),
                ("began_at", models.DateTimeField(db_default=Now())),
                ("last_seen_at", models.DateTimeField(db_default=Now())),
                ("account", models.ForeignKey(related_name="sign_ins", **TO_ACCOUNT)),
            ],
        ),
        migrations.CreateModel(
            name="FactorReset",
            fields=[
                ("id", ID),
                ("reason", models.CharField(max_length=200)),
                ("recorded_on", models.DateField()),
                (
                    "account",
                    models.ForeignKey(related_name="factor_resets", **TO_ACCOUNT),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.appointment",
                    ),
                ),
            ],
        ),
        grant("accounts_signin", "SELECT, INSERT, UPDATE, DELETE"),
        append_only("accounts_factorreset"),
        protect("accounts_factorreset"),
    ]
