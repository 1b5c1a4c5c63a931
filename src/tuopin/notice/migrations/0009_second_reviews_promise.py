"""What the database keeps of second reviews: once, after an answer, by another hand."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = ("notice_secondreview", "notice_secondreviewdecision")

# Of an answer that dismissed, not before it, and entered on the office's own day.
ASKED_AFTER = """
DECLARE answered date;
BEGIN
  SELECT d.decided_on INTO answered
  FROM notice_objection o JOIN notice_objectiondecision d ON d.objection_id = o.id
  WHERE o.id = NEW.objection_id AND o.village_code = NEW.village_code
    AND NOT d.is_upheld;
  IF answered IS NULL OR NEW.received_on < answered
     OR NEW.received_on > office_today() OR NEW.entered_on <> office_today() THEN
    RAISE EXCEPTION 'no answer to objection % to be reviewed', NEW.objection_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
"""
# Neither by who answered first nor by who took either in; on the office's own day.
BY_ANOTHER = """
BEGIN
  IF NEW.decided_on <> office_today() OR EXISTS (
    SELECT FROM notice_secondreview r
    JOIN notice_objection o ON o.id = r.objection_id
    JOIN notice_objectiondecision d ON d.objection_id = o.id
    JOIN accounts_appointment a
      ON a.id IN (r.received_by_id, o.received_by_id, d.decided_by_id)
    JOIN accounts_appointment mine ON mine.id = NEW.decided_by_id
    WHERE r.id = NEW.review_id AND a.person_id = mine.person_id) THEN
    RAISE EXCEPTION 'second review % belongs to another person', NEW.review_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
"""
DECIDED_FIRST = """
DECLARE about text;
BEGIN
  SELECT subject INTO about FROM procedure_hold WHERE id = NEW.hold_id;
  IF (about LIKE 'objection:%' AND NOT EXISTS (
        SELECT FROM notice_objectiondecision d
        WHERE about = 'objection:' || d.objection_id))
     OR (about LIKE 'second_review:%' AND NOT EXISTS (
        SELECT FROM notice_secondreviewdecision d
        WHERE about = 'second_review:' || d.review_id)) THEN
    RAISE EXCEPTION '% is undecided and holds the household', about
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
"""
# What the office knows of an objection and its second review, for who has the receipt.
RECEIPTS = """
DROP FUNCTION public_receipt(text);
CREATE FUNCTION public_receipt(code text)
  RETURNS TABLE (number text, village text, received_on date, is_upheld boolean,
                 answer text, decided_on date, is_marked boolean, village_code text,
                 pack_id bigint, is_of_village boolean, asked_on date,
                 second_is_upheld boolean, second_answer text, second_decided_on date)
  LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT n.number::text, v.name::text, o.received_on, d.is_upheld, d.answer,
         d.decided_on,
         EXISTS (SELECT FROM procedure_actrecord t
                 WHERE t.case_id = o.case_id AND t.act = 'mark_lifted_out'),
         o.village_code::text, c.pack_id, c.household_id IS NULL,
         r.received_on, e.is_upheld, e.answer, e.decided_on
  FROM notice_objection o
  JOIN notice_publicitynotice n ON n.id = o.notice_id
  JOIN divisions_division v ON v.code = n.village_code
  JOIN procedure_exitcase c ON c.id = o.case_id
  LEFT JOIN notice_objectiondecision d ON d.objection_id = o.id
  LEFT JOIN notice_secondreview r ON r.objection_id = o.id
  LEFT JOIN notice_secondreviewdecision e ON e.review_id = r.id
  WHERE o.receipt_code = public_receipt.code
$$;
ALTER FUNCTION public_receipt(text) OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION public_receipt(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public_receipt(text) TO tuopin_public;
"""


def before(function: str, table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {function} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("notice", "0008_second_reviews")]
    operations = [
        *(
            operation
            for table in TABLES
            for operation in (
                enable_row_scope(table),
                append_only(table),
                protect(table),
            )
        ),
        guarded("second_review_after_answer", ASKED_AFTER),
        before("second_review_after_answer", "notice_secondreview"),
        guarded("second_review_by_another", BY_ANOTHER),
        before("second_review_by_another", "notice_secondreviewdecision"),
        guarded("decided_before_release", DECIDED_FIRST),
        migrations.RunSQL(RECEIPTS, migrations.RunSQL.noop),
    ]
