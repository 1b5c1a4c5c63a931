"""What the application's role may do with the second factors that allauth keeps."""

from django.db import migrations

from tuopin.office.sql import grant


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0001_privileges"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [grant("mfa_authenticator", "SELECT, INSERT, UPDATE, DELETE")]
