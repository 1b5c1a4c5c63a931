"""What the database keeps of notices: seen by place, never changed, never early."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = {
    "notice_publicitynotice": "village_code",
    "notice_noticeentry": "village_code",
    "notice_noticeclosing": "village_code",
    "notice_objection": "village_code",
    "notice_objectiondecision": "village_code",
}

# Closing is dated by the office's own day, and only after the notice's last day.
NEVER_EARLY = """
DECLARE opens date;
BEGIN
  SELECT opens_on INTO opens FROM notice_publicitynotice WHERE id = NEW.notice_id;
  IF NEW.closed_on <> office_today() OR NEW.closed_on < opens THEN
    RAISE EXCEPTION 'notice % hangs until the day before %', NEW.notice_id, opens
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
"""


class Migration(migrations.Migration):
    dependencies = [("notice", "0002_initial"), ("audit", "0002_promises")]
    operations = [
        guarded("close_never_early", NEVER_EARLY),
        migrations.RunSQL(
            "CREATE TRIGGER close_never_early BEFORE INSERT ON notice_noticeclosing"
            " FOR EACH ROW EXECUTE FUNCTION close_never_early()",
            migrations.RunSQL.noop,
        ),
        *(
            operation
            for table, column in TABLES.items()
            for operation in (
                enable_row_scope(table, column),
                append_only(table),
                protect(table),
            )
        ),
    ]
