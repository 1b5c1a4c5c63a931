"""What the database keeps of files: seen by place, never changed, dated by itself."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, protect

TABLES = ("documents_document", "documents_documentuse")

STAMPS = """
CREATE FUNCTION stamp_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.kept_on := office_today();
  RETURN NEW;
END $$;
CREATE TRIGGER stamp_document BEFORE INSERT ON documents_document
  FOR EACH ROW EXECUTE FUNCTION stamp_document();
CREATE FUNCTION stamp_document_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.used_on := office_today();
  RETURN NEW;
END $$;
CREATE TRIGGER stamp_document_use BEFORE INSERT ON documents_documentuse
  FOR EACH ROW EXECUTE FUNCTION stamp_document_use();
"""
# Whoever holds a file may learn that others hold the same, and not who.
ELSEWHERE = """
CREATE FUNCTION documents_elsewhere(digest text, place text) RETURNS bigint
  LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(DISTINCT d.division_code) FROM documents_document d
  WHERE d.digest = documents_elsewhere.digest
    AND d.division_code <> documents_elsewhere.place
$$;
ALTER FUNCTION documents_elsewhere(text, text) OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION documents_elsewhere(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION documents_elsewhere(text, text) TO tuopin_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("audit", "0002_promises"),
        ("clock", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(STAMPS, migrations.RunSQL.noop),
        *(
            operation
            for table in TABLES
            for operation in (
                enable_row_scope(table, "division_code"),
                append_only(table),
                protect(table),
            )
        ),
        migrations.RunSQL(ELSEWHERE, "DROP FUNCTION documents_elsewhere(text, text)"),
    ]
