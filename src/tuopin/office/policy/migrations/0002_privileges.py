"""What the application's role may do with these tables."""

from django.db import migrations

from tuopin.office.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial"), ("clock", "0001_initial")]
    operations = [
        append_only("policy_packinforce"),
    ]
