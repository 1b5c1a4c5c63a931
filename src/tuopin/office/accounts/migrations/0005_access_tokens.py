"""By what a program acts for a person: issued, used, revoked, never given back."""

import django.db.models.deletion
from django.db import migrations, models

from tuopin.office.sql import grant

STAYS_REVOKED = """
CREATE TRIGGER a_revoked_token_stays_revoked BEFORE UPDATE ON accounts_accesstoken
  FOR EACH ROW WHEN (OLD.revoked_on IS NOT NULL)
  EXECUTE FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_signing_in")]
    operations = [
        migrations.CreateModel(
            name="AccessToken",
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
                ("name", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("may_act", models.BooleanField()),
                ("issued_on", models.DateField()),
                ("last_used_on", models.DateField(null=True)),
                ("revoked_on", models.DateField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="accounts.account",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.appointment",
                    ),
                ),
            ],
        ),
        # Whose it is and what it may do is said once.
        grant(
            "accounts_accesstoken",
            "SELECT, INSERT, UPDATE (last_used_on, revoked_on)",
        ),
        migrations.RunSQL(STAYS_REVOKED, migrations.RunSQL.noop),
    ]
