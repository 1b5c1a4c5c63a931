"""The database looks through V1 to V8 itself before a village is delisted (art. 15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import psycopg
import pytest

from tests.conftest import copied, reaching, superuser
from tests.support.villages import VillageWay
from tests.support.world import COUNTY, VILLAGE, World
from tuopin.office.divisions.domain import code_range

DELIST = (
    "INSERT INTO filing_villagedelisting (case_id, village_code, receipt_number,"
    " delisted_on, recorded_by_id) VALUES (%s, %s, '省备1', %s, %s)"
)
ACT = "DELETE FROM procedure_actrecord WHERE act = '{}'"
PERSON = (
    "UPDATE procedure_actrecord t SET person_id = q.person_id"
    " FROM procedure_actrecord q"
    " WHERE q.case_id = t.case_id AND t.act = '{}' AND q.act = '{}'"
)
SOMEBODY_ELSE = (
    "UPDATE procedure_actrecord SET (appointment_id, person_id) ="
    " (SELECT a.id, a.person_id FROM accounts_appointment a"
    "  WHERE a.position = '{}' LIMIT 1) WHERE act = '{}'"
)
NOTICE = "UPDATE notice_publicitynotice SET {} WHERE publicity = '{}'"
LATER_RETURN = (
    "INSERT INTO survey_departmentreturn (village_code, year, round, department,"
    " figures, evidence, returned_on, recorded_by_id, entered_on, recorded_at)"
    " SELECT village_code, year, round, department, figures, evidence, returned_on,"
    " recorded_by_id, entered_on, recorded_at FROM survey_departmentreturn LIMIT 1"
)
LATER_PLAN = """
WITH p AS (INSERT INTO plan_exitplan (division_code, year, version, roster_digest)
  SELECT division_code, year, version + 1, '' FROM plan_exitplan
  WHERE year <> 0 RETURNING id)
INSERT INTO plan_planact (plan_id, division_code, act, verdict, opinion, evidence,
  done_on, entered_on, recorded_at, done_by_id)
  SELECT p.id, a.division_code, a.act, a.verdict, '', a.evidence, a.done_on,
  a.entered_on, a.recorded_at, a.done_by_id FROM plan_planact a, p
  WHERE a.plan_id = (SELECT min(id) FROM plan_exitplan)
"""
LATER_TIMETABLE = LATER_PLAN.replace("year <> 0", "year = 0")
OTHERS_FIGURES = (
    "UPDATE survey_departmentreturn r SET figures ="
    " CASE WHEN department = '水利局' THEN figures || '{\"paved_road\": \"yes\"}'"
    " ELSE figures - 'paved_road' END WHERE department IN ('水利局', '交通局')"
)
UNDECIDED = (
    "INSERT INTO procedure_exitcase (household_id, village_code, year, pack_id,"
    " plan_row_id, round, opened_on, status, way) SELECT (SELECT id FROM"
    " register_household LIMIT 1), village_code, year, pack_id, plan_row_id, 1,"
    " opened_on, '', '' FROM procedure_exitcase LIMIT 1"
)
PLANNED = """
WITH p AS (INSERT INTO plan_exitplan (division_code, year, version, roster_digest)
  SELECT division_code, year, version + 1, '' FROM plan_exitplan
  WHERE year <> 0 RETURNING id), w AS (
  INSERT INTO plan_planrow (plan_id, household_id, village_code)
  SELECT p.id, h.id, h.village_code FROM p, (
    SELECT NULL AS id, v.village_code FROM plan_timetablerow v
    UNION ALL SELECT id, village_code FROM register_household) h)
INSERT INTO plan_planact (plan_id, division_code, act, verdict, opinion, evidence,
  done_on, entered_on, recorded_at, done_by_id)
  SELECT p.id, a.division_code, a.act, a.verdict, '', a.evidence, a.done_on,
  a.entered_on, a.recorded_at, a.done_by_id FROM plan_planact a, p
  WHERE a.plan_id = (SELECT min(id) FROM plan_exitplan)
"""
"""A plan filed before the determination, which names a household without a case."""
PLANNED_LATER = PLANNED.replace("a.entered_on, a.recorded_at", "a.entered_on, now()")
RESTARTED = """
WITH k AS (
  INSERT INTO procedure_exitcase (household_id, village_code, year, pack_id,
    plan_row_id, round, opened_on, status, way)
  SELECT h.id, x.village_code, x.year, x.pack_id, x.plan_row_id, 2, x.opened_on, '', ''
  FROM register_household h, procedure_exitcase x LIMIT 1 RETURNING id), t AS (
  INSERT INTO procedure_actrecord (case_id, village_code, round, act, verdict,
    consequence, evidence, subject, note, done_on, entered_on, recorded_at,
    appointment_id, person_id)
  SELECT k.id, a.village_code, 1, 'appraise', 'not_passed', 'ends', '{}', '', '',
    a.done_on, a.entered_on, a.recorded_at, a.appointment_id, a.person_id
  FROM k, procedure_actrecord a WHERE a.act = 'assess')
INSERT INTO audit_event (stream, seq, division_code, alg, prev, raw, hash, recorded_at)
  SELECT 'case:' || k.id, 1, '', '', '', convert_to(
    '{"act": "procedure.case.restarted"}', 'UTF8'), '', a.recorded_at
  FROM k, procedure_actrecord a WHERE a.act = 'determine'
"""
"""A case whose round had ended, begun afresh, without an act since."""
NOT_RESTARTED = RESTARTED.replace("restarted", "opened")

HOLD = (
    "INSERT INTO procedure_hold (case_id, village_code, cause, subject, reason,"
    " placed_on) SELECT id, village_code, 'finding', 'finding:9', '', opened_on"
    " FROM procedure_exitcase LIMIT 1"
)

# fmt: off
PIECES = [
    ("V1", "DELETE FROM plan_planact WHERE act = 'file_with_province'"),
    ("V1", "UPDATE plan_exitplan SET year = 2016 WHERE year <> 0"),
    ("V1", "DELETE FROM plan_planrow"),
    ("V1", LATER_PLAN),
    ("V1", "DELETE FROM plan_timetablerow"),
    ("V1", "UPDATE plan_timetablerow SET exit_year = 2018"),
    ("V1", LATER_TIMETABLE),
    ("V2", OTHERS_FIGURES),
    ("V2", "DELETE FROM survey_siteexamination"),
    ("V2", "DELETE FROM survey_departmentreturn WHERE department = '交通局'"),
    ("V2", "UPDATE survey_siteexamination SET is_confirmed = false"),
    ("V2", "UPDATE survey_siteexamination SET examiners = ' '"),
    ("V2", "UPDATE survey_siteexamination SET examined_on = examined_on - 9"),
    ("V2", "UPDATE survey_departmentreturn SET department = '水利局'"
           " WHERE department = '交通局'"),
    ("V2", LATER_RETURN),
    ("V3", "DELETE FROM standards_assessment"),
    ("V3", "DELETE FROM standards_assessmentfinding"),
    ("V3", "UPDATE standards_assessment SET outcome = 'unknown'"),
    ("V3", "UPDATE standards_assessmentfinding SET outcome = 'not_met'"
           " WHERE criterion = 'poverty_headcount'"),
    ("V4", UNDECIDED),
    ("V4", PLANNED),
    ("V4", RESTARTED),
    ("V5", NOTICE.format("last_day = posted_on + 6", "village")),
    ("V5", NOTICE.format("last_day = posted_on + 6", "township")),
    ("V5", NOTICE.format("publicity = 'second'", "township")),
    ("V5", "DELETE FROM notice_noticeclosing"),
    ("V5", HOLD),
    ("V4", PERSON.format("determine", "examine_on_site")),
    ("V6", PERSON.format("approve", "determine")),
    ("V6", SOMEBODY_ELSE.format("county_office", "approve")),
    ("V4", SOMEBODY_ELSE.format("county_office", "determine")),
    ("V7", "UPDATE procedure_actrecord SET done_on = done_on + 2,"
           " entered_on = entered_on + 2 WHERE act = 'announce_in_county_media'"),
    ("V8", "UPDATE procedure_actrecord SET evidence = '{}'"
           " WHERE act = 'file_with_province'"),
    *((gate, ACT.format(act)) for act, gate in (
        ("list_in_plan", "V1"), ("return_indicators", "V2"),
        ("examine_on_site", "V2"), ("assess", "V3"), ("determine", "V4"),
        ("post_in_village", "V5"), ("post_in_township", "V5"),
        ("close_in_village", "V5"), ("close_in_township", "V5"),
        ("submit_to_city", "V6"), ("approve", "V6"),
        ("announce_in_county_media", "V7"), ("file_with_province", "V8"))),
]
# fmt: on


@dataclass
class Attacker:
    """Somebody at the database itself: a superuser who spoils, and the application."""

    connection: psycopg.Connection
    case: int
    office: int
    on: date

    def spoil(self, statement: str) -> int:
        """Change rows as superuser with every trigger asleep; return how many."""
        self.connection.execute("SET LOCAL session_replication_role = replica")
        changed = self.connection.execute(statement).rowcount  # type: ignore[arg-type]
        self.connection.execute("SET LOCAL session_replication_role = origin")
        return changed

    def delist(
        self, village: str = VILLAGE, *, days: int = 0, by: int | None = None
    ) -> int:
        """Delist the village by plain SQL, as the application's role; return rows."""
        self.connection.execute("SET LOCAL ROLE tuopin_app")
        self.connection.execute(
            "SELECT set_config('tuopin.codes_from', %s, true),"
            " set_config('tuopin.codes_until', %s, true)",
            code_range(COUNTY),
        )
        values = [
            self.case,
            village,
            self.on + timedelta(days=days),
            by or self.office,
        ]
        return self.connection.execute(DELIST, values).rowcount


@pytest.fixture(scope="module")
def delisted(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[tuple[str, int, int, date]]:
    """Give a database in which a village has gone the whole way out."""
    with django_db_blocker.unblock(), copied() as copy:
        with reaching(copy):
            world = World()
            world.register()
            way = VillageWay(world).bring(to="file_with_province")
            office = world["city"].appointment_id
        yield copy, way.case, office, world.today


@pytest.fixture
def attacker(delisted: tuple[str, int, int, date]) -> Iterator[Attacker]:
    """Give a transaction in which every act is done and the village not delisted."""
    database, case, office, on = delisted
    with superuser(database) as connection:
        connection.execute("BEGIN")
        attacker = Attacker(connection, case, office, on)
        attacker.spoil("DELETE FROM filing_villagedelisting")
        yield attacker
        connection.execute("ROLLBACK")


def test_a_village_with_every_gate_shut_is_delisted(attacker: Attacker) -> None:
    assert attacker.delist() == 1


@pytest.mark.parametrize(("gate", "statement"), PIECES)
def test_with_a_piece_missing_it_is_refused(
    attacker: Attacker, gate: str, statement: str
) -> None:
    assert attacker.spoil(statement)

    with pytest.raises(psycopg.errors.CheckViolation, match=rf"{gate} \("):
        attacker.delist()


NOT_POOR_BY_THEN = (
    "UPDATE register_registrationperiod SET valid_to = (SELECT done_on FROM"
    " procedure_actrecord WHERE act = 'determine')"
)


@pytest.mark.parametrize(
    "statements",
    [
        [NOT_RESTARTED],
        [PLANNED_LATER],
        [NOT_POOR_BY_THEN, PLANNED],
        [NOT_POOR_BY_THEN, UNDECIDED],
    ],
    ids=["round over", "planned later", "planned, not poor", "open, not poor"],
)
def test_nobody_but_the_poor_who_waited_then_stops_the_village(
    attacker: Attacker, statements: list[str]
) -> None:
    for statement in statements:
        assert attacker.spoil(statement)

    assert attacker.delist() == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_it_is_delisted_on_the_day_of_the_filing_only(
    attacker: Attacker, days: int
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match=r"V8 \("):
        attacker.delist(days=days)


def test_it_is_delisted_by_whoever_filed_it_only(attacker: Attacker) -> None:
    other = attacker.connection.execute(
        "SELECT min(id) FROM accounts_appointment WHERE id <> %s", [attacker.office]
    ).fetchone()
    assert other is not None

    with pytest.raises(psycopg.errors.CheckViolation, match=r"V8 \("):
        attacker.delist(by=other[0])


def test_another_village_s_case_delists_nothing(attacker: Attacker) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="V1"):
        attacker.delist(village="211221101201")


def test_nobody_may_ask_which_gates_are_open(attacker: Attacker) -> None:
    attacker.connection.execute("SET LOCAL ROLE tuopin_app")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attacker.connection.execute("SELECT open_village_gates(1)")


DEPARTMENT_RETURN = (
    "INSERT INTO survey_departmentreturn (village_code, year, round, department,"
    " figures, evidence, returned_on, recorded_by_id) SELECT %s, 2017, 1, %s, '{}',"
    " '{}', office_today(), id FROM accounts_appointment WHERE department = '水利局'"
)


@pytest.mark.parametrize("department", ["交通局", "", "水利局 "])
def test_a_department_s_clerk_enters_no_other_s_figures_by_plain_sql(
    attacker: Attacker, department: str
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="another department"):
        attacker.connection.execute(DEPARTMENT_RETURN, [VILLAGE, department])


def test_a_department_s_clerk_enters_its_own(attacker: Attacker) -> None:
    done = attacker.connection.execute(DEPARTMENT_RETURN, [VILLAGE, "水利局"])

    assert done.rowcount == 1
