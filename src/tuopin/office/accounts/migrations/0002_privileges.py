"""What the application's role may do with these tables."""

from django.db import migrations

from tuopin.office.sql import append_only, grant


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("clock", "0001_initial")]
    operations = [
        grant("accounts_person"),
        grant("accounts_account"),
        grant("accounts_appointment"),
        append_only("accounts_recusal"),
    ]
