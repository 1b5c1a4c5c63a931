"""What the database keeps of comparisons: whose list, whose answer; never changed."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = {
    "survey_departmentlist": "division_code",
    "survey_comparisonquestion": "village_code",
    "survey_comparisonanswer": "village_code",
}

# A list is brought by a person of the department whose list it is (art. 12).
BY_ITS_DEPARTMENT = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM accounts_appointment a
    WHERE a.id = NEW.brought_by_id AND a.position = 'department'
      AND a.department = NEW.department AND a.division_code = NEW.division_code) THEN
    RAISE EXCEPTION 'list % belongs to another department', NEW.document_number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_list_is_its_department_s';
  END IF;
  RETURN NEW;
END
"""
# A question says of its list what the list says, and stands where its household does.
AS_ITS_LIST = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM survey_departmentlist l, register_household h
    WHERE l.id = NEW.department_list_id AND h.id = NEW.household_id
      AND (l.kind, l.department, l.document_number, l.dated_on)
        = (NEW.kind, NEW.department, NEW.document_number, NEW.dated_on)
      AND h.village_code = NEW.village_code
      AND left(l.division_code, 6) = left(NEW.village_code, 6)) THEN
    RAISE EXCEPTION 'a question about % is not as its list', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_question_is_as_its_list';
  END IF;
  RETURN NEW;
END
"""
# Whoever brought the list does not clear it, nor does any department, nor somebody of
# another area; what is cleared is cleared.
CLEARED_BY_ANOTHER = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM survey_comparisonquestion q
    JOIN survey_departmentlist l ON l.id = q.department_list_id
    JOIN accounts_appointment brought ON brought.id = l.brought_by_id
    JOIN accounts_appointment a ON a.id = NEW.answered_by_id
    WHERE q.id = NEW.question_id AND q.village_code = NEW.village_code
      AND a.person_id <> brought.person_id AND a.position <> 'department'
      AND left(a.division_code, 6) = left(q.village_code, 6)) THEN
    RAISE EXCEPTION 'question % is not for this person to clear', NEW.question_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cleared_by_another';
  END IF;
  IF EXISTS (SELECT FROM survey_comparisonanswer x
             WHERE x.question_id = NEW.question_id AND x.verdict <> 'confirmed') THEN
    RAISE EXCEPTION 'question % is cleared', NEW.question_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cleared_is_cleared';
  END IF;
  RETURN NEW;
END
"""
TRIGGERS = {
    "survey_departmentlist": "by_its_department",
    "survey_comparisonquestion": "as_its_list",
    "survey_comparisonanswer": "cleared_by_another",
}


def before_insert(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {function} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {function} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("survey", "0009_comparison"),
        ("audit", "0002_promises"),
        ("accounts", "0002_privileges"),
    ]
    operations = [
        guarded("by_its_department", BY_ITS_DEPARTMENT),
        guarded("as_its_list", AS_ITS_LIST),
        guarded("cleared_by_another", CLEARED_BY_ANOTHER),
        *(
            operation
            for table, column in TABLES.items()
            for operation in (
                before_insert(table, "stamp_visit"),
                before_insert(table, TRIGGERS[table]),
                enable_row_scope(table, column),
                append_only(table),
                protect(table),
            )
        ),
    ]
