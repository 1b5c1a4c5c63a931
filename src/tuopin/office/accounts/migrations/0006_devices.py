"""Phones with a credential of their own, and the end of it: added, never changed."""

import django.db.models.deletion
from django.db import migrations, models

from tuopin.office.sql import append_only, protect

ID = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)
TO_APPOINTMENT = {
    "on_delete": django.db.models.deletion.PROTECT,
    "to": "accounts.appointment",
}
TABLES = ("accounts_device", "accounts_devicerevocation")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_access_tokens")]
    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", ID),
                ("login", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=60)),
                ("sealed_key", models.BinaryField()),
                ("made_on", models.DateField()),
                (
                    "appointment",
                    models.ForeignKey(related_name="devices", **TO_APPOINTMENT),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeviceRevocation",
            fields=[
                ("id", ID),
                ("reason", models.CharField(max_length=200)),
                ("revoked_on", models.DateField()),
                (
                    "device",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocation",
                        to="accounts.device",
                    ),
                ),
                ("revoked_by", models.ForeignKey(related_name="+", **TO_APPOINTMENT)),
            ],
        ),
        *(append_only(table) for table in TABLES),
        *(protect(table) for table in TABLES),
    ]
