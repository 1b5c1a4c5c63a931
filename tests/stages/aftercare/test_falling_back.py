"""A household that falls back is seen, its risk settled or it stands again (art. 9)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError, connections, transaction

from tests.support.aftercare import (
    DOCUMENT,
    POOR,
    begin,
    cared,
    log,
    open_risk,
    plan,
    put_back,
    rules_of,
    settle,
    survey,
)
from tests.support.questionnaires import assign, submission_for, submit
from tests.support.world import ADEQUATE, World
from tuopin.aftercare import operations as aftercare
from tuopin.aftercare import queries
from tuopin.aftercare.measures import calls_due
from tuopin.aftercare.operations import UnableToCare
from tuopin.aftercare.watching import Watch, told, watched
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.counting import tallies
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as
from tuopin.procedure.models import ActRecord, ExitCase
from tuopin.register import operations as register
from tuopin.register.domain import RegistrationStatus
from tuopin.register.operations import UnableToChangeStatus
from tuopin.register.queries import households_by_id
from tuopin.survey import queries as surveys


@pytest.fixture
def exited(world: World) -> int:
    """A household that was marked as lifted out, a year later."""
    household = world.register()
    world.bring([household], to="mark_lifted_out")
    world.move(days=200)
    return household


def seen(world: World) -> dict[int, tuple[Watch, str]]:
    pack = pack_on(world.today)
    with acting_as(world["county"]):
        found = watched(
            world["county"].division_code,
            pack,
            rules_of(world),
            on=world.today,
            kept_in=None,
        )
    return {one.cared.id: (one.watch, one.criterion) for one in found}


def test_the_first_criterion_to_fail_is_named_with_figure_source_and_date(
    world: World, exited: int
) -> None:
    assert seen(world) == {exited: (Watch.HOLDS, "")}

    visit = survey(world, exited, POOR | {"dwelling_grade": "D"})

    assert seen(world) == {exited: (Watch.FAILS, "income")}
    with acting_as(world["county"]):
        found = told([exited], pack_on(world.today))[exited]
    assert found.finding is not None
    assert found.visit is not None
    assert (found.visit.id, found.visit.surveyed_on) == (visit, world.today)
    assert (found.finding.observed, found.finding.threshold) == ("800", "2995")


def test_what_is_not_known_is_not_fine(world: World, exited: int) -> None:
    answers = {k: v for k, v in ADEQUATE.items() if k != "dwelling_grade"}

    survey(world, exited, answers)

    assert seen(world) == {exited: (Watch.UNKNOWN, "safe_housing")}


def test_who_was_never_surveyed_with_a_paper_is_not_taken_for_fine(
    world: World, exited: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surveys, "years_of_newest_visits", lambda _place: {})

    assert seen(world) == {exited: (Watch.UNKNOWN, "")}


def test_whoever_exited_is_surveyed_again_by_the_same_questionnaire(
    world: World, exited: int
) -> None:
    found = cared(world, exited)
    assert found is not None
    assert found.is_resurvey_due

    assign(world, exited)
    submit(world, submission_for(world, exited, on=world.today))

    found = cared(world, exited)
    assert found is not None
    assert (found.is_resurvey_due, found.surveyed_on) == (False, world.today)


def test_a_hit_becomes_a_record_with_owner_and_time_limit(
    world: World, exited: int
) -> None:
    survey(world, exited)

    with pytest.raises(UnableToCare, match="须在今天"):
        open_risk(world, exited, days=31)
    with pytest.raises(UnableToCare, match="在任人员"):
        open_risk(world, exited, owner="other village")
    number = open_risk(world, exited)
    with pytest.raises(UnableToCare, match="已有返贫风险记录"):
        open_risk(world, exited)

    with acting_as(world["county"]):
        risk = queries.find_risk(number)
    assert risk is not None
    assert (risk.criterion, risk.observed, risk.cite) == ("income", "800", "art-03 ¶2")


def test_where_no_figure_fails_what_was_seen_is_said(world: World, exited: int) -> None:
    with pytest.raises(UnableToCare, match="看到的情况"):
        open_risk(world, exited)

    assert open_risk(world, exited, seen="户主患重病住院")


def test_a_risk_is_gone_by_another_s_finding(world: World, exited: int) -> None:
    risk = open_risk(world, exited, owner="township", seen="户主患重病住院")
    with pytest.raises(UnableToCare, match="须由另一人"):
        settle(world, risk)
    with pytest.raises(NotYourPosition):
        settle(world, risk, by="village")

    settle(world, risk, by="county")

    with pytest.raises(UnableToCare, match="已经办结"):
        settle(world, risk, by="county")
    assert open_risk(world, exited, seen="又患病")


def test_a_household_that_fell_back_stands_on_the_register_again(
    world: World, exited: int
) -> None:
    survey(world, exited)
    risk = open_risk(world, exited)
    for by in ("county", "township", "village", "supervision"):
        with pytest.raises(NotYourPosition):
            put_back(world, risk, by=by)
    with pytest.raises(UnableToCare, match="文号"):
        put_back(world, risk, document=replace(DOCUMENT, letter_number=" "))
    with pytest.raises(UnableToCare, match="凭据"):
        put_back(world, risk, document=replace(DOCUMENT, evidence=""))

    put_back(world, risk)

    with acting_as(world["county"]):
        (household,) = households_by_id([exited])
        (made,) = queries.returns_of(exited)
        (case,) = ExitCase.objects.filter(household_id=exited)
        assert ActRecord.objects.filter(case=case, act="mark_lifted_out").exists()
    assert household.registration_status is RegistrationStatus.RETURNED
    assert household.may_exit
    assert made.case_id == case.id
    assert cared(world, exited) is None
    with pytest.raises(UnableToCare, match="已经办结"):
        put_back(world, risk)


def test_no_call_is_due_for_who_stands_on_the_register_again(
    world: World, exited: int
) -> None:
    def due() -> int:
        found = calls_due(world.today.year, rules_of(world), on=world.today)
        with acting_as(world["county"]):
            return sum(one.of for one in tallies(found).values())

    put_back(world, open_risk(world, exited, seen="房屋烧毁"))
    before = due()
    world.move(days=120)

    assert due() == before


def test_nothing_of_after_care_is_done_for_who_fell_back(
    world: World, exited: int
) -> None:
    put_back(world, open_risk(world, exited, seen="房屋烧毁"))

    for act in (
        lambda: plan(world, [exited]),
        lambda: log(world, exited),
        lambda: begin(world, exited),
        lambda: open_risk(world, exited, seen="x"),
    ):
        with pytest.raises(UnableToCare, match="返贫"):
            act()


def test_another_exit_goes_the_whole_way_by_a_later_plan(
    world: World, exited: int
) -> None:
    put_back(world, open_risk(world, exited, seen="房屋烧毁"))

    with (
        acting_as(world["county"]),
        pytest.raises(DatabaseError, match="fell back since"),
    ):
        register.mark_lifted_out(
            household_ids=[exited], actor=world["county"], on=world.today
        )
    world.file_plan([exited], year=world.today.year)
    listed = world.list_in_plan([exited], year=world.today.year)

    with acting_as(world["county"]):
        years = ExitCase.objects.filter(household_id=exited).order_by("year")
        assert [one.year for one in years] == [2017, 2018]
        assert listed.done == (years[1].id,)


def test_a_false_exit_is_undone_by_the_same_way(world: World, exited: int) -> None:
    with pytest.raises(NotYourPosition):
        undo(world, exited, by="supervision")

    undo(world, exited)

    with acting_as(world["county"]):
        (made,) = queries.returns_of(exited)
    assert (made.because, made.subject) == ("false_exit", "order:7")
    with pytest.raises(UnableToCare, match="没有标注脱贫"):
        undo(world, exited)


def test_no_household_is_put_back_on_the_day_of_its_mark(world: World) -> None:
    household = world.register()
    world.bring([household], to="mark_lifted_out")

    with pytest.raises(UnableToCare, match="请明天起办理"):
        undo(world, household)


def undo(world: World, household: int, *, by: str = "leading group") -> int:
    return aftercare.undo_false_exit(
        household_number=world.households[household],
        subject="order:7",
        document=DOCUMENT,
        actor=world[by],
        on=world.today,
    )


def test_the_register_alone_returns_nobody(world: World, exited: int) -> None:
    with pytest.raises(UnableToChangeStatus, match="返贫须凭文件"):
        register.change_status(
            household_ids=[exited],
            to=RegistrationStatus.RETURNED,
            actor=world["county"],
            on=world.today,
        )


RETURN = (
    "INSERT INTO aftercare_returntopoverty (household_id, case_id, village_code,"
    " because, grounds, letter_number, evidence, subject, risk_id, decided_by_id)"
    " SELECT h.id, c.id, h.village_code, {values}, {{by}} FROM register_household h"
    " JOIN procedure_exitcase c ON c.household_id = h.id"
    " WHERE h.registration_status = 'lifted_out'"
)
RISK = (
    "INSERT INTO aftercare_riskrecord (household_id, village_code, criterion, observed,"
    " threshold, cite, reason_zh, reason_en, found_on, owner_id, due_on, opened_by_id)"
    " SELECT id, village_code, 'income', '', '', '', 'x', 'x', {days}, {{by}}"
    " FROM register_household WHERE registration_status = 'lifted_out'"
)
ATTACKS = (
    "UPDATE register_household SET registration_status = 'returned'"
    " WHERE registration_status = 'lifted_out'",
    # A return without a risk, without an order, or that puts nobody back.
    RETURN.format(values="'fell_back', 'x', 'x', 'x', '', NULL"),
    RETURN.format(values="'false_exit', 'x', 'x', 'x', '', NULL"),
    RETURN.format(values="'false_exit', 'x', 'x', 'x', 'order:1', NULL"),
    RETURN.format(values="'false_exit', 'x', ' ', 'x', 'order:1', NULL"),
    # A risk that is due in the past; one beside another.
    RISK.format(days="office_today(), {by}, office_today() - 1"),
    RISK.format(days="office_today(), {by}, office_today()"),
    "INSERT INTO aftercare_riskclosing (risk_id, village_code, outcome, text, evidence,"
    " closed_by_id) SELECT id, village_code, 'removed', 'x', 'x', owner_id"
    " FROM aftercare_riskrecord",
    "INSERT INTO aftercare_riskclosing (risk_id, village_code, outcome, text, evidence,"
    " closed_by_id) SELECT id, village_code, 'returned', 'x', 'x', {by}"
    " FROM aftercare_riskrecord",
    "INSERT INTO aftercare_callplan (household_id, village_code, caller, each_year,"
    " from_on, until_on, reason, planned_by_id) SELECT id, village_code, 'x', 4,"
    " office_today() - 400, office_today() + 400, '', {by} FROM register_household"
    " WHERE registration_status = 'lifted_out'",
    # A call dated back further than a survey may be; one that says nothing.
    "INSERT INTO aftercare_aftercarevisit (household_id, village_code, visitor, found,"
    " evidence, done_on, logged_by_id) SELECT id, village_code, 'x', 'x', 'x',"
    " office_today() - 16, {by} FROM register_household"
    " WHERE registration_status = 'lifted_out'",
    "INSERT INTO aftercare_aftercarevisit (household_id, village_code, visitor, found,"
    " evidence, done_on, logged_by_id) SELECT id, village_code, 'x', 'x', 'x',"
    " office_today(), {by} FROM register_household"
    " WHERE registration_status = 'lifted_out'",
    "INSERT INTO aftercare_aftercaremeasure (household_id, village_code, kind, what,"
    " department, from_on, until_on, amount, evidence, begun_by_id)"
    " SELECT id, village_code, 'industry', 'x', 'x', office_today(), office_today(),"
    " -1, 'x', {by} FROM register_household WHERE registration_status = 'lifted_out'",
    "INSERT INTO aftercare_measureend (measure_id, village_code, reason, ended_by_id)"
    " SELECT id, village_code, ' ', {by} FROM aftercare_aftercaremeasure",
)


@pytest.mark.parametrize("statement", ATTACKS)
def test_the_application_s_own_role_cannot(
    world: World, exited: int, statement: str
) -> None:
    begin(world, exited)
    open_risk(world, exited, seen="房屋烧毁")

    with pytest.raises(DatabaseError):
        _do(world, statement.format(by=world["county"].appointment_id))

    with acting_as(world["county"]):
        (household,) = households_by_id([exited])
        assert household.registration_status is RegistrationStatus.LIFTED_OUT
        assert queries.returns_of(exited) == []
        assert len(queries.open_risks([exited])) == 1


def _do(world: World, statement: str) -> None:
    with (
        acting_as(world["county"]),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(statement)
        assert cursor.rowcount > 0
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
