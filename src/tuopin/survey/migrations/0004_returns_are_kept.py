"""What the database keeps of returns: whose they are, seen by place, never changed."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = (
    "survey_departmentreturn",
    "survey_siteexamination",
    "survey_figurequestion",
    "survey_figureanswer",
)

# A return is entered today, by a person of the department whose figures it has; what
# names another department's return is no examination of one's own (arts 4 ¶2, 7).
STAMP = """
CREATE TRIGGER stamp_visit BEFORE INSERT ON survey_departmentreturn
  FOR EACH ROW EXECUTE FUNCTION stamp_visit();
"""
ITS_OWN_DEPARTMENT = """
DECLARE owner text;
BEGIN
  IF TG_TABLE_NAME = 'survey_departmentreturn' THEN
    owner := NEW.department;
  ELSE
    SELECT r.department INTO owner FROM survey_departmentreturn r
    WHERE r.id = NEW.department_return_id AND r.village_code = NEW.village_code;
  END IF;
  IF owner IS NULL OR NOT EXISTS (
    SELECT FROM accounts_appointment a
    WHERE a.id = NEW.recorded_by_id AND a.position = 'department'
      AND a.department = owner
      AND left(a.division_code, 6) = left(NEW.village_code, 6)) THEN
    RAISE EXCEPTION 'the figures of % belong to another department', NEW.village_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'figures_are_their_department_s';
  END IF;
  RETURN NEW;
END
"""


def each_its_own(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER its_own_department BEFORE INSERT ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION its_own_department()",
        f"DROP TRIGGER its_own_department ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("survey", "0003_department_returns"),
        ("audit", "0002_promises"),
        ("accounts", "0002_privileges"),
    ]
    operations = [
        migrations.RunSQL(STAMP, migrations.RunSQL.noop),
        guarded("its_own_department", ITS_OWN_DEPARTMENT),
        each_its_own("survey_departmentreturn"),
        each_its_own("survey_siteexamination"),
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
