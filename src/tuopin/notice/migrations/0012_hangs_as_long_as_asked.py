"""A notice hangs no shorter than the rules of its own area ask (art. 16)."""

from django.db import migrations

# Ids of publicities tell the procedures apart.
HANGS = """
CREATE FUNCTION hangs_as_long_as_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.last_day - NEW.posted_on < greatest(
      local_days(NEW.village_code, 'household_exit', 'publicity_days',
                 NEW.publicity, NEW.posted_on),
      local_days(NEW.village_code, 'village_exit', 'publicity_days',
                 NEW.publicity, NEW.posted_on)) THEN
    RAISE EXCEPTION 'notice % hangs too short', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hangs_as_long_as_asked';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hangs_as_long_as_asked BEFORE INSERT ON notice_publicitynotice
  FOR EACH ROW EXECUTE FUNCTION hangs_as_long_as_asked();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notice", "0011_answers_before_releases"),
        ("policy", "0004_local_rules"),
    ]
    operations = [
        migrations.RunSQL(
            HANGS,
            "DROP TRIGGER hangs_as_long_as_asked ON notice_publicitynotice;"
            "DROP FUNCTION hangs_as_long_as_asked()",
        ),
    ]
