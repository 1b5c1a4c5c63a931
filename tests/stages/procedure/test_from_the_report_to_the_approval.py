"""Report, examination, the township's list, the county's approval (G8, G9, G11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.world import COUNTY, NEXT_VILLAGE, TOWNSHIP, World, seat_beside
from tuopin.notice import operations as notices
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.accounts.operations import Seat
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.models import ActRecord, ExitCase
from tuopin.procedure.recording import BatchResult, Row
from tuopin.rulebook.positions import Position


def refusal_of(result: BatchResult) -> CaseRefusal:
    (row,) = result.rows
    assert row.refusal is not None
    return row.refusal


@pytest.mark.parametrize(
    ("days_apart", "because"),
    [
        (0, None),
        (1, None),
        (2, Because.NOT_TOGETHER),
        (5, Because.NOT_TOGETHER),
    ],
)
@pytest.mark.parametrize("first", ["posting", "report"])
def test_posting_and_report_are_done_at_the_same_time(
    world: World, first: str, days_apart: int, because: Because | None
) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    if first == "posting":
        world.post_first(cases)
        world.move(days=days_apart)
        result = world.report(cases)
    else:
        world.report(cases)
        world.move(days=days_apart)
        result = world.post_first(cases).result

    (row,) = result.rows
    assert (row.refusal.because if row.refusal else None) is because


@pytest.mark.parametrize("days_later", [1, -1])
def test_a_report_is_dated_the_day_it_is_made(world: World, days_later: int) -> None:
    cases = world.bring([world.register()], to="post_first")

    result = procedure.report_to_township(
        rows=[Row(cases[0], "reported", {"report_number": "报1"})],
        actor=world["village"],
        on=world.today + timedelta(days=days_later),
    )

    late = Because.DATE_IN_FUTURE if days_later > 0 else Because.ENTERED_TOO_LATE
    assert refusal_of(result).because is late


def test_the_township_examines_what_was_reported_to_it(world: World) -> None:
    cases = world.bring([world.register()], to="post_first")

    assert refusal_of(world.examine(cases)).because is Because.REQUIREMENT_MISSING
    world.report(cases)
    assert world.examine(cases).done == tuple(cases)


def test_every_household_is_examined_and_none_in_another_s_place(world: World) -> None:
    seen, unseen = world.bring([world.register(), world.register()], to="post_first")
    world.report([seen, unseen])
    world.examine([seen])
    with acting_as(world["county"]):
        notice = ExitCase.objects.get(id=seen).notice_entries.get().notice
    world.move_to(notice.opens_on)
    world.close_first(notice)

    result = world.determine([seen, unseen])

    assert result.done == (seen,)
    assert [row.case_id for row in result.refused] == [unseen]
    assert result.refused[0].refusal is not None
    assert "核查" in result.refused[0].refusal.text.zh


def test_a_household_that_fails_the_examination_is_not_determined(world: World) -> None:
    cases = world.bring([world.register()], to="report_to_township")
    world.examine(cases, verdict="failed")

    assert refusal_of(world.determine(cases)).because is Because.ENDED


@pytest.mark.parametrize("earlier", ["survey", "verify_committees", "verify_team"])
def test_who_surveyed_or_verified_does_not_examine(world: World, earlier: str) -> None:
    name = "team" if earlier == "verify_team" else "village"
    both = seat_beside(name, Seat(Position.TOWNSHIP_EXAMINER, TOWNSHIP))
    cases = world.bring([world.register()], to="report_to_township")

    result = procedure.examine(
        rows=[Row(cases[0], "passed", {"team_roster": "名", "examination_form": "表"})],
        actor=both,
        on=world.today,
    )

    refusal = refusal_of(result)
    assert refusal.because is Because.SAME_PERSON
    assert refusal.cite == "art-06"


@pytest.mark.parametrize("earlier", ["village", "examiner"])
def test_who_surveyed_or_examined_does_not_approve(world: World, earlier: str) -> None:
    both = seat_beside(earlier, Seat(Position.COUNTY_LEADING_GROUP, COUNTY))
    cases = world.bring([world.register()], to="close_second")
    rows = [Row(cases[0], "approved", {"approval_form": "审批表"})]

    refused = procedure.approve(rows=rows, actor=both, on=world.today)
    approved = procedure.approve(
        rows=rows, actor=world["leading group"], on=world.today
    )

    assert refusal_of(refused).because is Because.SAME_PERSON
    assert approved.done == tuple(cases)


def test_the_surveyor_named_on_the_form_does_not_approve(world: World) -> None:
    cases = world.bring([world.register()], to="close_second")
    with acting_as(world["county"]):
        survey = ActRecord.objects.get(act="survey")
    assert survey.evidence["surveyor"] == "丙访问"
    named = world.named("丙访问", Seat(Position.COUNTY_LEADING_GROUP, COUNTY))

    result = procedure.approve(
        rows=[Row(cases[0], "approved", {"approval_form": "审批表"})],
        actor=named,
        on=world.today,
    )

    assert refusal_of(result).because is Because.SAME_PERSON


@pytest.mark.parametrize("to", ["determine", "post_second"])
def test_nothing_is_approved_before_the_second_publicity_is_over(
    world: World, to: str
) -> None:
    cases = world.bring([world.register()], to=to)

    assert refusal_of(world.approve(cases)).because is Because.REQUIREMENT_MISSING


def test_nothing_is_approved_by_time_alone(world: World) -> None:
    cases = world.bring([world.register()], to="close_second")
    world.move(days=90)

    refusal = refusal_of(world.announce(cases).result)

    assert refusal.because is Because.REQUIREMENT_MISSING
    assert "审批" in refusal.text.zh


@pytest.mark.parametrize(
    "by", ["county", "township", "city", "province", "administrator", "supervision"]
)
def test_only_the_leading_group_approves(world: World, by: str) -> None:
    cases = world.bring([world.register()], to="close_second")

    with pytest.raises(NotYourPosition, match="领导小组"):
        world.approve(cases, by=by)


def test_a_household_that_is_not_approved_is_not_announced(world: World) -> None:
    cases = world.bring([world.register()], to="close_second")
    world.approve(cases, verdict="not_approved")

    assert refusal_of(world.announce(cases).result).because is Because.ENDED


def test_the_second_decision_is_told_who_made_the_first(world: World) -> None:
    cases = world.bring([world.register()], to="close_second")
    world.approve(cases, verdict="not_approved")

    refusal = refusal_of(world.approve(cases))

    assert refusal.because is Because.DONE_BEFORE
    assert "甲leading group" in refusal.text.zh
    assert "不予认定" in refusal.text.zh


@pytest.mark.parametrize(
    ("days_apart", "because"),
    [(0, None), (1, None), (2, Because.NOT_TOGETHER), (9, Because.NOT_TOGETHER)],
)
def test_the_approval_is_announced_at_the_same_time(
    world: World, days_apart: int, because: Because | None
) -> None:
    cases = world.bring([world.register()], to="approve")
    world.move(days=days_apart)

    (row,) = world.announce(cases).result.rows

    assert (row.refusal.because if row.refusal else None) is because


def test_the_second_notice_hangs_in_each_village_on_its_own_clock(world: World) -> None:
    here = world.bring([world.register()], to="determine")
    there = world.bring([world.register(village=NEXT_VILLAGE)], to="determine")
    first = world.post_second(here).notice
    world.move(days=9)
    second = world.post_second(there, village=NEXT_VILLAGE).notice
    assert first is not None
    assert second is not None
    world.move_to(first.opens_on)

    assert world.close_second(first).done == tuple(here)
    with pytest.raises(notices.UnableToClose):
        world.close_second(second)
    assert world.approve([*here, *there]).done == tuple(here)
