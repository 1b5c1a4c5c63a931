"""What the database keeps of help, risks, and a household that falls back."""

from django.db import migrations

from tuopin.office.sql import append_only, enable_row_scope, guarded, protect

# Since when a household is helped on: the day of the approval that stands (art. 9).
CARED_FOR_SINCE = """
CREATE FUNCTION cared_for_since(of_household bigint, of_village text) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
  SELECT a.done_on
  FROM register_household h
  JOIN procedure_exitcase c ON c.household_id = h.id
  JOIN procedure_actrecord a ON a.case_id = c.id AND a.round = c.round
    AND a.act = 'approve' AND a.consequence = 'continues'
  WHERE h.id = of_household AND h.village_code = of_village
    AND h.registration_status <> 'deregistered'
    AND c.year = (SELECT max(x.year) FROM procedure_exitcase x
                  WHERE x.household_id = h.id)
    AND NOT EXISTS (SELECT FROM procedure_caseending e WHERE e.case_id = c.id)
    AND NOT EXISTS (SELECT FROM aftercare_returntopoverty r WHERE r.case_id = c.id)
  ORDER BY a.id DESC LIMIT 1
$body$;
ALTER FUNCTION cared_for_since(bigint, text) OWNER TO tuopin_guard;
REVOKE ALL ON FUNCTION cared_for_since(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cared_for_since(bigint, text) TO tuopin_guard;
"""

# As far back as a visit of the survey may be entered, by the pack in force (art. 15).
CALLED_ON_AFTER_EXIT = """
DECLARE
  since date := cared_for_since(NEW.household_id, NEW.village_code);
  tolerated int;
BEGIN
  SELECT (p.procedures->'household_exit'->'acts'->'survey'->>'entry_within_days')::int
  INTO tolerated FROM policy_packinforce p
  WHERE p.in_force_from <= NEW.entered_on
  ORDER BY p.in_force_from DESC, p.id DESC LIMIT 1;
  IF since IS NULL OR NEW.done_on < since OR NEW.done_on > NEW.entered_on
    OR NEW.entered_on - NEW.done_on > coalesce(tolerated, 0)
    OR btrim(NEW.found) = '' OR btrim(NEW.evidence) = '' THEN
    RAISE EXCEPTION 'no call on household % is logged so', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'called_on_after_exit';
  END IF;
  RETURN NEW;
END
"""

# A pairing neither ends after the delisting, nor just before it to get round that: it
# stays from when the village's exit is under way (art. 9).
PAIRING_STAYS = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM aftercare_pairing p
    WHERE p.id = NEW.pairing_id AND p.village_code = NEW.village_code
      AND (p.stays_until < NEW.entered_on OR NOT EXISTS (
        SELECT FROM filing_villagedelisting d
        WHERE d.village_code = p.village_code
        UNION ALL
        SELECT FROM procedure_exitcase c
        WHERE c.village_code = p.village_code AND c.household_id IS NULL
          AND NOT EXISTS (SELECT FROM procedure_caseending e WHERE e.case_id = c.id)
          AND NOT EXISTS (
            SELECT FROM procedure_actrecord a WHERE a.case_id = c.id
              AND a.round = c.round AND a.consequence = 'ends')))) THEN
    RAISE EXCEPTION 'pairing % stays', NEW.pairing_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_pairing_stays';
  END IF;
  RETURN NEW;
END
"""

FOUND_AT_A_CALL = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM aftercare_aftercarevisit v
    WHERE v.id = NEW.visit_id AND v.village_code = NEW.village_code
      AND v.logged_by_id = NEW.logged_by_id AND v.entered_on = NEW.entered_on
      AND (NEW.next_on IS NULL OR NEW.next_on > v.done_on))
    OR btrim(NEW.members_met) = ''
    OR NEW.income_change NOT IN ('rose', 'same', 'fell', 'not_known')
    OR NOT ARRAY[NEW.food, NEW.clothing, NEW.education, NEW.medical, NEW.housing,
                 NEW.water]::text[] <@ ARRAY['yes', 'no', 'not_seen'] THEN
    RAISE EXCEPTION 'nothing is found so at call %', NEW.visit_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'found_at_a_call';
  END IF;
  RETURN NEW;
END
"""

A_CALL_HAS_ITS_FINDING = """
BEGIN
  IF NOT EXISTS (SELECT FROM aftercare_callfinding f WHERE f.visit_id = NEW.id) THEN
    RAISE EXCEPTION 'call % says nothing', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_call_has_its_finding';
  END IF;
  RETURN NULL;
END
"""

HANDED_OVER = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM aftercare_assistanceofficer o
    WHERE o.id = NEW.officer_id AND o.village_code = NEW.village_code
      AND o.follows_id IS NOT NULL AND o.entered_on = NEW.entered_on)
    OR btrim(NEW.handed) = '' THEN
    RAISE EXCEPTION 'nothing is handed over so to %', NEW.officer_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'handed_over';
  END IF;
  RETURN NEW;
END
"""

WHO_FOLLOWS_TAKES_OVER = """
BEGIN
  IF NOT EXISTS (SELECT FROM aftercare_handover x WHERE x.officer_id = NEW.id) THEN
    RAISE EXCEPTION 'officer % took nothing over', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'who_follows_takes_over';
  END IF;
  RETURN NULL;
END
"""

CALLS_PLANNED = """
DECLARE since date := cared_for_since(NEW.household_id, NEW.village_code);
BEGIN
  IF since IS NULL OR NEW.until_on < NEW.from_on OR btrim(NEW.caller) = ''
    OR NEW.each_year < 1
    OR NEW.follows_id IS DISTINCT FROM (
      SELECT p.id FROM aftercare_callplan p
      WHERE p.household_id = NEW.household_id AND p.from_on >= since
        AND NOT EXISTS (SELECT FROM aftercare_callplan x WHERE x.follows_id = p.id))
    OR (NEW.follows_id IS NULL AND NEW.from_on <> since)
    OR (NEW.follows_id IS NOT NULL
        AND (NEW.from_on <> NEW.entered_on OR btrim(NEW.reason) = '')) THEN
    RAISE EXCEPTION 'no calls on household % are planned so', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_planned';
  END IF;
  RETURN NEW;
END
"""

HELPED_ON = """
BEGIN
  IF cared_for_since(NEW.household_id, NEW.village_code) IS NULL
    OR NEW.until_on < NEW.from_on OR btrim(NEW.kind) = '' OR btrim(NEW.what) = ''
    OR btrim(NEW.department) = '' OR btrim(NEW.evidence) = ''
    OR NEW.amount <= 0
    OR (NEW.renews_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM aftercare_aftercaremeasure m
      WHERE m.id = NEW.renews_id AND m.household_id = NEW.household_id
        AND m.until_on < NEW.until_on
        AND NOT EXISTS (SELECT FROM aftercare_measureend e
                        WHERE e.measure_id = m.id))) THEN
    RAISE EXCEPTION 'household % is not helped so', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'helped_on';
  END IF;
  RETURN NEW;
END
"""

HELP_ENDED = """
BEGIN
  IF btrim(NEW.reason) = '' OR NOT EXISTS (
    SELECT FROM aftercare_aftercaremeasure m
    WHERE m.id = NEW.measure_id AND m.village_code = NEW.village_code
      AND NOT EXISTS (SELECT FROM aftercare_aftercaremeasure x
                      WHERE x.renews_id = m.id)) THEN
    RAISE EXCEPTION 'measure % is not ended so', NEW.measure_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'help_ended';
  END IF;
  RETURN NEW;
END
"""

RISK_FOUND = """
BEGIN
  IF cared_for_since(NEW.household_id, NEW.village_code) IS NULL
    OR NEW.found_on > NEW.entered_on OR NEW.due_on < NEW.entered_on
    OR btrim(NEW.criterion) = '' OR btrim(NEW.reason_zh) = ''
    OR (NEW.visit_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM survey_surveyvisit v
      WHERE v.id = NEW.visit_id AND v.household_id = NEW.household_id))
    OR EXISTS (
      SELECT FROM aftercare_riskrecord r
      WHERE r.household_id = NEW.household_id
        AND NOT EXISTS (SELECT FROM aftercare_riskclosing c WHERE c.risk_id = r.id))
  THEN
    RAISE EXCEPTION 'no risk of household % is recorded so', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'risk_found';
  END IF;
  RETURN NEW;
END
"""

# Gone is a risk only for somebody else than whose it was to settle (art. 15).
RISK_SETTLED = """
BEGIN
  IF btrim(NEW.text) = '' OR btrim(NEW.evidence) = '' OR NOT EXISTS (
    SELECT FROM aftercare_riskrecord r
    JOIN accounts_appointment own ON own.id = r.owner_id
    JOIN accounts_appointment a ON a.id = NEW.closed_by_id
    WHERE r.id = NEW.risk_id AND r.village_code = NEW.village_code
      AND CASE NEW.outcome
        WHEN 'removed' THEN a.person_id <> own.person_id
        WHEN 'returned' THEN EXISTS (
          SELECT FROM aftercare_returntopoverty t WHERE t.risk_id = r.id)
        ELSE false END) THEN
    RAISE EXCEPTION 'risk % is not settled so', NEW.risk_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'risk_settled';
  END IF;
  RETURN NEW;
END
"""

FELL_BACK = """
BEGIN
  IF btrim(NEW.grounds) = '' OR btrim(NEW.letter_number) = ''
    OR btrim(NEW.evidence) = ''
    OR NOT EXISTS (
      SELECT FROM register_household h
      WHERE h.id = NEW.household_id AND h.village_code = NEW.village_code
        AND h.registration_status = 'lifted_out'
        AND NEW.case_id = (SELECT c.id FROM procedure_exitcase c
                           WHERE c.household_id = h.id ORDER BY c.year DESC LIMIT 1))
    OR NOT (CASE NEW.because
      WHEN 'fell_back' THEN NEW.subject = '' AND EXISTS (
        SELECT FROM aftercare_riskrecord r
        WHERE r.id = NEW.risk_id AND r.household_id = NEW.household_id
          AND NOT EXISTS (SELECT FROM aftercare_riskclosing c
                          WHERE c.risk_id = r.id))
      WHEN 'false_exit' THEN NEW.subject LIKE 'order:%'
      ELSE false END) THEN
    RAISE EXCEPTION 'household % is not put back so', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'fell_back';
  END IF;
  RETURN NEW;
END
"""

# Whoever fell back stands on the register, in the same transaction.
STANDS_AGAIN = """
BEGIN
  IF EXISTS (SELECT FROM register_household h
             WHERE h.id = NEW.household_id AND h.registration_status = 'lifted_out')
  THEN
    RAISE EXCEPTION 'household % is not on the register again', NEW.household_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stands_again';
  END IF;
  RETURN NULL;
END
"""

RETURNED_BY_A_DOCUMENT = """
BEGIN
  IF NOT EXISTS (
    SELECT FROM aftercare_returntopoverty r
    WHERE r.household_id = NEW.id AND r.entered_on = office_today()
      AND r.case_id = (SELECT c.id FROM procedure_exitcase c
                       WHERE c.household_id = NEW.id ORDER BY c.year DESC LIMIT 1))
  THEN
    RAISE EXCEPTION 'household % has no document of its return', NEW.id
      USING ERRCODE = 'check_violation', DETAIL = NEW.number,
        CONSTRAINT = 'returned_by_a_document';
  END IF;
  RETURN NEW;
END
"""

# The file of an exit that was undone marks nobody a second time (art. 15).
AN_EXIT_SERVES_ONCE = """
BEGIN
  IF EXISTS (
    SELECT FROM aftercare_returntopoverty r
    WHERE r.case_id = (SELECT c.id FROM procedure_exitcase c
                       WHERE c.household_id = NEW.id ORDER BY c.year DESC LIMIT 1))
  THEN
    RAISE EXCEPTION 'household % fell back since: it needs another exit', NEW.id
      USING ERRCODE = 'check_violation', DETAIL = NEW.number,
        CONSTRAINT = 'an_exit_serves_once';
  END IF;
  RETURN NULL;
END
"""

TRIGGERS = {
    "aftercare_handover": ("handed_over", HANDED_OVER),
    "aftercare_callplan": ("calls_planned", CALLS_PLANNED),
    "aftercare_callfinding": ("found_at_a_call", FOUND_AT_A_CALL),
    "aftercare_aftercaremeasure": ("helped_on", HELPED_ON),
    "aftercare_measureend": ("help_ended", HELP_ENDED),
    "aftercare_riskrecord": ("risk_found", RISK_FOUND),
    "aftercare_riskclosing": ("risk_settled", RISK_SETTLED),
    "aftercare_returntopoverty": ("fell_back", FELL_BACK),
}
AT_THE_END = {
    "a_call_has_its_finding": (
        "aftercare_aftercarevisit",
        A_CALL_HAS_ITS_FINDING,
        "",
    ),
    "who_follows_takes_over": (
        "aftercare_assistanceofficer",
        WHO_FOLLOWS_TAKES_OVER,
        "WHEN (NEW.follows_id IS NOT NULL)",
    ),
    "stands_again": ("aftercare_returntopoverty", STANDS_AGAIN, ""),
}


def before_insert(table: str, trigger: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {trigger} ON {table}",
    )


def at_the_end(table: str, function: str, when: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER {function} AFTER INSERT ON {table}"
        f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {when}"
        f" EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER {function} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("aftercare", "0003_whole"),
        ("procedure", "0002_promises"),
        ("register", "0002_promises"),
    ]
    operations = [
        migrations.RunSQL(
            CARED_FOR_SINCE, "DROP FUNCTION cared_for_since(bigint, text)"
        ),
        guarded("called_on_after_exit", CALLED_ON_AFTER_EXIT),
        guarded("pairing_stays", PAIRING_STAYS),
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
        *(
            operation
            for function, (table, body, when) in AT_THE_END.items()
            for operation in (
                guarded(function, body),
                at_the_end(table, function, when),
            )
        ),
        guarded("returned_by_a_document", RETURNED_BY_A_DOCUMENT),
        migrations.RunSQL(
            "CREATE TRIGGER returned_by_a_document"
            " BEFORE UPDATE OF registration_status ON register_household"
            " FOR EACH ROW WHEN (NEW.registration_status = 'returned'"
            " AND OLD.registration_status <> 'returned')"
            " EXECUTE FUNCTION returned_by_a_document()",
            "DROP TRIGGER returned_by_a_document ON register_household",
        ),
        guarded("an_exit_serves_once", AN_EXIT_SERVES_ONCE),
        migrations.RunSQL(
            "CREATE CONSTRAINT TRIGGER an_exit_serves_once"
            " AFTER INSERT OR UPDATE OF registration_status ON register_household"
            " FOR EACH ROW WHEN (NEW.registration_status = 'lifted_out')"
            " EXECUTE FUNCTION an_exit_serves_once()",
            "DROP TRIGGER an_exit_serves_once ON register_household",
        ),
    ]
