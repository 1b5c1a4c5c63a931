"""What the application's role may do with the tables that libraries bring along."""

from django.db import migrations

PRIVILEGES = """
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO tuopin_app;
GRANT SELECT, INSERT, UPDATE, DELETE
  ON axes_accessattempt, axes_accessattemptexpiration, axes_accessfailurelog,
  axes_accesslog TO tuopin_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tuopin_app;
GRANT SELECT ON django_migrations, django_content_type TO tuopin_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sessions", "0001_initial"),
        ("axes", "0010_accessattemptexpiration"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunSQL(PRIVILEGES, migrations.RunSQL.noop)]
