"""An objection stops one household until somebody uninvolved answers it (art. 6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.support.world import VILLAGE, World
from tuopin.notice import operations as notices
from tuopin.notice import queries
from tuopin.notice.domain import Channel
from tuopin.notice.models import Objection, ObjectionDecision, PublicityNotice
from tuopin.notice.operations import Statement, UnableToDecide
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases_of
from tuopin.procedure.domain import Because
from tuopin.procedure.models import ExitCase
from tuopin.procedure.operations import UnableToRecord
from tuopin.procedure.recording import BatchResult, Result
from tuopin.register.models import Household

RELEASE = ("hold_id", "village_code", "reason", "released_on", "released_by_id")


def notice_of(world: World, case: int, publicity: str = "first") -> PublicityNotice:
    with acting_as(world["county"]):
        return PublicityNotice.objects.get(entries__case_id=case, publicity=publicity)


def objected(
    world: World, notice: PublicityNotice, case: int, *, by: str = "village"
) -> Objection:
    return notices.object_to(
        notice=notice,
        statement=Statement(case, Channel.PHONE, "该户收入不实"),
        actor=world[by],
        on=world.today,
    )


def decided(
    world: World, objection: Objection, *, upheld: bool, by: str = "county"
) -> None:
    notices.decide_objection(
        objection=objection,
        is_upheld=upheld,
        answer="经复核答复如下",
        actor=world[by],
        on=world.today,
    )


def status_of(world: World, case: int) -> str:
    with acting_as(world["county"]):
        return ExitCase.objects.get(id=case).status


def outcomes(result: BatchResult) -> list[tuple[Result, str]]:
    return [(row.result, row.verdict) for row in result.rows]


def test_an_objection_at_the_last_minute_holds_one_and_lets_the_other_through(
    world: World,
) -> None:
    held, free = world.bring([world.register(), world.register()], to="examine")
    notice = notice_of(world, held)
    world.move_to(notice.last_day)
    objected(world, notice, held)
    world.move_to(notice.opens_on)

    result = world.close_first(notice)
    determined = world.determine([held, free])

    assert [row.result for row in result.rows] == [Result.HELD, Result.DONE]
    assert determined.done == (free,)
    assert status_of(world, held) == "on_hold"
    assert status_of(world, free) == "determined"


@pytest.mark.parametrize(
    ("upheld", "verdict", "status"),
    [
        (False, "objection_dismissed", "awaiting_determination"),
        (True, "objection_upheld", "first_objected"),
    ],
)
def test_an_answer_before_the_closing_decides_how_the_period_ends(
    world: World, upheld: bool, verdict: str, status: str
) -> None:
    (case,) = world.bring([world.register()], to="examine")
    notice = notice_of(world, case)
    objection = objected(world, notice, case)
    decided(world, objection, upheld=upheld)
    world.move_to(notice.opens_on)

    assert outcomes(world.close_first(notice)) == [(Result.DONE, verdict)]
    assert status_of(world, case) == status


def test_one_upheld_objection_outweighs_any_number_dismissed(world: World) -> None:
    (case,) = world.bring([world.register()], to="examine")
    notice = notice_of(world, case)
    for upheld in (False, True, False):
        decided(world, objected(world, notice, case), upheld=upheld)
    world.move_to(notice.opens_on)

    assert outcomes(world.close_first(notice)) == [(Result.DONE, "objection_upheld")]


def test_a_held_household_closes_its_period_once_it_is_answered(world: World) -> None:
    held, free = world.bring([world.register(), world.register()], to="examine")
    notice = notice_of(world, held)
    objection = objected(world, notice, held)
    world.move_to(notice.opens_on)
    assert world.close_first(notice).done == (free,)
    world.move()
    decided(world, objection, upheld=False)

    assert world.close_first(notice).done == (held,)


def test_time_alone_never_answers_an_objection(world: World) -> None:
    (case,) = world.bring([world.register()], to="examine")
    notice = notice_of(world, case)
    objected(world, notice, case)
    world.move_to(notice.opens_on + timedelta(days=60))

    assert outcomes(world.close_first(notice)) == [(Result.HELD, "no_objection")]


@pytest.mark.parametrize(
    "to", ["close_first", "determine", "approve", "archive_county"]
)
def test_a_late_objection_still_stops_the_household(world: World, to: str) -> None:
    following = {
        "close_first": World.determine,
        "determine": World.post_second,
        "approve": World.announce,
        "archive_county": World.mark,
    }[to]
    (case,) = world.bring([world.register()], to=to)
    objected(world, notice_of(world, case), case)

    result = following(world, [case])

    batch = result if isinstance(result, BatchResult) else result.result
    refusal = batch.rows[0].refusal
    assert refusal is not None
    assert refusal.because is Because.HELD


def test_a_late_objection_that_is_dismissed_lets_the_household_go_on(
    world: World,
) -> None:
    (case,) = world.bring([world.register()], to="close_first")
    objection = objected(world, notice_of(world, case), case)

    decided(world, objection, upheld=False)

    assert world.determine([case]).done == (case,)


@pytest.mark.parametrize("by", ["county", "supervision", "other examiner"])
def test_a_late_objection_that_is_upheld_ends_the_case(world: World, by: str) -> None:
    if by == "other examiner":
        by = world.newcomer("examiner")
    (case,) = world.bring([world.register()], to="close_first")
    objection = objected(world, notice_of(world, case), case)

    decided(world, objection, upheld=True, by=by)

    refusal = world.determine([case]).rows[0].refusal
    assert refusal is not None
    assert refusal.because is Because.ENDED
    assert status_of(world, case) == "withdrawn"


def test_an_objection_needs_no_name_but_a_sentence(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    notice = notice_of(world, case)

    objection = objected(world, notice, case)
    with pytest.raises(UnableToDecide, match="异议内容"):
        notices.object_to(
            notice=notice,
            statement=Statement(case, Channel.LETTER, "  ", "庚"),
            actor=world["village"],
            on=world.today,
        )

    assert objection.objector_name == ""
    assert len(objection.receipt_code) == 14


def test_an_objection_to_come_was_not_received(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    notice = notice_of(world, case)

    with pytest.raises(UnableToDecide, match="晚于今天"):
        notices.object_to(
            notice=notice,
            statement=Statement(case, Channel.LETTER, "收入不实"),
            actor=world["village"],
            on=world.today + timedelta(days=1),
        )


@pytest.mark.parametrize("by", ["township", "county"])
def test_who_is_concerned_does_not_answer(world: World, by: str) -> None:
    """The township office acted in the case; the county took the objection in."""
    (case,) = world.bring([world.register()], to="post_first")
    objection = objected(world, notice_of(world, case), case, by="county")

    with pytest.raises(UnableToDecide, match="其他人") as refusal:
        decided(world, objection, upheld=False, by=by)

    assert refusal.value.cite == "art-15"
    with acting_as(world["county"]):
        assert ObjectionDecision.objects.count() == 0


def test_the_township_examiner_may_answer_before_examining(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = objected(world, notice_of(world, case), case)

    decided(world, objection, upheld=False, by="examiner")

    assert status_of(world, case) == "posted_not_reported"


@pytest.mark.parametrize("by", ["village", "team", "leading group", "administrator"])
def test_others_do_not_answer_objections(world: World, by: str) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = objected(world, notice_of(world, case), case)

    with pytest.raises(NotYourPosition):
        decided(world, objection, upheld=False, by=by)


def test_an_answer_is_in_writing(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = objected(world, notice_of(world, case), case)

    with pytest.raises(UnableToDecide, match="书面"):
        notices.decide_objection(
            objection=objection,
            is_upheld=False,
            answer=" ",
            actor=world["county"],
            on=world.today,
        )


@pytest.mark.parametrize("shift", [-1, 1])
def test_an_answer_is_dated_the_day_it_is_given(world: World, shift: int) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = objected(world, notice_of(world, case), case)

    with pytest.raises(UnableToDecide, match="今天"):
        notices.decide_objection(
            objection=objection,
            is_upheld=False,
            answer="不成立",
            actor=world["county"],
            on=world.today + timedelta(days=shift),
        )


def test_an_objection_is_answered_once_and_the_second_is_told_by_whom(
    world: World,
) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = objected(world, notice_of(world, case), case)
    decided(world, objection, upheld=False)

    with pytest.raises(UnableToDecide, match="甲county"):
        decided(world, objection, upheld=True, by="supervision")


def test_an_objection_s_hold_is_not_released_without_an_answer(world: World) -> None:
    (case,) = world.bring([world.register()], to="examine")
    notice = notice_of(world, case)
    objection = objected(world, notice, case)
    with acting_as(world["county"]):
        hold = cases_of.hold_about(f"objection:{objection.id}")
        assert hold is not None

    with pytest.raises(UnableToRecord, match="异议") as refusal:
        procedure.release(
            hold=hold, reason="已口头解释", actor=world["county"], on=world.today
        )

    assert refusal.value.cite == "art-06"
    world.move_to(notice.opens_on)
    assert world.close_first(notice).done == ()


def test_the_database_releases_no_objection_s_hold_without_an_answer(
    world: World,
) -> None:
    (case,) = world.bring([world.register()], to="examine")
    objection = objected(world, notice_of(world, case), case)

    with acting_as(world["county"]):
        hold = cases_of.hold_about(f"objection:{objection.id}")
        assert hold is not None
        values = (hold.id, VILLAGE, "无", world.today, world["county"].appointment_id)
        with pytest.raises(IntegrityError, match="undecided"), transaction.atomic():
            audit_rows.insert("procedure_holdrelease", RELEASE, [values])


def test_a_case_given_up_stays_so_when_its_objection_is_answered(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = objected(world, notice_of(world, case), case)
    procedure.withdraw(
        case_id=case,
        ending="withdrawn",
        reason="户要求撤回",
        actor=world["county"],
        on=world.today,
    )

    decided(world, objection, upheld=True, by="supervision")

    assert status_of(world, case) == "withdrawn"


def test_an_objection_after_the_mark_is_taken_but_leaves_the_mark(world: World) -> None:
    household = world.register()
    (case,) = world.bring([household], to="mark_lifted_out")
    objection = objected(world, notice_of(world, case), case)

    decided(world, objection, upheld=True, by="supervision")

    assert status_of(world, case) == "lifted_out"
    with acting_as(world["county"]):
        assert Household.objects.get(id=household).registration_status == "lifted_out"
        assert ObjectionDecision.objects.get().is_upheld


def test_undecided_objections_are_counted_until_they_are_answered(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = objected(world, notice_of(world, case), case)

    with acting_as(world["county"]):
        assert queries.undecided_by_village(years=[2017]) == {objection.village_code: 1}
    decided(world, objection, upheld=False)

    with acting_as(world["county"]):
        assert queries.undecided_by_village(years=[2017]) == {}
