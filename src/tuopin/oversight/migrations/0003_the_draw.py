"""The database draws for itself: no other list, no frame or seed out of its time."""

from django.db import migrations

from tuopin.office.sql import guarded

COVERS = """
CREATE FUNCTION oversight_covers(area text, code text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT left(code, digits) = left(area, digits) FROM (SELECT CASE
    WHEN area LIKE '%0000000000' THEN 2
    WHEN area LIKE '%00000000' THEN 4
    WHEN area LIKE '%000000' THEN 6
    WHEN area LIKE '%000' THEN 9 ELSE 12 END AS digits) x
$$;
"""

# The recipe once more, word for word as the sheet prints it: SHA-256 of "seed|number",
# lowest first, within each stratum; with villages first, those of "seed|code" lowest.
RECIPE = """
CREATE FUNCTION oversight_recipe(of_inspection bigint)
RETURNS TABLE (line_id bigint, stratum text, turn bigint, is_drawn boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH drawn_from AS (
    SELECT i.design, i.take_number, i.take_percent, i.villages, s.text AS seed
    FROM oversight_inspection i JOIN oversight_seed s ON s.inspection_id = i.id
    WHERE i.id = of_inspection),
  of_villages AS (
    SELECT v.village_code, row_number() OVER (
      ORDER BY encode(sha256(convert_to(d.seed || '|' || v.village_code, 'UTF8')),
                      'hex') COLLATE "C", v.village_code COLLATE "C") AS turn
    FROM drawn_from d, (SELECT DISTINCT l.village_code FROM oversight_frameline l
                        WHERE l.inspection_id = of_inspection) v),
  ordered AS (
    SELECT l.id, l.list_number,
      CASE d.design WHEN 'simple' THEN ''
        WHEN 'by_township' THEN left(l.village_code, 9) || '000'
        ELSE l.village_code END AS stratum,
      encode(sha256(convert_to(d.seed || '|' || l.list_number, 'UTF8')),
             'hex') COLLATE "C" AS key
    FROM drawn_from d, oversight_frameline l
    JOIN of_villages v ON v.village_code = l.village_code
    WHERE l.inspection_id = of_inspection
      AND (d.design <> 'villages_first' OR v.turn <= d.villages))
  SELECT x.id, x.stratum, x.turn, x.turn <= CASE
    WHEN d.take_percent > 0 THEN (x.size * d.take_percent + 99) / 100
    ELSE least(d.take_number, x.size) END
  FROM drawn_from d, (
    SELECT o.id, o.stratum, count(*) OVER (PARTITION BY o.stratum) AS size,
      row_number() OVER (PARTITION BY o.stratum ORDER BY o.key, o.list_number) AS turn
    FROM ordered o) x
$$;
ALTER FUNCTION oversight_recipe(bigint) OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION oversight_recipe(bigint) FROM PUBLIC;
"""

BY_SUPERVISION = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM accounts_appointment a
    WHERE a.id = (to_jsonb(NEW)->>TG_ARGV[0])::bigint AND a.position = 'supervision'
      AND oversight_covers(a.division_code, coalesce(
        to_jsonb(NEW)->>'village_code', to_jsonb(NEW)->>'division_code'))) THEN
    RAISE EXCEPTION 'this is for supervision of the place'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'inspected_by_supervision';
  END IF;
  RETURN NEW;
END
"""

# All lines come with one statement: whatever is added later changes the digest.
FRAME_IS_FROZEN = """
DECLARE odd bigint;
BEGIN
  SELECT f.inspection_id INTO odd FROM fresh f
  LEFT JOIN register_household h ON h.id = f.household_id
  WHERE (h.number, h.village_code) IS DISTINCT FROM (f.household_number, f.village_code)
  LIMIT 1;
  IF odd IS NULL THEN
    SELECT i.id INTO odd FROM oversight_inspection i
    CROSS JOIN LATERAL (
      SELECT count(*) AS size, bool_and(l.list_number = l.place) AS is_in_order,
        encode(sha256(convert_to(string_agg(l.list_number || '|' || l.village_code
          || '|' || l.household_number || E'\\n', '' ORDER BY l.list_number),
          'UTF8')), 'hex') AS digest
      FROM (SELECT x.*, row_number() OVER (ORDER BY x.village_code COLLATE "C",
              x.household_number COLLATE "C") AS place
            FROM oversight_frameline x WHERE x.inspection_id = i.id) l) whole
    WHERE i.id IN (SELECT inspection_id FROM fresh)
      AND (whole.size <> i.frame_size OR whole.digest <> i.frame_digest
           OR NOT whole.is_in_order)
    LIMIT 1;
  END IF;
  -- Nobody who belongs there is left out, as far as the register and the cases tell.
  IF odd IS NULL THEN
    SELECT i.id INTO odd FROM oversight_inspection i
    CROSS JOIN LATERAL jsonb_array_elements_text(i.places) AS place(code)
    JOIN register_household h ON oversight_covers(place.code, h.village_code)
    WHERE i.id IN (SELECT inspection_id FROM fresh)
      AND CASE i.frame
        WHEN 'on_register' THEN h.registration_status <> 'deregistered'
        WHEN 'lifted_out' THEN h.registration_status = 'lifted_out' AND EXISTS (
          SELECT FROM procedure_exitcase c
          WHERE c.household_id = h.id AND c.year = i.year)
        ELSE false END
      AND NOT EXISTS (SELECT FROM oversight_frameline l
                      WHERE l.inspection_id = i.id AND l.household_id = h.id)
    LIMIT 1;
  END IF;
  IF odd IS NOT NULL THEN
    RAISE EXCEPTION 'the frame of inspection % is frozen and is another', odd
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_frame_is_frozen';
  END IF;
  RETURN NULL;
END
"""

# The seed is of the source that was named, and nobody could know it at the freezing: a
# public act of a later day, or the root of the first checkpoint that holds the event of
# the freezing itself, so that no frame is thrown away for a root that pleased less.
SEED_COMES_AFTER = """
DECLARE
  i oversight_inspection;
  c record;
  is_right boolean;
BEGIN
  SELECT * INTO i FROM oversight_inspection x WHERE x.id = NEW.inspection_id;
  is_right := i.division_code = NEW.division_code AND btrim(NEW.text) = NEW.text
    AND NEW.text <> '' AND i.frame_size = (
      SELECT count(*) FROM oversight_frameline l WHERE l.inspection_id = i.id);
  IF is_right AND i.seed_source = 'public_act' THEN
    is_right := NEW.happened_on > i.entered_on AND NEW.happened_on <= office_today()
      AND btrim(NEW.evidence) <> '' AND NEW.checkpoint_size IS NULL;
  ELSIF is_right THEN
    SELECT k.size, encode(k.root, 'hex') AS root INTO c
    FROM audit_checkpoint k
    WHERE k.size > (
      SELECT min(f.idx) FROM audit_event e JOIN audit_leaf f ON f.event_id = e.id
      WHERE e.stream = 'inspection:' || i.id)
    ORDER BY k.size LIMIT 1;
    is_right := coalesce(c.size = NEW.checkpoint_size AND c.root = NEW.text, false);
  END IF;
  IF is_right IS NOT TRUE THEN
    RAISE EXCEPTION 'this is no seed for inspection %', NEW.inspection_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_seed_comes_after_its_frame';
  END IF;
  RETURN NEW;
END
"""

DRAWN_BY_RECIPE = """
DECLARE odd bigint;
BEGIN
  -- A line of the frame, at its own turn of its own stratum.
  SELECT f.inspection_id INTO odd FROM fresh f
  LEFT JOIN oversight_frameline l
    ON l.id = f.line_id AND l.inspection_id = f.inspection_id
  LEFT JOIN LATERAL oversight_recipe(f.inspection_id) r ON r.line_id = f.line_id
  WHERE f.replaces_id IS NOT NULL AND (l.village_code, r.stratum, r.turn)
    IS DISTINCT FROM (f.village_code, f.stratum, f.turn::bigint)
  LIMIT 1;
  -- Without replacements: all that the recipe draws, and nobody else.
  IF odd IS NULL THEN
    SELECT i.id INTO odd
    FROM (SELECT DISTINCT inspection_id AS id FROM fresh WHERE replaces_id IS NULL) i
    WHERE EXISTS (
      SELECT FROM (SELECT r.line_id, r.stratum, r.turn FROM oversight_recipe(i.id) r
                   WHERE r.is_drawn) r
      FULL JOIN (SELECT d.line_id, d.stratum, d.turn, d.village_code
                 FROM oversight_drawnhousehold d
                 WHERE d.inspection_id = i.id AND d.replaces_id IS NULL) d
        ON d.line_id = r.line_id
      LEFT JOIN oversight_frameline l ON l.id = r.line_id
      WHERE (r.stratum, r.turn, l.village_code)
        IS DISTINCT FROM (d.stratum, d.turn::bigint, d.village_code))
    LIMIT 1;
  END IF;
  -- Who stands in is the next of the same stratum, for one that nobody has told about.
  IF odd IS NULL THEN
    SELECT f.inspection_id INTO odd FROM fresh f
    LEFT JOIN oversight_drawnhousehold o
      ON o.id = f.replaces_id AND o.inspection_id = f.inspection_id
      AND o.stratum = f.stratum
    WHERE f.replaces_id IS NOT NULL AND (
      o.id IS NULL OR btrim(f.reason) = '' OR btrim(f.evidence) = ''
      OR f.turn <> 1 + (SELECT max(p.turn) FROM oversight_drawnhousehold p
                        WHERE p.inspection_id = f.inspection_id
                          AND p.stratum = f.stratum AND p.id <> f.id)
      OR EXISTS (SELECT FROM oversight_spotcheck c WHERE c.drawn_id = o.id
                 AND c.verdict <> 'cannot_be_told'))
    LIMIT 1;
  END IF;
  IF odd IS NOT NULL THEN
    RAISE EXCEPTION 'this is not what inspection % draws', odd
      USING ERRCODE = 'check_violation', CONSTRAINT = 'drawn_by_the_recipe';
  END IF;
  RETURN NULL;
END
"""

SIGNED_BY = {
    "oversight_inspection": "frozen_by_id",
    "oversight_seed": "given_by_id",
    "oversight_drawnhousehold": "drawn_by_id",
    "oversight_spotcheck": "checked_by_id",
    "oversight_correctionorder": "ordered_by_id",
    "oversight_correctiondecision": "decided_by_id",
    "oversight_accountabilitycase": "referred_by_id",
}


def before_insert(table: str, function: str, argument: str = "") -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {function} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}({argument})",
        f"DROP TRIGGER {function} ON {table}",
    )


def after_statement(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {function} AFTER INSERT ON {table}"
        " REFERENCING NEW TABLE AS fresh"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {function} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0002_kept"),
        ("audit", "0005_cheap_batches"),
        ("register", "0002_promises"),
        ("procedure", "0002_promises"),
    ]
    operations = [
        migrations.RunSQL(COVERS, "DROP FUNCTION oversight_covers(text, text)"),
        migrations.RunSQL(RECIPE, "DROP FUNCTION oversight_recipe(bigint)"),
        guarded("by_supervision", BY_SUPERVISION),
        *(
            before_insert(table, "by_supervision", f"'{column}'")
            for table, column in SIGNED_BY.items()
        ),
        guarded("frame_is_frozen", FRAME_IS_FROZEN),
        after_statement("oversight_frameline", "frame_is_frozen"),
        guarded("seed_comes_after", SEED_COMES_AFTER),
        before_insert("oversight_seed", "seed_comes_after"),
        guarded("drawn_by_recipe", DRAWN_BY_RECIPE),
        after_statement("oversight_drawnhousehold", "drawn_by_recipe"),
    ]
