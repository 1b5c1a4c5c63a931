"""Each case keeps the acts that count in its round, so that an area is counted fast."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

from tuopin.office.policy.reader import read_pack
from tuopin.office.sql import protect_but
from tuopin.procedure.queries import PROCEDURES
from tuopin.rulebook.units import Unit

# The tables' owner sees no row of them while row-level security is forced.
READ = ("procedure_exitcase", "procedure_actrecord", "procedure_caseending")
OPEN = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in READ]
CLOSE = [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in READ]
CASES = """
SELECT DISTINCT p.id, p.pack_id, c.household_id IS NULL
FROM procedure_exitcase c JOIN policy_packinforce p ON p.id = c.pack_id
WHERE c.way IS NULL
"""
FILL = """
UPDATE procedure_exitcase c SET way = coalesce((
  SELECT string_agg(
    a.act || '=' || a.verdict || '='
      || CASE WHEN a.act = ANY(%(with_day)s) THEN a.done_on::text ELSE '' END,
    ';' ORDER BY a.first)
  FROM (
    SELECT DISTINCT ON (t.act) t.act, t.verdict, t.done_on,
           min(t.id) OVER (PARTITION BY t.act) AS first
    FROM procedure_actrecord t
    WHERE t.case_id = c.id AND (t.round = c.round OR t.act = ANY(%(carried_over)s))
      AND NOT EXISTS (SELECT FROM procedure_caseending e WHERE e.case_id = c.id)
    ORDER BY t.act, t.id DESC
  ) a), '')
WHERE c.way IS NULL AND c.pack_id = %(pack)s
  AND (c.household_id IS NULL) = %(is_of_village)s
"""


def fill(connection: Any) -> None:
    """Compute the ways of cases that an earlier version opened."""
    with connection.cursor() as cursor:
        cursor.execute(CASES)
        for pack, pack_id, is_of_village in cursor.fetchall():
            unit = Unit.VILLAGE if is_of_village else Unit.HOUSEHOLD
            procedure = read_pack(settings.PACKS / pack_id).procedure(PROCEDURES[unit])
            acts = procedure.acts.values()
            cursor.execute(
                FILL,
                {
                    "pack": pack,
                    "is_of_village": is_of_village,
                    "carried_over": list(procedure.carried_over),
                    "with_day": [act.id for act in acts if act.together_with],
                },
            )


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_promises"),
        ("policy", "0002_privileges"),
        ("procedure", "0005_villages"),
    ]

    operations = [
        migrations.AddField(
            model_name="exitcase", name="way", field=models.TextField(null=True)
        ),
        protect_but("procedure_exitcase", ["status", "way"], before=["status"]),
        migrations.RunSQL(OPEN, CLOSE),
        migrations.RunPython(
            lambda apps, schema_editor: fill(schema_editor.connection),
            migrations.RunPython.noop,
        ),
        # A constraint that waits to be looked at would stand in the way of the ALTER.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL(CLOSE, OPEN),
        migrations.AlterField(
            model_name="exitcase", name="way", field=models.TextField()
        ),
    ]
