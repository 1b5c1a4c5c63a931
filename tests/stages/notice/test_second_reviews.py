"""Whoever is not satisfied with an answer may ask once for a second look (异议复核).

The text is silent; the pack's reading `second-review` says so, with the days.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.support.reviews import asked, dismissed, reviewed
from tests.support.world import VILLAGE, World
from tuopin.notice.models import SecondReview, SecondReviewDecision
from tuopin.notice.operations import UnableToDecide
from tuopin.notice.queries import second_review_rule
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.accounts.models import Person
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because
from tuopin.procedure.models import ExitCase, Hold
from tuopin.procedure.operations import UnableToRecord
from tuopin.procedure.recording import Result

RELEASE = ("hold_id", "village_code", "reason", "released_on", "released_by_id")
DECISION = (
    "review_id",
    "village_code",
    "is_upheld",
    "answer",
    "decided_on",
    "decided_by_id",
)


def status_of(world: World, case: int) -> str:
    with acting_as(world["county"]):
        return ExitCase.objects.get(id=case).status


def is_held(world: World, case: int) -> bool:
    with acting_as(world["county"]):
        return Hold.objects.filter(case_id=case, release__isnull=True).exists()


def days_allowed(world: World, case: int) -> int:
    with acting_as(world["county"]):
        rule = second_review_rule(case)
    assert rule is not None
    return rule.days


def test_a_second_review_holds_the_household_and_lets_the_other_through(
    world: World,
) -> None:
    held, free = world.bring([world.register(), world.register()], to="close_first")
    asked(world, dismissed(world, held))

    result = world.determine([held, free])

    assert [row.result for row in result.rows] == [Result.HELD, Result.DONE]
    refusal = result.rows[0].refusal
    assert refusal is not None
    assert refusal.because is Because.HELD
    assert "异议复核" in refusal.text.zh


@pytest.mark.parametrize(
    ("upheld", "status"), [(False, "awaiting_determination"), (True, "withdrawn")]
)
def test_its_answer_after_the_closing_has_the_consequence_of_a_first_one(
    world: World, upheld: bool, status: str
) -> None:
    (case,) = world.bring([world.register()], to="close_first")
    review = asked(world, dismissed(world, case))

    reviewed(world, review, upheld=upheld)

    assert status_of(world, case) == status
    assert not is_held(world, case)


@pytest.mark.parametrize(
    ("upheld", "verdict", "status"),
    [
        (False, "objection_dismissed", "awaiting_determination"),
        (True, "objection_upheld", "first_objected"),
    ],
)
def test_its_answer_before_the_closing_decides_how_the_period_ends(
    world: World, upheld: bool, verdict: str, status: str
) -> None:
    (case,) = world.bring([world.register()], to="examine")
    notice = world.notice_of(case, "first")
    review = asked(world, dismissed(world, case))
    world.move_to(notice.opens_on)
    assert world.close_first(notice).done == ()
    reviewed(world, review, upheld=upheld)

    (row,) = world.close_first(notice).rows

    assert (row.result, row.verdict) == (Result.DONE, verdict)
    assert status_of(world, case) == status


@pytest.mark.parametrize(
    ("late", "holds"),
    [(-10, True), (-1, True), (0, True), (1, False), (40, False)],
)
def test_it_holds_if_asked_for_within_the_pack_s_days(
    world: World, late: int, holds: bool
) -> None:
    (case,) = world.bring([world.register()], to="close_first")
    objection = dismissed(world, case)
    world.move(days=days_allowed(world, case) + late)

    asked(world, objection)

    assert is_held(world, case) == holds


@pytest.mark.parametrize(
    ("upheld", "status"), [(False, "awaiting_determination"), (True, "withdrawn")]
)
def test_a_late_one_is_answered_too_with_its_consequence(
    world: World, upheld: bool, status: str
) -> None:
    (case,) = world.bring([world.register()], to="close_first")
    objection = dismissed(world, case)
    world.move(days=days_allowed(world, case) + 1)
    review = asked(world, objection)

    reviewed(world, review, upheld=upheld)

    assert status_of(world, case) == status


def test_the_day_that_counts_is_when_the_letter_came_in_not_its_entry(
    world: World,
) -> None:
    (case,) = world.bring([world.register()], to="close_first")
    objection = dismissed(world, case)
    last = world.move(days=days_allowed(world, case))
    world.move(days=3)

    asked(world, objection, on=last)

    assert is_held(world, case)


def test_after_the_mark_it_is_answered_but_leaves_the_mark(world: World) -> None:
    (case,) = world.bring([world.register()], to="mark_lifted_out")
    review = asked(world, dismissed(world, case))

    reviewed(world, review, upheld=True, by="supervision")

    assert status_of(world, case) == "lifted_out"


def test_nothing_is_reviewed_before_it_is_answered(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = world.object_to(case)

    with pytest.raises(UnableToDecide, match="还没有书面答复"):
        asked(world, objection)


def test_an_objection_that_was_upheld_leaves_nothing_to_review(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = world.object_to(case)
    world.decide(objection, upheld=True, by=world.newcomer("examiner"))

    with pytest.raises(UnableToDecide, match="已成立"):
        asked(world, objection)


def test_it_is_asked_for_once_and_once_only(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = dismissed(world, case)
    review = asked(world, objection)
    reviewed(world, review)

    with pytest.raises(UnableToDecide, match="只有一次"):
        asked(world, objection)


@pytest.mark.parametrize(
    ("days", "text", "said"),
    [(0, " ", "哪里不服"), (1, "不服", "晚于今天"), (-1, "不服", "早于答复")],
)
def test_a_request_says_something_and_comes_after_the_answer(
    world: World, days: int, text: str, said: str
) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    world.move()
    objection = dismissed(world, case)

    with pytest.raises(UnableToDecide, match=said):
        asked(world, objection, on=world.today + timedelta(days=days), text=text)


@pytest.mark.parametrize("by", ["county", "supervision", "national clerk"])
def test_a_township_s_answer_is_looked_at_by_the_county(world: World, by: str) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    review = asked(world, dismissed(world, case))

    reviewed(world, review, by=by)

    assert not is_held(world, case)


@pytest.mark.parametrize("by", ["city", "city supervision"])
def test_a_county_s_answer_is_looked_at_by_the_city(world: World, by: str) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    review = asked(world, dismissed(world, case, by="county"))

    reviewed(world, review, by=by)

    assert not is_held(world, case)


@pytest.mark.parametrize(
    ("first", "by"),
    [
        ("", "city"),
        ("", "province"),
        ("county", "supervision"),
        ("county", "national clerk"),
        ("county", "province"),
    ],
)
def test_no_other_level_looks_at_it(world: World, first: str, by: str) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    review = asked(world, dismissed(world, case, by=first))

    with pytest.raises(UnableToDecide, match="上一级"):
        reviewed(world, review, by=by)

    assert is_held(world, case)


@pytest.mark.parametrize("by", ["village", "township", "examiner", "leading group"])
def test_positions_without_the_right_do_not_review(world: World, by: str) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    review = asked(world, dismissed(world, case))

    with pytest.raises((NotYourPosition, NotYourJurisdiction)):
        reviewed(world, review, by=by)


def test_who_took_the_request_in_does_not_answer_it(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    review = asked(world, dismissed(world, case), by="county")

    with pytest.raises(UnableToDecide, match="其他人复核") as refusal:
        reviewed(world, review)

    assert refusal.value.cite == "art-15"
    reviewed(world, review, by="supervision")


def test_who_took_the_objection_in_does_not_review_its_answer(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = world.object_to(case, by="county")
    world.decide(objection, by=world.newcomer("examiner"))
    review = asked(world, objection)

    with pytest.raises(UnableToDecide, match="其他人复核"):
        reviewed(world, review)


def test_who_acted_in_the_case_does_not_review(world: World) -> None:
    (case,) = world.bring([world.register()], to="announce")
    review = asked(world, dismissed(world, case))

    with pytest.raises(UnableToDecide, match="其他人复核"):
        reviewed(world, review, by="county")


def test_kin_neither_answers_nor_reviews(world: World) -> None:
    household = world.register()
    (case,) = world.bring([household], to="post_first")
    accounts.recuse(
        person=Person.objects.get(id=world["county"].person_id),
        household_number=world.households[household],
        reason="与户主系亲属",
        actor=world["supervision"],
        on=world.today,
    )
    objection = world.object_to(case, by="village")

    with pytest.raises(UnableToDecide, match="回避"):
        world.decide(objection, by="county")
    world.decide(objection, by=world.newcomer("examiner"))
    review = asked(world, objection)
    with pytest.raises(UnableToDecide, match="回避"):
        reviewed(world, review, by="county")


def test_who_answered_first_does_not_review_from_a_higher_seat(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    clerk = world.newcomer("examiner")
    review = asked(world, dismissed(world, case, by=clerk))

    world.actors["risen"] = world.seat_again(clerk, "county")

    with pytest.raises(UnableToDecide, match="其他人复核"):
        reviewed(world, review, by="risen")


@pytest.mark.parametrize(
    ("text", "days", "said"), [(" ", 0, "书面"), ("不", 1, "今天")]
)
def test_its_answer_is_in_writing_and_of_the_day(
    world: World, text: str, days: int, said: str
) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    review = asked(world, dismissed(world, case))

    with pytest.raises(UnableToDecide, match=said):
        reviewed(world, review, text=text, on=world.today + timedelta(days=days))


def test_it_is_answered_once_and_the_second_is_told_by_whom(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    review = asked(world, dismissed(world, case))
    reviewed(world, review)

    with pytest.raises(UnableToDecide, match="甲county"):
        reviewed(world, review, upheld=True, by="supervision")


def test_its_hold_is_not_released_without_an_answer(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    review = asked(world, dismissed(world, case))
    with acting_as(world["county"]):
        hold = Hold.objects.get(subject=f"second_review:{review.id}")

    with pytest.raises(UnableToRecord, match="异议"):
        world.release(hold, by="supervision")
    values = (hold.id, VILLAGE, "无", world.today, world["county"].appointment_id)
    with (
        acting_as(world["county"]),
        pytest.raises(IntegrityError, match="undecided"),
        transaction.atomic(),
    ):
        audit_rows.insert("procedure_holdrelease", RELEASE, [values])


def test_the_database_takes_no_second_answer_from_the_first_hand(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    review = asked(world, dismissed(world, case, by="county"))
    given = (review.id, VILLAGE, False, "同前", world.today)

    for by in ("county", "village"):
        values = (*given, world[by].appointment_id)
        with (
            acting_as(world["county"]),
            pytest.raises(IntegrityError, match="another person"),
            transaction.atomic(),
        ):
            audit_rows.insert("notice_secondreviewdecision", DECISION, [values])

    with acting_as(world["county"]):
        assert not SecondReviewDecision.objects.exists()


def test_the_database_takes_no_request_before_an_answer(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    objection = world.object_to(case)

    with (
        acting_as(world["county"]),
        pytest.raises(IntegrityError, match="no answer"),
        transaction.atomic(),
    ):
        SecondReview.objects.create(
            objection=objection,
            village_code=VILLAGE,
            channel="letter",
            text="不服",
            received_on=world.today,
            entered_on=world.today,
            received_by_id=world["county"].appointment_id,
        )


def test_an_answer_is_settled_by_no_other_hold(world: World) -> None:
    (case,) = world.bring([world.register()], to="post_first")
    finding = world.hold(case)

    with pytest.raises(UnableToRecord, match="督查发现"):
        procedure.settle(
            case_id=case,
            cause="second_review",
            subject=finding.subject,
            reason="无",
            gives_up=False,
            actor=world["county"],
            on=world.today,
        )
