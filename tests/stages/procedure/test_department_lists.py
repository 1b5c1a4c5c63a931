"""A department's list asks about people on the register; it decides nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connections, transaction

from tests.stages.filing.conftest import MARK
from tests.support.department_lists import (
    CHILD,
    HEAD,
    NOBODY,
    STRANGER,
    bring,
    cars_of,
    houses_of,
    questions,
    register_people,
    roll_of,
)
from tests.support.world import COUNTY, OTHER_VILLAGE, World
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.accounts.operations import Seat
from tuopin.office.audit.models import AuditEvent
from tuopin.office.id_numbers import checking_digit
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because
from tuopin.procedure.models import ExitCase, Hold
from tuopin.procedure.operations import UnableToCompare, UnableToRecord
from tuopin.rulebook.positions import Position
from tuopin.survey.comparison.domain import ListPaper, Verdict
from tuopin.survey.models import DepartmentList

GROUNDS = "现场核实记录3号"


@pytest.fixture
def household(world: World) -> int:
    """A household of the village, its head and a child with identity numbers."""
    return register_people(world)


def answer(
    world: World,
    number: int,
    verdict: Verdict = Verdict.NOT_SO,
    *,
    evidence: str = GROUNDS,
    text: str = "房主同名同姓",
    by: str = "township",
    on: date | None = None,
) -> None:
    procedure.answer_comparison(
        number=number,
        verdict=verdict,
        text=text,
        evidence=evidence,
        actor=world[by],
        on=on or world.today,
    )


def status_of(world: World, case: int) -> str:
    with acting_as(world["county"]):
        return ExitCase.objects.get(id=case).status


def test_who_is_on_the_list_is_asked_about_and_nobody_else_leaves_a_trace(
    world: World, household: int
) -> None:
    other = register_people(world, [STRANGER], village=OTHER_VILLAGE)

    came = bring(world, houses_of(world, HEAD, NOBODY))

    (asked,) = questions(world, household)
    assert came.counts["asked"] == 1
    assert asked.question.told == {"address": "某市某路1号", "area": "88.5"}
    assert asked.question.due_on == world.today + timedelta(days=15)
    assert questions(world, other) == []
    assert_nowhere(world, HEAD)


def assert_nowhere(world: World, id_number: str) -> None:
    """Fail if an identity number stands in a row of the comparison or in an event."""
    tables = ("departmentlist", "comparisonquestion", "comparisonanswer")
    with acting_as(world["province"]), connections["default"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t::text FROM survey_{table} t")
            assert not any(id_number in row[0] for row in cursor.fetchall())
        events = AuditEvent.objects.values_list("raw", flat=True)
        assert not any(id_number.encode() in bytes(raw) for raw in events)


def test_a_person_is_found_by_the_old_number_of_fifteen_digits(
    world: World, household: int
) -> None:
    old = HEAD[:6] + HEAD[8:17]
    assert checking_digit(HEAD[:17]) == HEAD[17]

    came = bring(world, houses_of(world, old))

    assert came.counts["asked"] == 1
    assert len(questions(world, household)) == 1


def test_what_was_asked_is_not_asked_again_but_another_house_is(
    world: World, household: int
) -> None:
    bring(world, houses_of(world, HEAD))

    again = bring(world, houses_of(world, HEAD), number="城建〔2〕号")
    other = bring(
        world, houses_of(world, HEAD, address="某市某路2号"), number="城建〔3〕号"
    )

    assert (again.counts["asked"], again.counts["asked_before"]) == (0, 1)
    assert other.counts["asked"] == 1
    assert len(questions(world, household)) == 2


def test_who_is_missing_from_a_whole_list_is_asked_about(
    world: World, household: int
) -> None:
    came = bring(world, roll_of(world, HEAD), kind="insurance", number="合医〔1〕号")

    (asked,) = questions(world, household)
    assert came.counts["asked"] == 1
    assert asked.question.member_number.endswith("02")
    assert asked.question.told == {}
    assert came.counts["not_looked_for"] == 0


def test_who_has_no_number_is_counted_and_not_asked_about(world: World) -> None:
    world.register()

    came = bring(world, roll_of(world, HEAD), kind="insurance", number="合医〔1〕号")

    assert (came.counts["asked"], came.counts["not_looked_for"] > 0) == (0, True)


def test_a_whole_list_with_a_row_that_cannot_be_read_is_refused(
    world: World, household: int
) -> None:
    listing = roll_of(world, HEAD, CHILD[:-1] + ("0" if CHILD[-1] != "0" else "1"))

    with pytest.raises(UnableToCompare, match="1行读不出"):
        bring(world, listing, kind="insurance", number="合医〔1〕号")

    assert questions(world, household) == []


def test_a_trial_says_what_would_be_asked_and_writes_nothing(
    world: World, household: int
) -> None:
    came = procedure.preview_list(
        listing=houses_of(world, HEAD),
        paper=_paper(world),
        actor=world["housing department"],
        on=world.today,
    )

    assert (came.list_id, came.counts["asked"]) == (None, 1)
    assert questions(world, household) == []


def _paper(world: World) -> ListPaper:
    return ListPaper("housing", "城建〔1〕号", world.today)


def test_an_open_question_stops_the_household_until_it_is_cleared(
    world: World, household: int
) -> None:
    (case,) = world.bring([household], to="appraise")
    bring(world, houses_of(world, HEAD))
    (asked,) = questions(world, household)

    stopped = world.verify_team([case])
    status = status_of(world, case)
    answer(world, asked.question.id)

    assert stopped.rows[0].refusal is not None
    assert stopped.rows[0].refusal.because is Because.HELD
    assert status == "on_hold"
    assert world.verify_team([case]).done == (case,)
    (cleared,) = questions(world, household)
    assert not cleared.is_open


def test_what_is_confirmed_stops_it_until_it_is_corrected(
    world: World, household: int
) -> None:
    (case,) = world.bring([household], to="appraise")
    bring(world, houses_of(world, HEAD))
    (asked,) = questions(world, household)

    answer(world, asked.question.id, Verdict.CONFIRMED, evidence="")
    stopped = world.verify_team([case])
    answer(world, asked.question.id, Verdict.CORRECTED, text="已按实际住房重新评定")

    assert stopped.refused
    assert world.verify_team([case]).done == (case,)


def test_a_question_of_a_kind_that_bears_on_no_standard_stops_nobody(
    world: World, household: int
) -> None:
    (case,) = world.bring([household], to="appraise")
    police = world.named("甲公安", Seat(Position.DEPARTMENT, COUNTY, "公安局"))

    came = procedure.compare_list(
        listing=cars_of(world, HEAD),
        paper=ListPaper("vehicles", "公交〔1〕号", world.today),
        digest="0" * 64,
        actor=police,
        on=world.today,
    )

    assert (came.counts["asked"], came.stopped) == (1, 0)
    assert world.verify_team([case]).done == (case,)


def test_a_case_opened_later_is_stopped_from_its_first_day(
    world: World, household: int
) -> None:
    bring(world, houses_of(world, HEAD))

    (case,) = world.bring([household], to="list_in_plan")

    assert status_of(world, case) == "on_hold"


def test_nobody_releases_the_hold_in_another_way(world: World, household: int) -> None:
    (case,) = world.bring([household], to="appraise")
    bring(world, houses_of(world, HEAD))
    with acting_as(world["county"]):
        hold = Hold.objects.get(case_id=case)

    with pytest.raises(UnableToRecord, match="先核清疑点"):
        procedure.release(
            hold=hold, reason="核实", actor=world["supervision"], on=world.today
        )
    with (
        acting_as(world["county"]),
        connections["default"].cursor() as cursor,
        pytest.raises(DatabaseError, match="is undecided and holds"),
        transaction.atomic(),
    ):
        cursor.execute(
            "INSERT INTO procedure_holdrelease (hold_id, village_code, reason,"
            " released_on, released_by_id) VALUES (%s, %s, '核实', %s, %s)",
            [
                hold.id,
                hold.village_code,
                world.today,
                world["supervision"].appointment_id,
            ],
        )


def test_the_database_marks_nobody_with_an_open_question(
    world: World, household: int
) -> None:
    world.bring([household], to="archive_county")
    bring(world, houses_of(world, HEAD))

    with (
        acting_as(world["county"]),
        connections["default"].cursor() as cursor,
        pytest.raises(DatabaseError, match="uncleared question"),
        transaction.atomic(),
    ):
        cursor.execute(MARK, [household])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"evidence": " "}, "依据"),
        ({"text": ""}, "核实的情况"),
        ({"text": "长" * 401}, "400字"),
        ({"evidence": "〔附件9 sha256:" + "0" * 64 + "〕"}, "重新上传"),
        ({"on": date(2017, 8, 31)}, "今天"),
    ],
)
def test_an_answer_without_words_grounds_or_its_day_is_refused(
    world: World, household: int, changed: dict[str, object], said: str
) -> None:
    bring(world, houses_of(world, HEAD))
    (asked,) = questions(world, household)

    with pytest.raises(UnableToCompare, match=said):
        answer(world, asked.question.id, **changed)  # type: ignore[arg-type]

    assert questions(world, household)[0].is_open


def test_a_question_is_cleared_once_by_its_own_township(
    world: World, household: int
) -> None:
    bring(world, houses_of(world, HEAD))
    (asked,) = questions(world, household)
    number = asked.question.id

    for other in ("village", "housing department", "supervision"):
        with pytest.raises(NotYourPosition):
            answer(world, number, by=other)
    with pytest.raises((UnableToCompare, NotYourJurisdiction)):
        answer(world, number, by="other township")
    answer(world, number)
    with pytest.raises(UnableToCompare, match="已于"):
        answer(world, number, by="county")

    (cleared,) = questions(world, household)
    assert [one.verdict for one in cleared.answers] == ["not_so"]


def test_a_list_belongs_to_its_department_and_its_number_comes_once(
    world: World, household: int
) -> None:
    listing = houses_of(world, HEAD)

    with pytest.raises(UnableToCompare, match="城建局"):
        bring(world, listing, by="water department")
    with pytest.raises(UnableToCompare, match="晚于今天"):
        bring(world, listing, dated_on=world.today + timedelta(days=1))
    with pytest.raises(UnableToCompare, match="文号"):
        bring(world, listing, number=" ")
    bring(world, listing)
    with pytest.raises(UnableToCompare, match="已经比对过"):
        bring(world, listing)
    with pytest.raises(UnableToCompare, match="已经比对过"):
        bring(world, listing, number=" 城建〔1〕号 ")

    with acting_as(world["county"]):
        assert DepartmentList.objects.count() == 1


def attempts(asked: int, township: int, department: int) -> list[str]:
    """Statements by which the application's role would break the promises."""
    answers = (
        "INSERT INTO survey_comparisonanswer (question_id, village_code, verdict,"
        " text, evidence, answered_by_id, entered_on, recorded_at) SELECT id,"
        " village_code, '{}', 'x', '{}', {}, now(), now() FROM"
        f" survey_comparisonquestion WHERE id = {asked}"
    )
    return [
        "UPDATE survey_comparisonquestion SET holds = false",
        "DELETE FROM survey_comparisonquestion",
        "UPDATE survey_departmentlist SET counts = '{}'",
        answers.format("not_so", "", township),
        answers.format("not_so", "x", department),
    ]


def test_the_application_s_role_cannot_break_a_question(
    world: World, household: int
) -> None:
    bring(world, houses_of(world, HEAD))
    (asked,) = questions(world, household)
    seats = world["township"], world["housing department"]

    for statement in attempts(
        asked.question.id, *(seat.appointment_id for seat in seats)
    ):
        with (
            acting_as(world["county"]),
            connections["default"].cursor() as cursor,
            pytest.raises(DatabaseError),
            transaction.atomic(),
        ):
            cursor.execute(statement)

    assert questions(world, household)[0].is_open
