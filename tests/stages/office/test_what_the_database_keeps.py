"""What no program can undo: rows seen by place, records kept, days in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import Error, connections, transaction
from psycopg import sql

from tests.conftest import copied, reaching, superuser
from tests.support import aftercare, performance, slips
from tests.support.burden import enter, print_paper
from tests.support.department_lists import (
    HEAD,
    bring,
    houses_of,
    questions,
    register_people,
)
from tests.support.inspections import answer, decide, referred
from tests.support.publications import workbook
from tests.support.questionnaires import SIGNATURE, assign, submission_for, submit
from tests.support.reviews import asked, dismissed, reviewed
from tests.support.satisfaction import ask
from tests.support.second_surveys import draw_all, send_again, survey_again
from tests.support.time_logic import contradict, settle
from tests.support.villages import VillageWay
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE, YEAR, World
from tuopin.filing import operations as filing
from tuopin.filing.domain import Recipient
from tuopin.office.clock import operations as clock
from tuopin.office.clock.operations import UnableToMove
from tuopin.office.divisions.domain import code_range
from tuopin.office.documents.domain import DocumentKind
from tuopin.office.scope import acting_as
from tuopin.oversight import operations as oversight
from tuopin.oversight.models import SpotCheck
from tuopin.oversight.performance.domain import Recognition
from tuopin.plan import operations as plans
from tuopin.procedure import operations as procedure
from tuopin.register.queries import find_household
from tuopin.survey import drafts
from tuopin.survey import operations as surveys
from tuopin.survey.comparison.domain import Verdict
from tuopin.survey.examining import questionnaire_on
from tuopin.survey.integrity.queries import asked_about

SCOPED = """
SELECT c.relname FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  AND c.relrowsecurity AND c.relforcerowsecurity
ORDER BY 1
"""
OF_A_PLACE = """
SELECT DISTINCT c.relname
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  AND a.attname IN ('village_code', 'division_code') AND NOT a.attisdropped
ORDER BY 1
"""
APPEND_ONLY = """
SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only_rows'
ORDER BY 1
"""
OTHER_VERSION = {"base_version": "old-1"}
# Who holds which position is no secret of a place, and the villages' names are not.
OPEN_TO_ALL = {"accounts_appointment", "accounts_recusal"}


@dataclass
class Application:
    """The application's own connection, inside the test's transaction."""

    world: World

    def run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object]]:
        with connections["default"].cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []

    def names(self, statement: str) -> list[str]:
        return [str(name) for (name,) in self.run(statement)]

    def count(self, table: str) -> int:
        ((number,),) = self.run(f"SELECT count(*) FROM {table}")
        assert isinstance(number, int)
        return number


@pytest.fixture(scope="module")
def well_filled(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[tuple[str, World]]:
    """A county in which every table of the way out has a row, in two villages."""
    with django_db_blocker.unblock(), copied() as copy:
        with reaching(copy):
            world = World()
            _fill(world)
        yield copy, world


@pytest.fixture
def application(
    well_filled: tuple[str, World], django_db_blocker: pytest.FixtureRequest
) -> Iterator[Application]:
    """The county in a transaction that is rolled back after the test."""
    copy, world = well_filled
    with django_db_blocker.unblock(), reaching(copy), transaction.atomic():
        yield Application(deepcopy(world))
        transaction.set_rollback(True)


def _fill(world: World) -> None:
    for village in (VILLAGE, OTHER_VILLAGE):
        world.bring([world.register(village=village)], to="mark_lifted_out")
    world.attachments = (world.keep(workbook(), DocumentKind.ATTACHMENT).reference,)
    world.remind(world.bring([world.register()], to="announce"), Recipient.CITY)
    (case,) = world.bring([world.register()], to="post_first")
    world.decide(world.object_to(case))
    (reviewable,) = world.bring([world.register()], to="report_to_township")
    reviewed(world, asked(world, dismissed(world, reviewable)))
    world.release(world.hold(case))
    world.withdraw(case)
    for village, township in (
        (NEXT_VILLAGE, "township"),
        (OTHER_VILLAGE, "other township"),
    ):
        way = VillageWay(world, village, township).bring(to="return_indicators")
        _fill_a_letter_about_plans(way)
        way.report("housing department", households_with_safe_housing="0")
        way.answer_questions("housing department")
        way.report("housing department")
        way.examine_all()
        for _, do in way.way()[3:]:
            do()
    _fill_the_survey(world)
    _fill_the_comparison(world)
    _fill_the_aftercare(world)
    slip_of = next(iter(world.households))
    slips.give(world, slip_of)
    slips.withdraw(world, slip_of)
    _, _, order = referred(world)
    answer(world, order)
    decide(world, order)
    _fill_the_performance(world)
    print_paper(world)
    enter(world)
    (drawn, *_) = draw_all(world)
    another = world.newcomer("team")
    send_again(world, drawn.household_id, to=another, by="county")
    survey_again(world, drawn.household_id, by=another)


def _fill_the_performance(world: World) -> None:
    with acting_as(world["supervision"]):
        check = SpotCheck.objects.order_by("id")[0]
    ask(world, check.drawn_id)
    settle(world, contradict(world))
    performance.mark(world, check.id)
    performance.find(world)
    performance.decide(world, Recognition.NEITHER)
    oversight.keep_scheme(
        village_code=NEXT_VILLAGE,
        year=YEAR,
        title="激励办法",
        evidence="乡发〔2017〕9号",
        actor=world["township"],
        on=world.today,
    )


def _fill_a_letter_about_plans(way: VillageWay) -> None:
    timetable = way.draft_timetable()
    world = way.world
    plans.review_by_county(
        plan=timetable,
        opinion=plans.Opinion("accepted", "同意", {"review_opinion": "意见"}),
        actor=world["county"],
        on=world.today,
    )
    filing.send_plans(
        recipient=Recipient.CITY,
        plan_ids=[timetable.id],
        letter_number=f"计{timetable.id}",
        actor=world["county"],
        on=world.today,
    )


def _fill_the_aftercare(world: World) -> None:
    aftercare.end(world, aftercare.pair(world))
    pairing = aftercare.pair(world)
    aftercare.name(world, pairing, "甲队长")
    aftercare.name(world, pairing, "乙队长", reason="轮换", handed="台账")
    # The first household of the village has gone the whole way.
    exited = next(iter(world.households))
    world.move()
    aftercare.log(world, exited)
    aftercare.plan(world, [exited])
    aftercare.end_help(world, aftercare.begin(world, exited))
    aftercare.put_back(world, aftercare.open_risk(world, exited, seen="房屋烧毁"))


def _fill_the_survey(world: World) -> None:
    first, second = world.register(), world.register()
    picture = {SIGNATURE: world.document().reference}
    for household in (first, second):
        assign(world, household)
        sent = submission_for(world, household, envelope={"attachments": picture})
        submit(world, sent)
    aside = submit(world, submission_for(world, first, envelope=OTHER_VERSION))
    surveys.decide_submission(
        number=aside.number,
        is_taken=False,
        reason="重复",
        actor=world["township"],
        on=world.today,
    )
    third = world.register()
    assign(world, third)
    part = submission_for(world, third)
    surveys.receive_files(
        submission=replace(part, attachments={}),
        files=part.attachments,
        actor=world["village"],
        on=world.today,
    )
    _, form = questionnaire_on(world.today)
    with acting_as(world["village"]):
        household = find_household(world.households[third])
        assert household is not None
        drafts.begin(form, household, actor=world["village"], on=world.today)
    year = world.today.year
    surveys.ask_about_surveys(year=year, actor=world["county"], on=world.today)
    with acting_as(world["county"]):
        (question, *_) = asked_about(year)
    surveys.answer_about_surveys(
        number=question.question.id,
        text="同一天补签",
        actor=world["village"],
        on=world.today,
    )


def _fill_the_comparison(world: World) -> None:
    listed = register_people(world)
    bring(world, houses_of(world, HEAD))
    (question,) = questions(world, listed)
    procedure.answer_comparison(
        number=question.question.id,
        verdict=Verdict.NOT_SO,
        text="同名同姓",
        evidence="记录",
        actor=world["township"],
        on=world.today,
    )


def test_every_table_of_a_place_is_seen_by_place(application: Application) -> None:
    of_a_place = set(application.names(OF_A_PLACE)) - OPEN_TO_ALL

    assert of_a_place
    assert of_a_place <= set(application.names(SCOPED))


def test_without_an_actor_nobody_sees_a_row(application: Application) -> None:
    seen = {table: application.count(table) for table in application.names(SCOPED)}

    assert seen == dict.fromkeys(seen, 0)


def test_every_table_of_a_place_has_rows_in_the_test(application: Application) -> None:
    with acting_as(application.world["province"]):
        empty = {
            table
            for table in application.names(SCOPED)
            if not table.startswith("sample_") and not application.count(table)
        }

    assert empty <= {"register_registerimport"}


def test_a_village_sees_its_own_rows_only(application: Application) -> None:
    first, after = code_range(VILLAGE)
    with acting_as(application.world["village"]):
        for table in application.names(SCOPED):
            column = _place_of(application, table)
            outside = application.run(
                f"SELECT count(*) FROM {table} WHERE {column} < %s OR {column} >= %s",
                [first, after],
            )
            assert outside == [(0,)], table


def _place_of(application: Application, table: str) -> str:
    ((column,),) = application.run(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
        " AND attname IN ('village_code', 'division_code')",
        [table],
    )
    return str(column)


@pytest.mark.parametrize("table", ["procedure_exitcase", "register_household"])
def test_nobody_moves_a_row_into_another_area(
    application: Application, table: str
) -> None:
    with (
        acting_as(application.world["village"]),
        pytest.raises(Error, match=r"row-level security|only its status"),
    ):
        _attempt(application, f"UPDATE {table} SET village_code = '{NEXT_VILLAGE}'")


def _attempt(application: Application, statement: str) -> None:
    with transaction.atomic():
        application.run(statement)


@pytest.mark.parametrize("statement", ["UPDATE", "DELETE", "TRUNCATE"])
def test_a_record_is_never_changed_or_deleted(
    application: Application, statement: str
) -> None:
    tables = application.names(APPEND_ONLY)
    assert len(tables) > 20
    with acting_as(application.world["province"]):
        for table in tables:
            ((column,),) = application.run(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
                " AND attnum = 1",
                [table],
            )
            text = {
                "UPDATE": f"UPDATE {table} SET {column} = {column}",
                "DELETE": f"DELETE FROM {table}",
                "TRUNCATE": f"TRUNCATE {table} CASCADE",
            }[statement]
            with pytest.raises(Error, match=r"permission denied|never changed"):
                _attempt(application, text)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE procedure_actrecord DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE procedure_actrecord NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE procedure_actrecord DISABLE TRIGGER ALL",
        "DROP TRIGGER refuse_mark_with_open_gate ON register_household",
        "DROP POLICY row_scope ON procedure_actrecord",
        "SET session_replication_role = replica",
        "SET ROLE tuopin_guard",
        "SET ROLE tuopin_owner",
        "SET SESSION AUTHORIZATION tuopin_owner",
        "CREATE OR REPLACE FUNCTION open_gates(of_household bigint)"
        " RETURNS TABLE (gate text, what text) LANGUAGE sql AS"
        " $$ SELECT NULL, NULL WHERE false $$",
        "CREATE FUNCTION public.office_today(x int) RETURNS date LANGUAGE sql AS"
        " $$ SELECT '2030-01-01'::date $$",
        "INSERT INTO clock_democlock (\"only\", today) VALUES (false, '2030-01-01')",
        "DELETE FROM clock_democlock",
        "UPDATE policy_packinforce SET procedures = '{}'",
        "DELETE FROM accounts_appointment",
    ],
)
def test_the_application_cannot_take_its_own_bonds_off(
    application: Application, statement: str
) -> None:
    with pytest.raises(Error, match=r"permission denied|must be owner|never changed"):
        _attempt(application, statement)


def test_row_security_cannot_be_switched_off_for_a_query(
    application: Application,
) -> None:
    application.run("SET LOCAL row_security = off")

    with pytest.raises(Error, match="would be affected by row-level security"):
        _attempt(application, "SELECT count(*) FROM procedure_actrecord")


ANOTHER_ACT = (
    "INSERT INTO procedure_actrecord (case_id, village_code, round, act, verdict,"
    " consequence, done_on, appointment_id, person_id, evidence, subject, note)"
    " SELECT {case}, {village}, {round}, 'verify_team', 'confirmed', 'waits',"
    " {day}, {appointment}, {person}, '{{}}', '', ''"
    " FROM procedure_actrecord WHERE act = 'survey' LIMIT 1"
)
IN_ORDER = {
    "case": "case_id",
    "appointment": "appointment_id",
    "village": "village_code",
    "round": "round",
    "person": "person_id",
    "day": "done_on",
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, None),
        ({"case": "-1"}, "does not fit village and round of case -1"),
        ({"appointment": "-1"}, "another person"),
        ({"village": f"'{NEXT_VILLAGE}'"}, "does not fit village"),
        ({"round": "round + 1"}, "does not fit village and round"),
        ({"person": "person_id + 1"}, "another person"),
        ({"day": "'2030-01-01'"}, "no_act_is_dated_ahead"),
    ],
)
def test_an_act_fits_its_case_its_person_and_its_day(
    application: Application, change: dict[str, str], words: str | None
) -> None:
    statement = ANOTHER_ACT.format(**IN_ORDER | change)

    with acting_as(application.world["county"]):
        if words is None:
            _attempt(application, statement)
            return
        with pytest.raises(Error, match=words):
            _attempt(application, statement)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("entered_on", "office_today() - 1"),
        ("entered_on", "office_today()"),
        ("entered_on", "office_today() + 1"),
        ("recorded_at", "transaction_timestamp() - interval '1 second'"),
        ("recorded_at", "clock_timestamp()"),
        ("recorded_at", "clock_timestamp() + interval '1 hour'"),
    ],
)
def test_the_day_of_entry_is_the_office_s_own_whatever_the_program_says(
    application: Application, column: str, value: str
) -> None:
    statement = (
        ANOTHER_ACT.format(**IN_ORDER)
        .replace("subject, note)", f"subject, note, {column})")
        .replace("'', ''", f"'', '', {value}")
    )

    with acting_as(application.world["county"]):
        if value in {"office_today()", "clock_timestamp()"}:
            _attempt(application, statement)
            return
        with pytest.raises(Error, match="not entered today"):
            _attempt(application, statement)


def test_one_decision_stands_per_act_and_round(application: Application) -> None:
    statement = ANOTHER_ACT.format(**IN_ORDER).replace("'waits'", "'continues'")

    with (
        acting_as(application.world["county"]),
        pytest.raises(Error, match="one_decision_per_act_and_round"),
    ):
        _attempt(application, statement)


@pytest.mark.parametrize(
    "change", ["round = round - 1", "round = round + 2", "year = 2018", "pack_id = 0"]
)
def test_of_a_case_only_the_status_and_the_next_round_change(
    application: Application, change: str
) -> None:
    with (
        acting_as(application.world["county"]),
        pytest.raises(Error, match=r"only its status|permission denied"),
    ):
        _attempt(application, f"UPDATE procedure_exitcase SET {change}")


def test_a_case_and_a_household_are_not_deleted(application: Application) -> None:
    with acting_as(application.world["county"]):
        for table in ("procedure_exitcase", "register_household"):
            with pytest.raises(Error, match="permission denied"):
                _attempt(application, f"DELETE FROM {table}")


def test_the_demo_clock_only_moves_on(world: World) -> None:
    world.move_to(date(2017, 10, 10))

    with pytest.raises(UnableToMove, match="2017-10-10"):
        clock.move_to(date(2017, 10, 9))
    with pytest.raises(Error, match="only moves on"):
        _attempt(Application(world), "UPDATE clock_democlock SET today = '2017-10-09'")

    clock.move_to(world.today + timedelta(days=1))


@pytest.fixture
def real_office(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """Give a transaction of the database without a demo clock."""
    with superuser(settings.DATABASES["default"]["NAME"]) as connection:
        connection.execute("BEGIN")
        connection.execute("DELETE FROM clock_democlock")
        yield connection
        connection.execute("ROLLBACK")


def test_in_a_real_office_the_day_is_china_s(real_office: psycopg.Connection) -> None:
    real_office.execute("SET LOCAL ROLE tuopin_app")
    row = real_office.execute(
        "SELECT office_today() = (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date"
    ).fetchone()

    assert row == (True,)


def test_in_a_real_office_there_is_no_clock_to_move(
    real_office: psycopg.Connection,
) -> None:
    real_office.execute("SET LOCAL ROLE tuopin_app")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        real_office.execute(
            sql.SQL('INSERT INTO clock_democlock ("only", today) VALUES (true, now())')
        )
