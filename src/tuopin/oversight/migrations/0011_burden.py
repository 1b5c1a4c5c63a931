"""Counts of papers and of entries: by area, never changed, of nobody."""

from django.db import migrations, models

from tuopin.office.sql import append_only, enable_row_scope

TABLES = ("oversight_printedpaper", "oversight_entrytime")
MOMENT = """
CREATE FUNCTION moment_or_null(written text) RETURNS timestamptz
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
  -- What a telephone sent is kept word for word, odd words too.
  BEGIN
    RETURN nullif(written, '')::timestamptz;
  EXCEPTION WHEN data_exception THEN
    RETURN NULL;
  END $$;
GRANT EXECUTE ON FUNCTION moment_or_null(text) TO tuopin_app;
"""

STAMP = """
CREATE FUNCTION stamp_count() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_TABLE_NAME = 'oversight_printedpaper' THEN
      NEW.printed_on := office_today();
    ELSE
      NEW.entered_on := office_today();
    END IF;
    RETURN NEW;
  END $$;
"""


def stamped(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER a_stamp BEFORE INSERT ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION stamp_count()",
        f"DROP TRIGGER a_stamp ON {table}",
    )


def number() -> models.BigAutoField:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [("oversight", "0010_contradictions")]
    operations = [
        migrations.CreateModel(
            name="PrintedPaper",
            fields=[
                ("id", number()),
                ("division_code", models.CharField(max_length=12)),
                ("kind", models.CharField(max_length=24)),
                ("pages", models.PositiveIntegerField()),
                ("printed_on", models.DateField()),
                ("mark", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("division_code", "printed_on", "mark"),
                        name="a_paper_counts_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pages__gte", 1)),
                        name="a_paper_has_a_page",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryTime",
            fields=[
                ("id", number()),
                ("division_code", models.CharField(max_length=12)),
                ("form", models.CharField(max_length=40)),
                ("rows", models.PositiveIntegerField()),
                ("seconds", models.PositiveIntegerField(null=True)),
                ("entered_on", models.DateField()),
                ("mark", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mark",), name="an_opening_is_spent_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rows__gte", 1)),
                        name="an_entry_has_a_row",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAMP, "DROP FUNCTION stamp_count()"),
        *(
            operation
            for table in TABLES
            for operation in (
                stamped(table),
                enable_row_scope(table, "division_code"),
                append_only(table),
            )
        ),
        migrations.RunSQL(MOMENT, "DROP FUNCTION moment_or_null(text)"),
    ]
