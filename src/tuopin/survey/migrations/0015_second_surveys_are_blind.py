"""Whoever surveys a household again sees nothing of its first survey until it is sent.

The rows themselves are out of sight, so no page, list, export or answer to a program
can show them, whatever it asks for.
"""

from django.db import migrations

# The households that the person of the transaction was sent to again and has not sent.
HIDDEN = """
CREATE FUNCTION hidden_households() RETURNS bigint[]
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(d.household_id), '{}')
  FROM survey_secondassignment a
  JOIN accounts_appointment sent ON sent.id = a.surveyor_id
  JOIN survey_drawnsurvey d ON d.id = a.drawn_id
  WHERE sent.person_id = nullif(current_setting('tuopin.person', true), '')::bigint
    AND NOT EXISTS (SELECT FROM survey_secondassignment later
                    WHERE later.drawn_id = a.drawn_id AND later.id > a.id)
    AND NOT EXISTS (SELECT FROM survey_surveysubmission s
                    WHERE s.household_id = d.household_id AND s.year = d.year
                      AND s.put_aside = 'second_survey')
$$;
CREATE FUNCTION hidden_visits() RETURNS bigint[]
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(v.id), '{}') FROM survey_surveyvisit v
  WHERE v.household_id = ANY ((SELECT hidden_households())::bigint[])
$$;
CREATE FUNCTION hidden_documents() RETURNS bigint[]
  LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT u.document_id), '{}')
  FROM unnest((SELECT hidden_visits())) AS v (id)
  JOIN documents_documentuse u ON u.occasion = 'visit:' || v.id
$$;
"""
FUNCTIONS = ("hidden_households", "hidden_visits", "hidden_documents")
UNSEEN = {
    "survey_surveyvisit": (
        "NOT household_id = ANY ((SELECT hidden_households())::bigint[])"
    ),
    "survey_surveysubmission": (
        "put_aside = 'second_survey'"
        " OR NOT household_id = ANY ((SELECT hidden_households())::bigint[])"
        " OR submitted_by_id IN (SELECT id FROM accounts_appointment WHERE person_id"
        " = nullif(current_setting('tuopin.person', true), '')::bigint)"
    ),
    "survey_surveyedmember": "NOT visit_id = ANY ((SELECT hidden_visits())::bigint[])",
    "documents_document": "NOT id = ANY ((SELECT hidden_documents())::bigint[])",
    "documents_documentuse": (
        "NOT document_id = ANY ((SELECT hidden_documents())::bigint[])"
    ),
}


def owned(function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER FUNCTION {function}() OWNER TO tuopin_guard;"
        f"REVOKE ALL ON FUNCTION {function}() FROM PUBLIC;"
        f"GRANT EXECUTE ON FUNCTION {function}() TO tuopin_app;",
        migrations.RunSQL.noop,
    )


def unseen(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE POLICY blind ON {table} AS RESTRICTIVE FOR SELECT TO tuopin_app"
        f" USING ({condition})",
        f"DROP POLICY blind ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("survey", "0014_second_surveys_are_kept"),
        ("documents", "0002_promises"),
    ]
    operations = [
        migrations.RunSQL(HIDDEN, migrations.RunSQL.noop),
        *(owned(function) for function in FUNCTIONS),
        *(unseen(table, condition) for table, condition in UNSEEN.items()),
    ]
