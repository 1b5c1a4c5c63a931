"""Who finds, who corrects, who accepts; and an open finding holds the household."""

from django.db import migrations

from tuopin.office.sql import guarded

CHECK_IS_OF_THE_DRAWN = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM oversight_drawnhousehold d
    JOIN oversight_frameline l ON l.id = d.line_id
    WHERE d.id = NEW.drawn_id AND d.village_code = NEW.village_code
      AND NEW.done_on BETWEEN d.entered_on AND NEW.entered_on
      AND (NEW.verdict IN ('right', 'cannot_be_told') OR NEW.verdict =
           CASE WHEN l.standing IN ('lifted_out', 'in_procedure')
             THEN 'wrong_exit' ELSE 'missed' END)
      AND btrim(NEW.grounds) <> '' AND btrim(NEW.evidence) <> ''
      AND NOT EXISTS (SELECT FROM oversight_drawnhousehold x
                      WHERE x.replaces_id = d.id)
      AND NOT EXISTS (SELECT FROM oversight_spotcheck c
                      WHERE c.drawn_id = d.id AND c.verdict <> 'cannot_be_told')) THEN
    RAISE EXCEPTION 'nothing can be found so about drawn household %', NEW.drawn_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_check_is_of_the_drawn';
  END IF;
  RETURN NEW;
END
"""

ORDER_FOLLOWS_A_FINDING = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM oversight_spotcheck c
    WHERE c.id = NEW.check_made_id AND c.village_code = NEW.village_code
      AND c.verdict IN ('wrong_exit', 'missed'))
    OR NEW.position IN ('supervision', 'administrator', 'portal')
    OR NEW.due_on < NEW.entered_on OR btrim(NEW.asks) = '' THEN
    RAISE EXCEPTION 'no order follows from check %', NEW.check_made_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'an_order_follows_a_finding';
  END IF;
  RETURN NEW;
END
"""

ANSWERED_BY_THE_OFFICE = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM oversight_correctionorder o
    JOIN accounts_appointment a ON a.id = NEW.answered_by_id
    WHERE o.id = NEW.order_id AND o.village_code = NEW.village_code
      AND (a.position, a.division_code, a.department)
        = (o.position, o.office_code, o.department)
      AND btrim(NEW.text) <> '' AND btrim(NEW.evidence) <> ''
      -- An answer that nobody has sent back is the last.
      AND NOT EXISTS (
        SELECT FROM oversight_correctionanswer x
        LEFT JOIN oversight_correctiondecision d ON d.answer_id = x.id
        WHERE x.order_id = o.id AND d.is_accepted IS NOT FALSE)) THEN
    RAISE EXCEPTION 'order % is not for this office to answer now', NEW.order_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'answered_by_the_office';
  END IF;
  RETURN NEW;
END
"""

ACCEPTED_BY_ANOTHER = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM oversight_correctionanswer x
    JOIN accounts_appointment own ON own.id = x.answered_by_id
    JOIN accounts_appointment a ON a.id = NEW.decided_by_id
    WHERE x.id = NEW.answer_id AND x.village_code = NEW.village_code
      AND a.person_id <> own.person_id) THEN
    RAISE EXCEPTION 'answer % is not for this person to accept', NEW.answer_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accepted_by_another';
  END IF;
  RETURN NEW;
END
"""

REFERRED_AS_FOUND = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM oversight_spotcheck c
    JOIN oversight_drawnhousehold d ON d.id = c.drawn_id
    JOIN oversight_inspection i ON i.id = d.inspection_id
    WHERE c.id = NEW.check_made_id AND i.division_code = NEW.division_code
      AND c.verdict IN ('wrong_exit', 'missed')) THEN
    RAISE EXCEPTION 'check % is not referred so', NEW.check_made_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'referred_as_found';
  END IF;
  RETURN NEW;
END
"""

CORRECTED_BEFORE_RELEASE = """
DECLARE about text;
BEGIN
  SELECT subject INTO about FROM procedure_hold WHERE id = NEW.hold_id;
  IF about LIKE 'order:%' AND NOT EXISTS (
    SELECT FROM oversight_correctiondecision d
    JOIN oversight_correctionanswer x ON x.id = d.answer_id
    WHERE d.is_accepted AND about = 'order:' || x.order_id) THEN
    RAISE EXCEPTION '% is not corrected and holds the household', about
      USING ERRCODE = 'check_violation', CONSTRAINT = 'corrected_before_release';
  END IF;
  RETURN NEW;
END
"""

REFUSE_MARK = """
DECLARE found bigint;
BEGIN
  SELECT c.id INTO found
  FROM oversight_frameline l
  JOIN oversight_drawnhousehold d ON d.line_id = l.id
  JOIN oversight_spotcheck c ON c.drawn_id = d.id
  WHERE l.household_id = NEW.id AND c.verdict IN ('wrong_exit', 'missed')
    AND NOT EXISTS (
      SELECT FROM oversight_correctionorder o
      JOIN oversight_correctionanswer x ON x.order_id = o.id
      JOIN oversight_correctiondecision y ON y.answer_id = x.id AND y.is_accepted
      WHERE o.check_made_id = c.id)
  LIMIT 1;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'household % cannot be marked: finding % is open', NEW.id, found
      USING ERRCODE = 'check_violation', DETAIL = NEW.number,
        CONSTRAINT = 'no_mark_with_an_open_finding';
  END IF;
  RETURN NULL;
END
"""

TRIGGERS = {
    "oversight_spotcheck": ("check_is_of_the_drawn", CHECK_IS_OF_THE_DRAWN),
    "oversight_correctionorder": ("order_follows_a_finding", ORDER_FOLLOWS_A_FINDING),
    "oversight_correctionanswer": ("answered_by_the_office", ANSWERED_BY_THE_OFFICE),
    "oversight_correctiondecision": ("accepted_by_another", ACCEPTED_BY_ANOTHER),
    "oversight_accountabilitycase": ("referred_as_found", REFERRED_AS_FOUND),
    "procedure_holdrelease": ("corrected_before_release", CORRECTED_BEFORE_RELEASE),
}


def before_insert(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {function} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {function} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0003_the_draw"),
        ("procedure", "0002_promises"),
        ("register", "0002_promises"),
    ]
    operations = [
        *(
            operation
            for table, (function, body) in TRIGGERS.items()
            for operation in (guarded(function, body), before_insert(table, function))
        ),
        guarded("refuse_mark_with_open_finding", REFUSE_MARK),
        migrations.RunSQL(
            "CREATE CONSTRAINT TRIGGER refuse_mark_with_open_finding"
            " AFTER INSERT OR UPDATE OF registration_status ON register_household"
            " FOR EACH ROW WHEN (NEW.registration_status = 'lifted_out')"
            " EXECUTE FUNCTION refuse_mark_with_open_finding()",
            "DROP TRIGGER refuse_mark_with_open_finding ON register_household",
        ),
    ]
