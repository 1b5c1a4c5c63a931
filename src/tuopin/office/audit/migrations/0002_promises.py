"""What the database keeps of the audit record, and how a row's digest is made."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, grant

# The digest of a row without its derived columns. jsonb sorts keys, so its text is one
# and the same; the time zone is fixed because moments are written in it.
DIGEST = """
CREATE FUNCTION audit_row_digest(content jsonb, except_for text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT encode(sha256(convert_to((content - except_for)::text, 'UTF8')), 'hex')
$$;
"""

STREAM_GROWS = """
CREATE FUNCTION stream_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.name <> OLD.name OR NEW.division_code <> OLD.division_code
     OR NEW.head_seq <= OLD.head_seq THEN
    RAISE EXCEPTION 'stream % only grows', OLD.name
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stream_only_grows BEFORE UPDATE ON audit_stream
  FOR EACH ROW EXECUTE FUNCTION stream_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("clock", "0001_initial")]
    operations = [
        migrations.RunSQL(DIGEST, migrations.RunSQL.noop),
        migrations.RunSQL(STREAM_GROWS, migrations.RunSQL.noop),
        enable_row_scope("audit_stream", "division_code"),
        grant("audit_stream"),
        enable_row_scope("audit_event", "division_code"),
        append_only("audit_event"),
        append_only("audit_leaf"),
        append_only("audit_checkpoint"),
        append_only("audit_protected_table"),
    ]
