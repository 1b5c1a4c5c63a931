"""The public portal is a position of its own."""

from django.db import migrations, models

from tuopin.rulebook.positions import Position


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_privileges")]
    operations = [
        migrations.AlterField(
            model_name="appointment",
            name="position",
            field=models.CharField(
                choices=[(p.value, p.name) for p in Position], max_length=24
            ),
        ),
    ]
