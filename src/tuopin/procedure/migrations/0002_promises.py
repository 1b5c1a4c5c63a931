"""What the database keeps of the record of acts, whatever the program does."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, grant, guarded, protect

# The day of entry is the office's own, and nothing is dated after it. A plain trigger,
# because it reads nothing but the row itself and the office's date.
STAMP = """
CREATE FUNCTION stamp_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.entered_on := office_today();
  NEW.recorded_at := clock_timestamp();
  IF NEW.done_on > NEW.entered_on THEN
    RAISE EXCEPTION '% is dated %, after today, %', NEW.act, NEW.done_on, NEW.entered_on
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stamp_entry BEFORE INSERT ON procedure_actrecord
  FOR EACH ROW EXECUTE FUNCTION stamp_entry();
CREATE TRIGGER stamp_entry BEFORE INSERT ON plan_planact
  FOR EACH ROW EXECUTE FUNCTION stamp_entry();
"""

# An act belongs to its case's village and present round, and to a person's own
# appointment: a row that says otherwise is no act.
ACT_FITS_ITS_CASE = """
DECLARE odd bigint;
BEGIN
  SELECT f.case_id INTO odd FROM fresh f JOIN procedure_exitcase c ON c.id = f.case_id
  WHERE c.village_code <> f.village_code OR c.round <> f.round LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the act does not fit village and round of case %', odd
      USING ERRCODE = 'check_violation';
  END IF;
  SELECT f.appointment_id INTO odd FROM fresh f
  WHERE NOT EXISTS (
    SELECT FROM accounts_appointment a
    WHERE a.id = f.appointment_id AND a.person_id = f.person_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'appointment % belongs to another person', odd
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
"""

ROUND_GROWS = """
CREATE FUNCTION round_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.household_id, NEW.village_code, NEW.year, NEW.pack_id, NEW.plan_row_id)
     IS DISTINCT FROM
     (OLD.household_id, OLD.village_code, OLD.year, OLD.pack_id, OLD.plan_row_id)
     OR NEW.round NOT IN (OLD.round, OLD.round + 1) THEN
    RAISE EXCEPTION 'of a case only its status and the next round ever change'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER round_only_grows BEFORE UPDATE OF household_id, village_code, year,
  pack_id, plan_row_id, round ON procedure_exitcase
  FOR EACH ROW EXECUTE FUNCTION round_only_grows();
"""

APPEND_ONLY = (
    "procedure_actrecord",
    "procedure_caseending",
    "procedure_hold",
    "procedure_holdrelease",
    "procedure_appraisalmeeting",
    "procedure_ballot",
    "procedure_acknowledgement",
)


class Migration(migrations.Migration):
    dependencies = [
        ("procedure", "0001_initial"),
        ("plan", "0002_promises"),
        ("audit", "0002_promises"),
        ("clock", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(STAMP, migrations.RunSQL.noop),
        guarded("act_fits_its_case", ACT_FITS_ITS_CASE),
        migrations.RunSQL(
            "CREATE TRIGGER act_fits_its_case AFTER INSERT ON procedure_actrecord"
            " REFERENCING NEW TABLE AS fresh"
            " FOR EACH STATEMENT EXECUTE FUNCTION act_fits_its_case()",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(ROUND_GROWS, migrations.RunSQL.noop),
        enable_row_scope("procedure_exitcase"),
        grant("procedure_exitcase"),
        protect("procedure_exitcase", except_for=["status"]),
        *(
            operation
            for table in APPEND_ONLY
            for operation in (
                enable_row_scope(table),
                append_only(table),
                protect(table),
            )
        ),
    ]
