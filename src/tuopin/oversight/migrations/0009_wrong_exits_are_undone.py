"""No correction of a wrong exit is accepted while the register still has the exit."""

from django.db import migrations

from tuopin.office.sql import guarded

TABLE = "oversight_correctiondecision"
WRONG_EXIT_UNDONE = """
BEGIN
  IF NEW.is_accepted AND EXISTS (
    SELECT FROM oversight_correctionanswer x
    JOIN oversight_correctionorder o ON o.id = x.order_id
    JOIN oversight_spotcheck c ON c.id = o.check_made_id AND c.verdict = 'wrong_exit'
    JOIN oversight_drawnhousehold d ON d.id = c.drawn_id
    JOIN oversight_frameline l ON l.id = d.line_id
    JOIN register_household h ON h.id = l.household_id
    WHERE x.id = NEW.answer_id AND h.registration_status = 'lifted_out') THEN
    RAISE EXCEPTION 'answer % leaves a wrong exit standing', NEW.answer_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_wrong_exit_is_undone';
  END IF;
  RETURN NEW;
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0008_satisfaction_is_kept"),
        ("register", "0002_promises"),
    ]
    operations = [
        guarded("a_wrong_exit_is_undone", WRONG_EXIT_UNDONE),
        migrations.RunSQL(
            f"CREATE TRIGGER a_wrong_exit_is_undone BEFORE INSERT ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION a_wrong_exit_is_undone()",
            f"DROP TRIGGER a_wrong_exit_is_undone ON {TABLE}",
        ),
    ]
