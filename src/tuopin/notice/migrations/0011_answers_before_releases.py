"""No hold of a question is released before it is cleared; no second answer strays."""

from django.db import migrations

from tuopin.office.sql import guarded

DECIDED_FIRST = """
DECLARE about text;
BEGIN
  SELECT subject INTO about FROM procedure_hold WHERE id = NEW.hold_id;
  IF (about LIKE 'objection:%' AND NOT EXISTS (
        SELECT FROM notice_objectiondecision d
        WHERE about = 'objection:' || d.objection_id))
     OR (about LIKE 'second_review:%' AND NOT EXISTS (
        SELECT FROM notice_secondreviewdecision d
        WHERE about = 'second_review:' || d.review_id))
     OR (about LIKE 'question:%' AND NOT EXISTS (
        SELECT FROM survey_comparisonanswer a
        WHERE about = 'question:' || a.question_id AND a.verdict <> 'confirmed'))
     OR (about LIKE 'integrity:%' AND NOT EXISTS (
        SELECT FROM survey_integrityanswer a
        WHERE about = 'integrity:' || a.question_id AND a.conclusion <> '')) THEN
    RAISE EXCEPTION '% is undecided and holds the household', about
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
"""
# Neither by who answered first nor by who took either in; on the office's own day, and
# in the village of the objection.
BY_ANOTHER = """
BEGIN
  IF NEW.decided_on <> office_today() OR NOT EXISTS (
    SELECT FROM notice_secondreview r
    WHERE r.id = NEW.review_id AND r.village_code = NEW.village_code) OR EXISTS (
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


class Migration(migrations.Migration):
    dependencies = [
        ("notice", "0010_public_counts"),
        ("survey", "0012_integrity_is_kept"),
    ]
    operations = [
        guarded("decided_before_release", DECIDED_FIRST),
        guarded("second_review_by_another", BY_ANOTHER),
    ]
