"""What an act must fit is looked at once for all rows of a statement."""

import django.db.models.deletion
from django.db import migrations, models

from tuopin.office.sql import guarded

# An act belongs to its case's village and present round, to a person's own appointment
# and to the day and moment of its entry: a row that says otherwise, or names what is
# not there, is no act.
ACT_FITS_ITS_CASE = """
DECLARE odd bigint;
BEGIN
  SELECT f.case_id INTO odd
  FROM fresh f LEFT JOIN procedure_exitcase c ON c.id = f.case_id
  WHERE (f.village_code, f.round) IS DISTINCT FROM (c.village_code, c.round) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the act does not fit village and round of case %', odd
      USING ERRCODE = 'check_violation';
  END IF;
  SELECT f.appointment_id INTO odd
  FROM (SELECT DISTINCT appointment_id, person_id FROM fresh) f
  WHERE NOT EXISTS (
    SELECT FROM accounts_appointment a
    WHERE a.id = f.appointment_id AND a.person_id = f.person_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'appointment % belongs to another person', odd
      USING ERRCODE = 'check_violation';
  END IF;
  SELECT f.case_id INTO odd FROM fresh f
  WHERE f.entered_on <> (SELECT office_today())
     OR f.recorded_at NOT BETWEEN transaction_timestamp() AND clock_timestamp() LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the act of case % is not entered today', odd
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
"""

# In every row the day of entry was asked for again.
ENTERED_TODAY = """
DROP TRIGGER stamp_entry ON procedure_actrecord;
ALTER TABLE procedure_actrecord
  ALTER entered_on SET DEFAULT office_today(),
  ALTER recorded_at SET DEFAULT clock_timestamp();
"""
STAMPED = """
ALTER TABLE procedure_actrecord
  ALTER entered_on DROP DEFAULT, ALTER recorded_at DROP DEFAULT;
CREATE TRIGGER stamp_entry BEFORE INSERT ON procedure_actrecord
  FOR EACH ROW EXECUTE FUNCTION stamp_entry();
"""


def looked_for_by_the_trigger(field: str, to: str, related_name: str):
    return migrations.AlterField(
        model_name="actrecord",
        name=field,
        field=models.ForeignKey(
            db_constraint=False,
            db_index=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name=related_name,
            to=to,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_privileges"),
        ("procedure", "0003_cheap_batches"),
    ]
    operations = [
        guarded("act_fits_its_case", ACT_FITS_ITS_CASE),
        migrations.RunSQL(ENTERED_TODAY, STAMPED),
        migrations.AddConstraint(
            model_name="actrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(done_on__lte=models.F("entered_on")),
                name="no_act_is_dated_ahead",
            ),
        ),
        looked_for_by_the_trigger("case", "procedure.exitcase", "acts"),
        looked_for_by_the_trigger("appointment", "accounts.appointment", "+"),
    ]
