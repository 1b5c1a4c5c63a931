"""By what the portal knows that its pages still show what is in public."""

from django.db import migrations, models

# Counted, not the greatest id: of two notices posted at once the later may be seen
# first. A notice is never changed or taken back, and packs and places are only added
# to: on one day the same counts mean the same pages.
EDITION = """
CREATE FUNCTION public_edition() RETURNS text LANGUAGE sql STABLE
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT concat_ws('.', today.day,
    (SELECT count(*) FROM notice_publicitynotice n
     WHERE n.last_day >= today.day - 30),
    (SELECT count(*) FROM policy_packinforce))
  FROM (SELECT office_today() AS day) today
$$;
GRANT SELECT ON policy_packinforce TO tuopin_guard;
ALTER FUNCTION public_edition() OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION public_edition() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public_edition() TO tuopin_app, tuopin_public;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notice", "0005_the_public"),
        ("policy", "0002_privileges"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="publicitynotice",
            index=models.Index(fields=["last_day"], name="notices_by_last_day"),
        ),
        migrations.RunSQL(EDITION, "DROP FUNCTION public_edition()"),
    ]
