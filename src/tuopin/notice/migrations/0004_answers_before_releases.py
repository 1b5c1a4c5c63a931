"""Numbers within a village, and no hold of an objection released before its answer."""

from django.db import migrations, models

from tuopin.office.sql import guarded

DECIDED_FIRST = """
DECLARE about text;
BEGIN
  SELECT subject INTO about FROM procedure_hold WHERE id = NEW.hold_id;
  IF about LIKE 'objection:%' AND NOT EXISTS (
    SELECT FROM notice_objectiondecision d
    WHERE about = 'objection:' || d.objection_id) THEN
    RAISE EXCEPTION '% is undecided and holds the household', about
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
"""


class Migration(migrations.Migration):
    dependencies = [("notice", "0003_promises"), ("procedure", "0002_promises")]
    operations = [
        migrations.AlterField(
            model_name="publicitynotice",
            name="number",
            field=models.CharField(max_length=40),
        ),
        migrations.AddConstraint(
            model_name="publicitynotice",
            constraint=models.UniqueConstraint(
                fields=("village", "number"), name="a_village_numbers_a_notice_once"
            ),
        ),
        guarded("decided_before_release", DECIDED_FIRST),
        migrations.RunSQL(
            "CREATE TRIGGER decided_before_release BEFORE INSERT"
            " ON procedure_holdrelease"
            " FOR EACH ROW EXECUTE FUNCTION decided_before_release()",
            migrations.RunSQL.noop,
        ),
    ]
