"""What the database keeps of questions about surveys: who answers, who concludes."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = ("survey_integrityquestion", "survey_integrityanswer")

# Who was asked answers; somebody else, who follows surveys for the county or for
# supervision, concludes. What is concluded on is closed (arts 12, 15).
SAID_BY_WHOM = """
DECLARE own boolean;
BEGIN
  SELECT a.person_id = asked.person_id INTO own
  FROM survey_integrityquestion q
  JOIN accounts_appointment asked ON asked.id = q.asked_of_id
  JOIN accounts_appointment a ON a.id = NEW.answered_by_id
  WHERE q.id = NEW.question_id AND q.division_code = NEW.division_code
    AND (NEW.conclusion = '' OR a.position IN ('county_office', 'supervision'));
  IF own IS NULL OR own <> (NEW.conclusion = '') THEN
    RAISE EXCEPTION 'question % is not for this person', NEW.question_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'said_by_whom';
  END IF;
  IF EXISTS (SELECT FROM survey_integrityanswer x
             WHERE x.question_id = NEW.question_id AND x.conclusion <> '') THEN
    RAISE EXCEPTION 'question % is concluded on', NEW.question_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'concluded_is_closed';
  END IF;
  RETURN NEW;
END
"""


def before_insert(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {function} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {function} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("survey", "0011_integrity"),
        ("audit", "0002_promises"),
        ("accounts", "0002_privileges"),
    ]
    operations = [
        guarded("said_by_whom", SAID_BY_WHOM),
        before_insert("survey_integrityanswer", "said_by_whom"),
        *(
            operation
            for table in TABLES
            for operation in (
                before_insert(table, "stamp_visit"),
                enable_row_scope(table, "division_code"),
                append_only(table),
                protect(table),
            )
        ),
    ]
