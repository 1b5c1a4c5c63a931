"""What the database keeps of the audit record, and how a row's digest is made."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded

# The digest of a row without its derived columns. jsonb sorts keys, so its text is one
# and the same; the settings are fixed because moments and bytes are written by them.
# The row goes in whole: made into jsonb outside, it would follow the caller's settings.
DIGEST = """
CREATE FUNCTION audit_row_digest(entry anyelement, except_for text[]) RETURNS text
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET timezone = 'UTC' SET bytea_output = 'hex' AS $$
BEGIN
  RETURN encode(
    sha256(convert_to((to_jsonb(entry) - except_for)::text, 'UTF8')), 'hex');
END $$;
"""

# A stream's last link is nobody's secret and must be found from any area, or a second
# chain could begin beside the first. Everybody locks in the order of names, so nobody
# waits in a circle; the moment is read after the locks, so it never goes back.
HEADS = """
CREATE FUNCTION audit_lock_heads(names text[], codes text[])
  RETURNS TABLE (name text, head_seq bigint, head_hash bytea, head_at timestamptz)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audit_stream AS s (name, division_code, head_seq, head_hash, head_at)
    SELECT w.name, w.code, 0, decode(repeat('00', 32), 'hex'), '-infinity'
    FROM unnest(names, codes) AS w (name, code)
    ORDER BY w.name COLLATE "C"
    ON CONFLICT DO NOTHING;
  RETURN QUERY
    SELECT s.name::text, s.head_seq, s.head_hash, s.head_at FROM audit_stream s
    WHERE s.name = ANY (names) ORDER BY s.name COLLATE "C" FOR UPDATE;
END $$;
ALTER FUNCTION audit_lock_heads(text[], text[]) SET enable_seqscan = off;
ALTER FUNCTION audit_lock_heads(text[], text[]) OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION audit_lock_heads(text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_lock_heads(text[], text[]) TO tuopin_app;
"""

# Events link on, or are not stored: the last links move with them and only so.
EVENTS_LINK_ON = """
DECLARE loose record;
BEGIN
  SELECT l.stream, l.seq INTO loose
  FROM (
    SELECT a.*, lag(a.hash) OVER w AS before, lag(a.seq) OVER w AS seq_before
    FROM added a WINDOW w AS (PARTITION BY a.stream ORDER BY a.seq)
  ) l
  LEFT JOIN audit_stream s ON s.name = l.stream
  WHERE s.name IS NULL
    OR l.seq <> coalesce(l.seq_before, s.head_seq) + 1
    OR l.prev <> coalesce(l.before, s.head_hash)
    OR (l.alg = 'sha256' AND l.hash <> sha256(l.prev || l.raw))
    OR l.recorded_at < s.head_at
    OR l.recorded_at NOT BETWEEN clock_timestamp() - interval '10 minutes'
                             AND clock_timestamp() + interval '5 seconds'
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'event % of stream % does not link on', loose.seq, loose.stream
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  UPDATE audit_stream s
  SET head_seq = l.seq, head_hash = l.hash, head_at = l.recorded_at
  FROM (SELECT DISTINCT ON (stream) stream, seq, hash, recorded_at
        FROM added ORDER BY stream, seq DESC) l
  WHERE s.name = l.stream;
  RETURN NULL;
END
"""
# A function plans its statements once. Planned in a small office for one event, they
# would read all streams again for each event of a batch in a large one.
EVENTS_LINK_ON_TRIGGER = """
ALTER FUNCTION events_link_on() SET enable_seqscan = off;
CREATE TRIGGER events_link_on AFTER INSERT ON audit_event
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION events_link_on();
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
CREATE TRIGGER no_stream_goes BEFORE DELETE ON audit_stream
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_table_goes BEFORE TRUNCATE ON audit_stream
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT ON audit_stream TO tuopin_app;
GRANT SELECT, INSERT, UPDATE ON audit_stream TO tuopin_guard;
"""

# The sequencer works as the guard; the application only looks.
SEALED_BY_THE_GUARD = """
REVOKE INSERT ON audit_leaf, audit_checkpoint, audit_protected_table FROM tuopin_app;
GRANT INSERT ON audit_leaf, audit_checkpoint TO tuopin_guard;
GRANT SELECT ON SEQUENCE audit_event_id_seq TO tuopin_guard;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("clock", "0001_initial")]
    operations = [
        migrations.RunSQL(DIGEST, migrations.RunSQL.noop),
        migrations.RunSQL(HEADS, migrations.RunSQL.noop),
        migrations.RunSQL(STREAM_GROWS, migrations.RunSQL.noop),
        enable_row_scope("audit_stream", "division_code"),
        enable_row_scope("audit_event", "division_code"),
        append_only("audit_event"),
        append_only("audit_leaf"),
        append_only("audit_checkpoint"),
        append_only("audit_protected_table"),
        migrations.RunSQL(SEALED_BY_THE_GUARD, migrations.RunSQL.noop),
        guarded("events_link_on", EVENTS_LINK_ON),
        migrations.RunSQL(EVENTS_LINK_ON_TRIGGER, migrations.RunSQL.noop),
    ]
