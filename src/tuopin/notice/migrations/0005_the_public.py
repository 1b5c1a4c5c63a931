"""What the public may read: notices that hang or hung lately, and one's own receipt."""

from django.db import migrations

# An address that says nothing of village, number or order.
TOKEN = """
CREATE FUNCTION notice_token(id bigint, digest text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT left(encode(sha256(convert_to(id || ':' || digest, 'UTF8')), 'hex'), 20)
$$;
"""
# The roster is what was frozen for the board; nothing else of a household is in reach.
# Names do not stay in public for longer than an objection needs; the barrier keeps a
# function in a condition from seeing the rows that are left out.
NOTICES = """
CREATE VIEW public_notice WITH (security_barrier) AS
SELECT notice_token(n.id, n.roster_digest) AS token, n.publicity, n.year, n.number,
       n.place, n.roster, n.roster_digest, n.posted_on, n.last_day, n.opens_on,
       n.village_code, v.name AS village, t.name AS township
FROM notice_publicitynotice n
JOIN divisions_division v ON v.code = n.village_code
LEFT JOIN divisions_division t ON t.code = left(n.village_code, 9) || '000'
WHERE n.last_day >= office_today() - 30;
ALTER VIEW public_notice OWNER TO tuopin_guard;
GRANT SELECT ON public_notice TO tuopin_public;
"""
RECEIPTS = """
CREATE FUNCTION public_receipt(code text)
  RETURNS TABLE (number text, village text, received_on date, is_upheld boolean,
                 answer text, decided_on date, is_marked boolean)
  LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT n.number::text, v.name::text, o.received_on, d.is_upheld, d.answer,
         d.decided_on,
         EXISTS (SELECT FROM procedure_actrecord t
                 WHERE t.case_id = o.case_id AND t.act = 'mark_lifted_out')
  FROM notice_objection o
  JOIN notice_publicitynotice n ON n.id = o.notice_id
  JOIN divisions_division v ON v.code = n.village_code
  LEFT JOIN notice_objectiondecision d ON d.objection_id = o.id
  WHERE o.receipt_code = public_receipt.code
$$;
ALTER FUNCTION public_receipt(text) OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION public_receipt(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public_receipt(text) TO tuopin_public;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notice", "0004_answers_before_releases"),
        ("clock", "0001_initial"),
        ("divisions", "0001_initial"),
        ("procedure", "0004_acts_fit"),
    ]
    operations = [
        migrations.RunSQL(TOKEN, "DROP FUNCTION notice_token(bigint, text)"),
        migrations.RunSQL(NOTICES, "DROP VIEW public_notice"),
        migrations.RunSQL(RECEIPTS, "DROP FUNCTION public_receipt(text)"),
    ]
