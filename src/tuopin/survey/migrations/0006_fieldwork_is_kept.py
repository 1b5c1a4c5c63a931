"""What the database keeps of the field: seen by place, stamped, never changed."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = (
    "survey_surveyassignment",
    "survey_surveysubmission",
    "survey_submissiondecision",
    "survey_surveyedmember",
)
STAMPED = TABLES[:3]

# A submission comes from who was sent to the household that year, and the visit that it
# is says the same household, day and hand. Whoever submitted it decides nothing of it.
BY_WHO_WAS_SENT = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM survey_surveyassignment a
    JOIN accounts_appointment sent ON sent.id = a.surveyor_id
    JOIN accounts_appointment sender ON sender.id = NEW.submitted_by_id
    WHERE a.id = (SELECT max(b.id) FROM survey_surveyassignment b
                  WHERE b.household_id = NEW.household_id AND b.year = NEW.year)
      AND a.village_code = NEW.village_code
      AND sent.person_id = sender.person_id) THEN
    RAISE EXCEPTION 'household % is not assigned to who submits it', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'submitted_by_who_was_sent';
  END IF;
  IF NEW.visit_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM survey_surveyvisit v
    WHERE v.id = NEW.visit_id AND v.household_id = NEW.household_id
      AND v.village_code = NEW.village_code AND v.surveyed_on = NEW.surveyed_on
      AND v.recorded_by_id = NEW.submitted_by_id) THEN
    RAISE EXCEPTION 'visit % is not what was submitted', NEW.visit_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_submission_s_own_visit';
  END IF;
  RETURN NEW;
END
"""
DECIDED_BY_ANOTHER = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM survey_surveysubmission s
    JOIN accounts_appointment sender ON sender.id = s.submitted_by_id
    JOIN accounts_appointment decider ON decider.id = NEW.decided_by_id
    WHERE s.id = NEW.submission_id AND s.village_code = NEW.village_code
      AND s.put_aside <> '' AND sender.person_id <> decider.person_id) THEN
    RAISE EXCEPTION 'submission % is not for this person to decide', NEW.submission_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'decided_by_another';
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
        ("survey", "0005_fieldwork"),
        ("audit", "0002_promises"),
        ("accounts", "0002_privileges"),
    ]
    operations = [
        guarded("by_who_was_sent", BY_WHO_WAS_SENT),
        guarded("decided_by_another", DECIDED_BY_ANOTHER),
        before_insert("survey_surveysubmission", "by_who_was_sent"),
        before_insert("survey_submissiondecision", "decided_by_another"),
        *(before_insert(table, "stamp_visit") for table in STAMPED),
        *(
            operation
            for table in TABLES
            for operation in (
                enable_row_scope(table),
                append_only(table),
                protect(table),
            )
        ),
    ]
