"""What the database keeps of interviews: of the drawn, once, asked from elsewhere."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLE = "oversight_interview"
INTERVIEW_IS_OF_THE_DRAWN = """
BEGIN
  IF btrim(NEW.interviewer) = '' OR btrim(NEW.evidence) = ''
    OR (NEW.reply = 'answered') <> (NEW.answers <> '{}'::jsonb)
    OR NOT EXISTS (
      SELECT FROM oversight_drawnhousehold d
      WHERE d.id = NEW.drawn_id AND d.village_code = NEW.village_code
        AND NEW.done_on BETWEEN d.entered_on AND NEW.entered_on
        AND NOT EXISTS (SELECT FROM oversight_drawnhousehold x
                        WHERE x.replaces_id = d.id)
        AND NOT EXISTS (SELECT FROM oversight_interview n
                        WHERE n.drawn_id = d.id AND n.reply <> 'not_reached')) THEN
    RAISE EXCEPTION 'drawn household % is not asked so', NEW.drawn_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'an_interview_is_of_the_drawn';
  END IF;
  IF EXISTS (
      SELECT FROM accounts_appointment a JOIN accounts_person p ON p.id = a.person_id
      WHERE p.name = NEW.interviewer AND a.division_code = NEW.village_code
        AND a.position IN ('village_committees', 'resident_work_team')
        AND (a.until_on IS NULL OR a.until_on >= NEW.done_on))
    OR EXISTS (
      SELECT FROM aftercare_assistanceofficer o
      WHERE o.village_code = NEW.village_code AND o.name = NEW.interviewer
        AND NOT EXISTS (SELECT FROM aftercare_assistanceofficer f
                        WHERE f.follows_id = o.id)) THEN
    RAISE EXCEPTION 'drawn household % is asked by its own village', NEW.drawn_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'asked_from_elsewhere';
  END IF;
  RETURN NEW;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0007_satisfaction"),
        ("aftercare", "0001_initial"),
        ("accounts", "0006_devices"),
    ]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER a_stamp BEFORE INSERT ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION stamp_oversight()",
            f"DROP TRIGGER a_stamp ON {TABLE}",
        ),
        enable_row_scope(TABLE, "village_code"),
        append_only(TABLE),
        protect(TABLE),
        guarded("interview_is_of_the_drawn", INTERVIEW_IS_OF_THE_DRAWN),
        migrations.RunSQL(
            f"CREATE TRIGGER interview_is_of_the_drawn BEFORE INSERT ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION interview_is_of_the_drawn()",
            f"DROP TRIGGER interview_is_of_the_drawn ON {TABLE}",
        ),
    ]
