"""What the database keeps after an exit: pairings that stay, persons who follow."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

TABLES = (
    "aftercare_pairing",
    "aftercare_pairingend",
    "aftercare_assistanceofficer",
    "aftercare_aftercarevisit",
)

STAMP = """
CREATE FUNCTION stamp_aftercare() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.entered_on := office_today();
  NEW.recorded_at := clock_timestamp();
  RETURN NEW;
END $$;
"""

ONE_PAIRING = """
BEGIN
  IF EXISTS (SELECT FROM aftercare_pairing p WHERE p.village_code = NEW.village_code
             AND NOT EXISTS (SELECT FROM aftercare_pairingend e
                             WHERE e.pairing_id = p.id)) THEN
    RAISE EXCEPTION 'village % is paired', NEW.village_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'one_pairing_at_a_time';
  END IF;
  RETURN NEW;
END
"""

# A delisted village's pairing stays until the campaign's end (art. 9).
PAIRING_STAYS = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM aftercare_pairing p
    WHERE p.id = NEW.pairing_id AND p.village_code = NEW.village_code
      AND (p.stays_until < NEW.entered_on OR NOT EXISTS (
        SELECT FROM filing_villagedelisting d
        WHERE d.village_code = p.village_code))) THEN
    RAISE EXCEPTION 'pairing % stays', NEW.pairing_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_pairing_stays';
  END IF;
  RETURN NEW;
END
"""

ONE_FOLLOWS_ANOTHER = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM aftercare_pairing p
    WHERE p.id = NEW.pairing_id AND p.village_code = NEW.village_code)
    OR EXISTS (SELECT FROM aftercare_pairingend e WHERE e.pairing_id = NEW.pairing_id)
    OR NEW.follows_id IS DISTINCT FROM (
      SELECT o.id FROM aftercare_assistanceofficer o
      WHERE o.pairing_id = NEW.pairing_id
        AND o.household_id IS NOT DISTINCT FROM NEW.household_id
        AND NOT EXISTS (SELECT FROM aftercare_assistanceofficer x
                        WHERE x.follows_id = o.id))
    OR (NEW.follows_id IS NOT NULL AND btrim(NEW.reason) = '') THEN
    RAISE EXCEPTION 'nobody is named so for pairing %', NEW.pairing_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'one_follows_another';
  END IF;
  RETURN NEW;
END
"""

CALLED_ON_AFTER_EXIT = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM register_household h
    WHERE h.id = NEW.household_id AND h.village_code = NEW.village_code
      AND h.registration_status = 'lifted_out')
    OR NEW.done_on > NEW.entered_on OR btrim(NEW.found) = ''
    OR btrim(NEW.evidence) = '' THEN
    RAISE EXCEPTION 'no call on household % is logged so', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'called_on_after_exit';
  END IF;
  RETURN NEW;
END
"""
TRIGGERS = {
    "aftercare_pairing": ("one_pairing", ONE_PAIRING),
    "aftercare_pairingend": ("pairing_stays", PAIRING_STAYS),
    "aftercare_assistanceofficer": ("one_follows_another", ONE_FOLLOWS_ANOTHER),
    "aftercare_aftercarevisit": ("called_on_after_exit", CALLED_ON_AFTER_EXIT),
}


def before_insert(table: str, trigger: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("aftercare", "0001_initial"),
        ("audit", "0002_promises"),
        ("accounts", "0002_privileges"),
        ("filing", "0006_delisting"),
    ]
    operations = [
        migrations.RunSQL(STAMP, "DROP FUNCTION stamp_aftercare()"),
        *(
            operation
            for table, (function, body) in TRIGGERS.items()
            for operation in (
                guarded(function, body),
                before_insert(table, "a_stamp", "stamp_aftercare"),
                before_insert(table, function, function),
                enable_row_scope(table),
                append_only(table),
                protect(table),
            )
        ),
    ]
