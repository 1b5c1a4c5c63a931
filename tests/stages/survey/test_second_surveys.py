"""A drawn share is surveyed a second time by somebody who saw nothing of the first."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections, transaction
from psycopg.types.json import Jsonb

from tests.support.questionnaires import assign, member, submission_for, submit
from tests.support.second_surveys import (
    SEED,
    close_list,
    draw_all,
    drawn_now,
    one_drawn,
    send_again,
    speak,
    survey_again,
    surveyed,
)
from tests.support.world import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE, World
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.documents.models import DocumentUse
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.models import Hold
from tuopin.register.queries import member_rows
from tuopin.standards.queries import judge_households
from tuopin.survey import operations as surveys
from tuopin.survey.fieldwork import (
    assigned_to,
    count_open_submissions,
    household_versions,
    open_submissions,
)
from tuopin.survey.integrity.domain import Conclusion
from tuopin.survey.integrity.queries import asked_about
from tuopin.survey.models import (
    SurveyedMember,
    SurveySubmission,
    SurveyVisit,
)
from tuopin.survey.operations import UnableToSubmit, UnableToSurveyAgain
from tuopin.survey.second import queries
from tuopin.survey.second.domain import digest_of

# The list.


def test_a_list_has_every_household_surveyed_and_a_digest_anybody_can_work_out(
    world: World,
) -> None:
    surveyed(world, 2)
    surveyed(world, 1, village=OTHER_VILLAGE, by="other village")
    world.register()  # nobody has been there

    number = close_list(world)

    with acting_as(world["county"]):
        frame = queries.frame_by_id(number)
        assert frame is not None
        lines = queries.as_lines(queries.lines_of(frame))
    assert [line.position for line in lines] == [1, 2, 3]
    assert {line.village_code for line in lines} == {VILLAGE, OTHER_VILLAGE}
    written = "2017|0.0500|1\n" + "\n".join(line.written for line in lines)
    assert frame.digest == hashlib.sha256(written.encode()).hexdigest()


@pytest.mark.parametrize("share", ["0.01", "0.0199", "0.3001", "1"])
def test_a_share_outside_the_pack_s_limits_is_refused(world: World, share: str) -> None:
    surveyed(world, 1)

    with pytest.raises(UnableToSurveyAgain, match="之间"):
        close_list(world, share=Decimal(share))


@pytest.mark.parametrize("share", ["0.02", "0.05", "0.30"])
def test_a_share_on_or_within_the_limits_is_taken(world: World, share: str) -> None:
    surveyed(world, 1)

    assert close_list(world, share=Decimal(share))


def test_a_list_waits_for_its_draw_before_another_is_closed(world: World) -> None:
    surveyed(world, 1)
    frame = close_list(world)

    with pytest.raises(UnableToSurveyAgain, match="先对它抽签"):
        close_list(world)
    speak(world, frame)
    with pytest.raises(UnableToSurveyAgain, match="还没有可列入"):
        close_list(world)


def test_only_the_county_office_closes_a_list_and_draws(world: World) -> None:
    surveyed(world, 1)

    for name in ("township", "supervision", "village", "team"):
        with pytest.raises(NotYourPosition):
            close_list(world, by=name)
    frame = close_list(world)
    with pytest.raises(NotYourPosition):
        speak(world, frame, by="supervision")


# The draw.


def test_every_village_has_one_drawn_and_a_part_of_one_counts(world: World) -> None:
    surveyed(world, 3)
    surveyed(world, 1, village=NEXT_VILLAGE, by="next village")
    surveyed(world, 1, village=OTHER_VILLAGE, by="other village")

    count = speak(world, close_list(world))

    found = drawn_now(world)
    assert count == 3
    assert [one.village_code for one in found] == sorted(
        [VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE]
    )


def test_anybody_draws_the_same_by_hand(world: World) -> None:
    surveyed(world, 4)
    speak(world, close_list(world, share=Decimal("0.30")))

    lots = sorted(
        (hashlib.sha256(f"{SEED}|{at}".encode()).hexdigest(), at) for at in range(1, 5)
    )

    found = sorted((one.lot, one.line.position) for one in drawn_now(world))
    assert found == lots[:2]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seed": "12345"}, "6至40位"),
        ({"seed": "12 345"}, "6至40位"),
        ({"seed": "一二三四五六"}, "6至40位"),
        ({"seed": "１２３４５６"}, "6至40位"),
        ({"digest": "0000"}, "校验码对不上"),
        ({"digest": "0" * 8}, "校验码对不上"),
        ({"means": " "}, "怎么产生"),
        ({"place": ""}, "怎么产生"),
        ({"witness": 0}, "见证人"),
    ],
)
def test_a_number_is_spoken_over_this_list_in_some_place_before_somebody(
    world: World, changed: dict[str, Any], said: str
) -> None:
    surveyed(world, 1)
    frame = close_list(world)

    with pytest.raises(UnableToSurveyAgain, match=said):
        speak(world, frame, **changed)
    assert speak(world, frame) == 1
    with pytest.raises(UnableToSurveyAgain, match="已经抽过"):
        speak(world, frame)


def test_nobody_witnesses_the_own_number(world: World) -> None:
    surveyed(world, 1)
    frame = close_list(world)

    with pytest.raises(UnableToSurveyAgain, match="录入人自己"):
        speak(world, frame, witness=world["county"].appointment_id)
    with pytest.raises(UnableToSurveyAgain, match="见证人"):
        speak(world, frame, witness=world["village"].appointment_id)


# Who goes.


def test_somebody_else_goes_and_nobody_of_the_village_s_committees(
    world: World,
) -> None:
    (household,) = surveyed(world, 1, by="team")
    draw_all(world)
    second = world.newcomer("team")

    with pytest.raises(UnableToSurveyAgain, match="第二次由别人去"):
        send_again(world, household, to="team")
    with pytest.raises(UnableToSurveyAgain, match="不由本村“两委”"):
        send_again(world, household, to="village")
    with pytest.raises(UnableToSurveyAgain, match="不管其中"):
        send_again(world, household, to="other team")
    with pytest.raises(UnableToSurveyAgain, match="不能入户调查"):
        send_again(world, household, to="examiner")
    assert send_again(world, household, to=second) == 1


def test_a_household_that_was_not_drawn_is_not_surveyed_again(world: World) -> None:
    surveyed(world, 1)
    draw_all(world)
    other = world.register()

    with pytest.raises(UnableToSurveyAgain, match="抽中的户"):
        send_again(world, other)


def test_the_township_sends_within_its_area_by_a_day_to_come(world: World) -> None:
    (household,) = surveyed(world, 1)
    draw_all(world)

    with pytest.raises((NotYourJurisdiction, UnableToSurveyAgain)):
        send_again(world, household, by="other township")
    with pytest.raises(NotYourPosition):
        send_again(world, household, by="team")
    with pytest.raises(UnableToSurveyAgain, match="以后"):
        send_again(world, household, due_on=date(2017, 8, 31))
    with pytest.raises(UnableToSurveyAgain, match="本年"):
        send_again(world, household, due_on=date(2018, 1, 1))
    assert send_again(world, household, by="county") == 1


def test_to_send_another_takes_a_reason(world: World) -> None:
    household = one_drawn(world)
    another = world.newcomer("team")

    assert send_again(world, household) == 0
    with pytest.raises(UnableToSurveyAgain, match="理由"):
        send_again(world, household, to=another)
    assert send_again(world, household, to=another, reason="病假") == 1
    survey_again(world, household, by=another)
    with pytest.raises(UnableToSurveyAgain, match="已经上报"):
        send_again(world, household, reason="再来一次")


# The second survey.


def test_a_second_survey_stands_beside_the_first(world: World) -> None:
    household = one_drawn(world)
    with acting_as(world["county"]):
        before = household_versions([household], year=2017)

    receipt = survey_again(world, household, dwelling_grade="D")

    assert receipt.is_second
    assert receipt.is_recorded
    assert "第二次调查" in receipt.text.zh
    with acting_as(world["county"]):
        assert household_versions([household], year=2017) == before
        assert SurveyVisit.objects.count() == 1
        assert open_submissions() == []
        assert count_open_submissions() == 0
        (visit,) = SurveyVisit.objects.all()
        assert visit.answers["dwelling_grade"] == "B"


def test_a_second_survey_comes_once_however_often_it_is_sent(world: World) -> None:
    household = one_drawn(world)
    sent = submission_for(world, household)

    first, again = submit(world, sent, by="team"), submit(world, sent, by="team")

    assert again.is_repeated
    assert again.number == first.number
    assert again.is_second
    with pytest.raises(UnableToSubmit, match="分给了"):
        survey_again(world, household)


def test_an_unplanned_second_survey_still_goes_to_somebody_to_decide(
    world: World,
) -> None:
    household = one_drawn(world)
    sent = submission_for(world, household, envelope={"base_version": ""})

    aside = submit(world, sent, by="village")

    assert aside.put_aside is not None
    with acting_as(world["township"]):
        assert [one.id for one in open_submissions()] == [aside.number]


def test_what_the_second_surveyor_sends_amiss_never_becomes_the_visit(
    world: World,
) -> None:
    household = one_drawn(world)
    sent = submission_for(world, household, envelope={"form_digest": "0" * 64})
    aside = submit(world, sent, by="team")
    assert aside.put_aside is not None

    with pytest.raises(UnableToSubmit, match="不能代替第一次"):
        surveys.decide_submission(
            number=aside.number,
            is_taken=True,
            reason="采用",
            actor=world["township"],
            on=world.today,
        )
    surveys.decide_submission(
        number=aside.number,
        is_taken=False,
        reason="问卷旧",
        actor=world["township"],
        on=world.today,
    )
    assert survey_again(world, household).is_second


def test_a_second_survey_is_not_for_anybody_to_decide(world: World) -> None:
    household = one_drawn(world)
    receipt = survey_again(world, household)

    with pytest.raises(UnableToSubmit, match="没有这份"):
        surveys.decide_submission(
            number=receipt.number,
            is_taken=True,
            reason="采用",
            actor=world["township"],
            on=world.today,
        )


# Blind.


def test_who_goes_again_sees_nothing_of_the_first_survey_until_it_is_sent(
    world: World,
) -> None:
    household = one_drawn(world)

    def seen() -> tuple[int, int, int]:
        with acting_as(world["team"]):
            return (
                SurveyVisit.objects.count(),
                SurveyedMember.objects.count(),
                SurveySubmission.objects.count(),
            )

    before = seen()
    with acting_as(world["team"]):
        assert [one.id for one in assigned_to(world["team"], year=2017)] == [household]
        assert DocumentUse.objects.filter(occasion__startswith="visit:").count() == 0
    with acting_as(world["village"]):
        assert SurveyVisit.objects.count() == 1
    survey_again(world, household)

    assert before == (0, 0, 0)
    assert seen() == (1, 2, 2)


def test_blindness_follows_the_person_to_every_seat(world: World) -> None:
    household = one_drawn(world)
    other_seat = world.seat_again("team", "next village")

    with acting_as(other_seat):
        assert SurveyVisit.objects.count() == 0
    with acting_as(world["team"]), acting_as(world["county"]):
        assert SurveyVisit.objects.filter(household_id=household).exists()


def test_who_goes_again_does_no_act_of_the_exit_meanwhile(world: World) -> None:
    household = world.register()
    (case,) = world.bring([household], to="appraise")
    draw_all(world)
    second = world.newcomer("team")
    send_again(world, household, to=second)

    (row,) = world.verify_team([case], by=second).refused
    assert row.refusal is not None
    assert "第二次调查" in row.refusal.text.zh


# Differences.


def holds_of(world: World, case: int) -> list[str]:
    with acting_as(world["county"]):
        holds = Hold.objects.filter(case_id=case, release__isnull=True)
        return list(holds.values_list("cause", flat=True))


def test_a_difference_in_the_standard_is_asked_and_holds_the_household(
    world: World,
) -> None:
    household = world.register()
    world.file_plan([household])
    (case,) = world.open_cases([household])
    assign(world, household)
    submit(world, submission_for(world, household))
    draw_all(world)
    send_again(world, household)
    survey_again(world, household, dwelling_grade="D")
    procedure.hold_for_second_surveys(
        household_ids=[household], actor=world["team"], on=world.today
    )

    with acting_as(world["county"]):
        (asked,) = asked_about(2017)
    assert asked.question.kind == "second_survey"
    assert asked.question.asked_of.person_id == world["village"].person_id
    assert asked.question.measured["questions"] == "dwelling_grade"
    assert holds_of(world, case) == ["second_survey"]

    with acting_as(world["county"]):
        hold = Hold.objects.get(case_id=case)
    refused_by_sql(
        world,
        "undecided and holds the household",
        "procedure_holdrelease",
        hold_id=hold.id,
        village_code=VILLAGE,
        reason="核实",
        released_on=world.today,
        released_by_id=world["county"].appointment_id,
    )

    number = asked.question.id
    surveys.answer_about_surveys(
        number=number, text="鉴定报告看错了", actor=world["village"], on=world.today
    )
    procedure.conclude_on_surveys(
        number=number,
        conclusion=Conclusion.SURVEY_AGAIN,
        text="重新入户",
        actor=world["supervision"],
        on=world.today,
    )
    assert holds_of(world, case) == []


@pytest.mark.parametrize(
    ("wages", "differs"),
    [("9000.00", False), ("8900", False), ("8550", False), ("8549", True), ("", True)],
)
def test_amounts_agree_within_the_tolerance(
    world: World, wages: str, differs: bool
) -> None:
    household = one_drawn(world)

    survey_again(world, household, wages_work_away=wages)

    with acting_as(world["county"]):
        asked = asked_about(2017)
    assert bool(asked) is differs


def test_a_member_found_otherwise_is_asked_about(world: World) -> None:
    household = one_drawn(world)
    with acting_as(world["county"]):
        family = member_rows([household])[household]

    survey_again(
        world,
        household,
        members=[
            member(one.number, insured="no", other_insurance="无") for one in family
        ],
    )

    with acting_as(world["county"]):
        (asked,) = asked_about(2017)
        judged = judge_households(
            {household: SurveyVisit.objects.get().id},
            pack=pack_on(world.today),
            year=2017,
        )
    assert "insured" in asked.question.measured["questions"]
    assert judged[0].outcome.value == "met"


# What the database keeps.


def insert(world: World, table: str, by: str = "county", **row: object) -> None:
    names = ", ".join(row)
    marks = ", ".join(["%s"] * len(row))
    with acting_as(world[by]), connections["default"].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", [*row.values()]
        )


def refused_by_sql(
    world: World, said: str, table: str, *, by: str = "county", **row: object
) -> None:
    with pytest.raises(DatabaseError, match=said), transaction.atomic():
        insert(world, table, by, **row)


def frame_row(world: World, **changed: object) -> dict[str, object]:
    return {
        "division_code": world["county"].division_code,
        "year": 2017,
        "share": "0.0500",
        "least_per_village": 1,
        "size": 1,
        "digest": "0" * 64,
        "frozen_by_id": world["county"].appointment_id,
        **changed,
    }


def test_sql_closes_no_list_that_leaves_somebody_out(world: World) -> None:
    surveyed(world, 2)
    with acting_as(world["county"]):
        listed = queries.eligible(world["county"].division_code, year=2017)
    (one, _) = listed
    digest = digest_of(
        [one.line], year=2017, share=Decimal("0.05"), least_per_village=1
    )

    with transaction.atomic():
        insert(world, "survey_secondsurveyframe", **frame_row(world, digest=digest))
        with acting_as(world["county"]):
            (frame,) = queries.frames(2017)
        refused_by_sql(
            world,
            "leaves somebody out",
            "survey_secondsurveyline",
            frame_id=frame.id,
            village_code=one.line.village_code,
            position=1,
            household_id=one.household_id,
            visit_id=one.line.visit_id,
            surveyor_id=one.line.surveyor_id,
        )


def test_sql_adds_nothing_to_a_closed_list_and_draws_from_no_other(
    world: World,
) -> None:
    surveyed(world, 1)
    frame = close_list(world)
    late = surveyed(world, 1)[0]
    with acting_as(world["county"]):
        found = queries.frame_by_id(frame)
        visit = SurveyVisit.objects.get(household_id=late)
    assert found is not None
    refused_by_sql(
        world,
        "not what was closed",
        "survey_secondsurveyline",
        frame_id=frame,
        village_code=VILLAGE,
        position=2,
        household_id=late,
        visit_id=visit.id,
        surveyor_id=visit.recorded_by_id,
    )
    draw = {
        "frame_id": frame,
        "division_code": found.division_code,
        "frame_digest": found.digest,
        "seed": SEED,
        "means": "骰子",
        "place": "会议室",
        "witness_id": world["supervision"].appointment_id,
        "entered_by_id": world["county"].appointment_id,
    }
    for changed in (
        {"frame_digest": "0" * 64},
        {"seed": "12345x"},
        {"witness_id": world["county"].appointment_id},
        {"entered_by_id": world["supervision"].appointment_id},
    ):
        refused_by_sql(
            world,
            "not drawn from like this",
            "survey_secondsurveydraw",
            **{**draw, **changed},
        )
    insert(world, "survey_secondsurveydraw", **draw)
    # A list after its number: the line that a number would like.
    refused_by_sql(
        world,
        "not what was closed",
        "survey_secondsurveyline",
        frame_id=frame,
        village_code=VILLAGE,
        position=3,
        household_id=late,
        visit_id=visit.id,
        surveyor_id=visit.recorded_by_id,
    )


def test_sql_draws_nothing_but_what_the_number_draws(world: World) -> None:
    surveyed(world, 3)
    frame = close_list(world)
    speak(world, frame)
    with acting_as(world["county"]):
        found = queries.frame_by_id(frame)
        assert found is not None
        lines = list(queries.lines_of(found))
    (drawn,) = drawn_now(world)
    other = next(one for one in lines if one.id != drawn.line_id)

    refused_by_sql(
        world,
        "drew something else",
        "survey_drawnsurvey",
        draw_id=drawn.draw_id,
        line_id=other.id,
        village_code=VILLAGE,
        year=2017,
        household_id=other.household_id,
        lot="0" * 64,
    )


def test_sql_sends_neither_the_first_surveyor_nor_the_village(world: World) -> None:
    surveyed(world, 1)
    (drawn,) = draw_all(world)
    row: dict[str, object] = {
        "drawn_id": drawn.id,
        "village_code": VILLAGE,
        "due_on": date(2017, 12, 1),
        "reason": "",
        "assigned_by_id": world["county"].appointment_id,
    }
    beside = world.newcomer("village")

    for name in ("village", beside):
        refused_by_sql(
            world,
            "does not survey",
            "survey_secondassignment",
            surveyor_id=world[name].appointment_id,
            **row,
        )
    insert(
        world,
        "survey_secondassignment",
        surveyor_id=world["team"].appointment_id,
        **row,
    )


def test_sql_takes_no_second_survey_from_anybody_else(world: World) -> None:
    household = one_drawn(world)
    row: dict[str, object] = {
        "instance_id": uuid4(),
        "content_hash": "f" * 64,
        "household_id": household,
        "village_code": VILLAGE,
        "year": 2017,
        "surveyed_on": world.today,
        "form_version": "",
        "form_digest": "",
        "device": "",
        "channel": "page",
        "base_version": "",
        "body": Jsonb({}),
        "put_aside": "second_survey",
    }

    refused_by_sql(
        world,
        "not assigned",
        "survey_surveysubmission",
        by="village",
        submitted_by_id=world["village"].appointment_id,
        **row,
    )


def test_sql_compares_nothing_but_a_household_s_own_second_survey(
    world: World,
) -> None:
    household = one_drawn(world)
    (drawn,) = drawn_now(world)
    with acting_as(world["county"]):
        first = SurveySubmission.objects.get(household_id=household)

    refused_by_sql(
        world,
        "not the second survey",
        "survey_secondcomparison",
        drawn_id=drawn.id,
        village_code=VILLAGE,
        second_id=first.id,
        form_digest="",
        pairs=Jsonb([]),
    )


@pytest.mark.parametrize(
    "table",
    [
        "secondsurveyframe",
        "secondsurveyline",
        "secondsurveydraw",
        "drawnsurvey",
        "secondassignment",
        "secondcomparison",
    ],
)
def test_sql_changes_nothing_of_a_draw(world: World, table: str) -> None:
    one_drawn(world)

    for change in ("DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {}"):
        with (
            pytest.raises(DatabaseError),
            acting_as(world["county"]),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute(change.format(f"survey_{table}"))
