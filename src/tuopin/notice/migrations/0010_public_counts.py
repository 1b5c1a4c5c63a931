"""Counts by village for the portal's figures, which hide the small ones."""

from django.db import migrations

# The office's own role may ask, as for the edition; the public's may not: it sees
# these counts on the page only, with the small ones hidden. Everything is counted to
# the end of yesterday by days that the database itself has stamped.
COUNTS = """
CREATE FUNCTION public_counts(last_acts text[])
  RETURNS TABLE (village_code text, village text, township text, year int,
                 exited bigint, notices bigint, objections bigint, upheld bigint)
  LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH today AS (SELECT office_today() AS day),
  counted AS (
    SELECT t.village_code::text AS code, c.year::int AS year, 'exited' AS measure,
           t.case_id AS one
    FROM procedure_actrecord t JOIN procedure_exitcase c ON c.id = t.case_id, today
    WHERE t.act = ANY(last_acts) AND c.household_id IS NOT NULL
      AND t.entered_on < today.day
    UNION
    SELECT n.village_code, n.year, 'notices', n.id
    FROM notice_publicitynotice n, today WHERE n.posted_on < today.day
    UNION
    SELECT o.village_code, n.year, 'objections', o.id
    FROM notice_objection o JOIN notice_publicitynotice n ON n.id = o.notice_id, today
    WHERE o.entered_on < today.day
    UNION
    SELECT o.village_code, n.year, 'upheld', o.id
    FROM notice_objection o
    JOIN notice_publicitynotice n ON n.id = o.notice_id
    JOIN notice_objectiondecision d ON d.objection_id = o.id
    LEFT JOIN notice_secondreview r ON r.objection_id = o.id
    LEFT JOIN notice_secondreviewdecision e ON e.review_id = r.id, today
    WHERE (d.is_upheld AND d.decided_on < today.day)
       OR (e.is_upheld AND e.decided_on < today.day)
  )
  SELECT k.code, v.name::text, t.name::text, k.year,
         count(*) FILTER (WHERE measure = 'exited'),
         count(*) FILTER (WHERE measure = 'notices'),
         count(*) FILTER (WHERE measure = 'objections'),
         count(*) FILTER (WHERE measure = 'upheld')
  FROM counted k
  JOIN divisions_division v ON v.code = k.code
  JOIN divisions_division t ON t.code = left(k.code, 9) || '000'
  GROUP BY k.code, v.name, t.name, k.year
  ORDER BY k.code
$$;
ALTER FUNCTION public_counts(text[]) OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION public_counts(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public_counts(text[]) TO tuopin_app;
"""


class Migration(migrations.Migration):
    dependencies = [("notice", "0009_second_reviews_promise")]
    operations = [
        migrations.RunSQL(COUNTS, "DROP FUNCTION public_counts(text[])"),
    ]
