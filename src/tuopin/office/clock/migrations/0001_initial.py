"""The demo clock, the office's date, and the trigger of append-only tables."""

from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'records in % are never changed or deleted', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

-- The office's date: the demo clock's day if there is one, else the day in China.
CREATE FUNCTION office_today() RETURNS date LANGUAGE sql STABLE
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(
    (SELECT today FROM clock_democlock),
    (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date)
$$;
ALTER FUNCTION office_today() OWNER TO tuopin_guard;

CREATE FUNCTION refuse_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.today < OLD.today THEN
    RAISE EXCEPTION 'the demo clock only moves on' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER clock_moves_on BEFORE UPDATE ON clock_democlock
  FOR EACH ROW EXECUTE FUNCTION refuse_going_back();
-- No INSERT: only the database's owner can make a database a demo.
GRANT SELECT, UPDATE ON clock_democlock TO tuopin_app;
GRANT SELECT ON clock_democlock TO tuopin_guard, tuopin_public;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="DemoClock",
            fields=[
                (
                    "only",
                    models.BooleanField(
                        default=True, primary_key=True, serialize=False
                    ),
                ),
                ("today", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(only=True), name="one_demo_clock"
                    )
                ]
            },
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
