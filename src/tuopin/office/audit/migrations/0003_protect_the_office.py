"""The audit record's hold on the office's own tables."""

from django.db import migrations

from tuopin.office.sql import protect


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_promises"),
        ("accounts", "0002_privileges"),
        ("policy", "0002_privileges"),
    ]
    operations = [
        protect("accounts_appointment"),
        protect("accounts_recusal"),
        protect("policy_packinforce"),
    ]
