"""What the application's role may do with these tables."""

from django.db import migrations

from tuopin.office.sql import grant


class Migration(migrations.Migration):
    dependencies = [("divisions", "0001_initial"), ("clock", "0001_initial")]
    operations = [
        grant("divisions_division", "SELECT"),
        grant("divisions_divisioncode", "SELECT"),
    ]
