"""A notice hangs its days, in its village, and nobody closes it early (G7-G12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE, World
from tuopin.notice import operations as notices
from tuopin.notice import queries
from tuopin.notice.models import NoticeClosing, PublicityNotice
from tuopin.notice.operations import UnableToClose, UnableToPost, closing, posting
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because
from tuopin.procedure.models import ActRecord, ExitCase
from tuopin.procedure.recording import BatchResult
from tuopin.rulebook.calendar import BeyondCalendar
from tuopin.rulebook.periods import Period


@dataclass(frozen=True)
class Kind:
    """One of the three periods: the act before it, and how it opens and closes."""

    name: str
    before: str
    post: Callable[..., notices.Posted]
    close: Callable[..., BatchResult]

    def __str__(self) -> str:
        return self.name


FIRST = Kind("first", "acknowledge", World.post_first, World.close_first)
SECOND = Kind("second", "determine", World.post_second, World.close_second)
ANNOUNCEMENT = Kind("announcement", "approve", World.announce, World.close_announcement)
each_period = pytest.mark.parametrize("kind", [FIRST, SECOND, ANNOUNCEMENT], ids=str)


def posted(world: World, kind: Kind, cases: list[int]) -> PublicityNotice:
    sheet = kind.post(world, cases)
    assert sheet.notice is not None
    assert sheet.result.done == tuple(cases)
    return sheet.notice


def closings(world: World) -> int:
    with acting_as(world["province"]):
        return NoticeClosing.objects.count()


@each_period
@pytest.mark.parametrize("days_before_it_opens", [7, 2, 1])
def test_a_notice_is_not_closed_before_its_last_day_is_over(
    world: World, kind: Kind, days_before_it_opens: int
) -> None:
    cases = world.bring([world.register()], to=kind.before)
    notice = posted(world, kind, cases)
    before = closings(world)
    world.move_to(notice.opens_on - timedelta(days=days_before_it_opens))

    with pytest.raises(UnableToClose, match=str(notice.last_day)) as refusal:
        kind.close(world, notice)

    assert refusal.value.cite == "art-06"
    assert str(notice.opens_on) in refusal.value.text.zh
    assert closings(world) == before


@each_period
@pytest.mark.parametrize("days_after_it_opens", [0, 1, 30])
def test_a_notice_is_closed_once_its_last_day_is_over(
    world: World, kind: Kind, days_after_it_opens: int
) -> None:
    cases = world.bring([world.register()], to=kind.before)
    notice = posted(world, kind, cases)
    world.move_to(notice.opens_on + timedelta(days=days_after_it_opens))

    assert kind.close(world, notice).done == tuple(cases)


@pytest.mark.parametrize(
    ("posted_on", "last_day"),
    [
        # Seven days after a Friday is a Friday, and it is a working day.
        (date(2017, 9, 22), date(2017, 9, 29)),
        # The seventh day is a Saturday that is worked.
        (date(2017, 9, 23), date(2017, 9, 30)),
        # The seventh day lies in the National Day holiday, which ends on the eighth.
        (date(2017, 9, 25), date(2017, 10, 9)),
        # The seventh day is a plain Sunday.
        (date(2017, 11, 5), date(2017, 11, 13)),
        # The seventh day is New Year's Day.
        (date(2017, 12, 25), date(2018, 1, 2)),
    ],
)
def test_the_day_of_posting_does_not_count_and_a_last_day_off_moves_on(
    world: World, posted_on: date, last_day: date
) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    world.move_to(posted_on)

    notice = posted(world, FIRST, cases)

    assert (notice.last_day, notice.opens_on) == (last_day, last_day + timedelta(1))


def test_a_period_in_a_year_whose_days_off_are_unknown_does_not_begin(
    world: World,
) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    world.move_to(date(2026, 12, 28))

    with pytest.raises(BeyondCalendar), transaction.atomic():
        world.post_first(cases)

    with acting_as(world["county"]):
        assert not ActRecord.objects.filter(act="post_first").exists()
        assert not PublicityNotice.objects.exists()


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_closing_is_dated_the_day_it_is_done(world: World, shift: int) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    notice = posted(world, FIRST, cases)
    world.move_to(notice.opens_on + timedelta(days=3))

    result = notices.close_first(
        notice=notice,
        evidence={"last_day_photo": "照片"},
        actor=world["village"],
        on=world.today + timedelta(days=shift),
    )

    (row,) = result.rows
    assert row.refusal is not None
    early = Because.DATE_IN_FUTURE if shift > 0 else Because.ENTERED_TOO_LATE
    assert row.refusal.because is early
    assert closings(world) == 0


@pytest.mark.parametrize("days_late", [0, 1, 2])
def test_a_posting_is_entered_on_its_day_or_the_next(
    world: World, days_late: int
) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    posted_on = world.move()
    world.move(days=days_late)

    sheet = notices.post_first(
        posting=world.posting(cases, VILLAGE), actor=world["village"], on=posted_on
    )

    if days_late < 2:
        assert sheet.notice is not None
        assert sheet.notice.posted_on == posted_on
        return
    assert sheet.notice is None
    refusal = sheet.result.rows[0].refusal
    assert refusal is not None
    assert refusal.because is Because.ENTERED_TOO_LATE


def test_the_first_publicity_needs_the_photo_of_its_last_day(world: World) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    notice = posted(world, FIRST, cases)
    world.move_to(notice.opens_on)

    result = notices.close_first(
        notice=notice, evidence={}, actor=world["village"], on=world.today
    )

    refusal = result.rows[0].refusal
    assert refusal is not None
    assert refusal.because is Because.EVIDENCE_MISSING
    assert "期满日照片" in refusal.text.zh
    assert closings(world) == 0


def test_a_sheet_hangs_in_one_village_only(world: World) -> None:
    here = world.bring([world.register()], to="close_first")
    there = world.register(village=NEXT_VILLAGE)
    world.file_plan([there])
    elsewhere = world.open_cases([there])

    with pytest.raises(UnableToPost, match="1户") as refusal:
        world.post_second([*here, *elsewhere])

    assert refusal.value.cite == "art-06"


def test_a_sheet_with_nobody_on_it_is_no_notice(world: World) -> None:
    with pytest.raises(UnableToPost, match="空"):
        world.post_first([])


def test_a_number_is_used_once_in_a_village(world: World) -> None:
    one, other = world.bring([world.register(), world.register()], to="acknowledge")
    sheet = world.posting([one], VILLAGE)
    notices.post_first(posting=sheet, actor=world["village"], on=world.today)

    with pytest.raises(UnableToPost, match=sheet.number):
        notices.post_first(
            posting=replace(sheet, case_ids=(other,)),
            actor=world["village"],
            on=world.today,
        )


def test_two_villages_may_number_their_notices_alike(world: World) -> None:
    here = world.bring([world.register()], to="acknowledge")
    there = world.bring([world.register(village=OTHER_VILLAGE)], to="acknowledge")
    sheet = world.posting(here, VILLAGE)
    notices.post_first(posting=sheet, actor=world["village"], on=world.today)

    second = notices.post_first(
        posting=replace(world.posting(there, OTHER_VILLAGE), number=sheet.number),
        actor=world["other village"],
        on=world.today,
    )

    assert second.notice is not None


def test_a_roster_shows_group_head_and_persons_and_nothing_else(world: World) -> None:
    cases = world.bring([world.register(persons=3)], to="acknowledge")

    notice = posted(world, FIRST, cases)

    assert notice.roster == [
        {"line": 1, "group": "1组", "head_of_household": "乙1", "persons": 3}
    ]


def test_a_household_added_later_has_a_notice_and_a_period_of_its_own(
    world: World,
) -> None:
    early, late = world.bring([world.register(), world.register()], to="acknowledge")
    first = posted(world, FIRST, [early])
    world.move(days=3)
    second = posted(world, FIRST, [late])
    world.move_to(first.opens_on)

    assert world.close_first(first).done == (early,)
    with pytest.raises(UnableToClose):
        world.close_first(second)
    world.move_to(second.opens_on)
    assert world.close_first(second).done == (late,)


def test_nobody_closes_a_notice_twice(world: World) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    notice = posted(world, FIRST, cases)
    world.move_to(notice.opens_on)
    world.close_first(notice)

    with pytest.raises(UnableToClose, match="甲village"):
        world.close_first(notice)

    assert closings(world) == 1


def void_and_begin_again(world: World, household: int, cases: list[int]) -> None:
    world.change_member(household, insured=False)
    world.change_member(household, insured=True)
    world.visit_again(household, transfer_income="501.00")
    procedure.restart(
        case_ids=cases, reason="情况变化", actor=world["township"], on=world.today
    )
    world.visit([household], transfer_income="501.00")
    for act, do in world.way([household], cases)[1:6]:
        result = do()
        assert isinstance(result, BatchResult)
        assert result.done == tuple(cases), act


def test_a_notice_of_a_void_round_never_closes_the_fresh_one(world: World) -> None:
    household = world.register()
    cases = world.bring([household], to="post_first")
    with acting_as(world["county"]):
        old = PublicityNotice.objects.get()
    world.move_to(old.opens_on)
    void_and_begin_again(world, household, cases)
    fresh = posted(world, FIRST, cases)

    with pytest.raises(UnableToClose):
        world.close_first(old)

    world.move_to(fresh.opens_on)
    assert world.close_first(fresh).done == tuple(cases)


def test_a_round_begun_again_after_its_notice_closed_closes_its_own(
    world: World,
) -> None:
    household = world.register()
    cases = world.bring([household], to="close_first")
    world.move()
    void_and_begin_again(world, household, cases)
    fresh = posted(world, FIRST, cases)
    world.move_to(fresh.opens_on)

    assert world.close_first(fresh).done == tuple(cases)
    with acting_as(world["county"]):
        assert ExitCase.objects.get(id=cases[0]).round == 2


def off_by_one(posted_on: date, **rules: object) -> Period:
    last_day = posted_on + timedelta(days=6)
    return Period(posted_on, last_day, last_day + timedelta(days=1))


def test_a_period_computed_one_day_short_is_caught_by_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "period", off_by_one)

    with pytest.raises(IntegrityError, match=r"G7 .no whole period of: first"):
        world.bring([world.register()], to="mark_lifted_out")


def test_closing_on_the_last_day_itself_is_caught_by_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    notice = posted(world, FIRST, cases)
    monkeypatch.setattr(closing, "_refuse_early", lambda *_: None)
    world.move_to(notice.last_day)

    with pytest.raises(IntegrityError, match="hangs until"), transaction.atomic():
        world.close_first(notice)


def test_the_database_takes_no_closing_that_is_dated_otherwise_than_today(
    world: World,
) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    notice = posted(world, FIRST, cases)

    with (
        pytest.raises(IntegrityError, match="hangs until"),
        acting_as(world["village"]),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO notice_noticeclosing"
            " (notice_id, village_code, closed_on, evidence, closed_by_id)"
            " VALUES (%s, %s, %s, '{}', %s)",
            [notice.id, VILLAGE, notice.opens_on, world["village"].appointment_id],
        )


def test_open_notices_are_those_that_nobody_closed(world: World) -> None:
    cases = world.bring([world.register()], to="acknowledge")
    notice = posted(world, FIRST, cases)

    with acting_as(world["village"]):
        assert queries.open_notices(year=2017) == [notice]
    world.move_to(notice.opens_on)
    world.close_first(notice)

    with acting_as(world["village"]):
        assert queries.open_notices(year=2017) == []
