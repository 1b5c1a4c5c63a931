"""A whole questionnaire comes in once, examined, or is refused or put aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections, transaction
from psycopg.types.json import Jsonb

from tests.support.questionnaires import (
    SIGNATURE,
    assign,
    base_of,
    member,
    submission_for,
    submit,
)
from tests.support.world import OTHER_VILLAGE, World
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.documents.domain import Reference, references_in
from tuopin.office.documents.models import DocumentUse
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.register.models import Household, HouseholdMember
from tuopin.survey import operations as surveys
from tuopin.survey.domain import Submission, WhyPutAside
from tuopin.survey.examining import as_submitted
from tuopin.survey.fieldwork import open_submissions
from tuopin.survey.models import (
    SurveyAssignment,
    SurveyedMember,
    SurveySubmission,
    SurveyVisit,
)
from tuopin.survey.operations import UnableToAssign, UnableToSubmit
from tuopin.survey.writing import recorded_as


@pytest.fixture
def household(world: World) -> int:
    """A household of the village that its secretary is to visit."""
    found = world.register()
    assign(world, found)
    return found


def kept(world: World) -> tuple[int, int]:
    with acting_as(world["province"]):
        return SurveySubmission.objects.count(), SurveyVisit.objects.count()


def test_a_submission_is_a_visit_with_its_members_and_files(
    world: World, household: int
) -> None:
    sent = submission_for(world, household)

    receipt = submit(world, sent)

    assert receipt.is_recorded
    assert not receipt.is_repeated
    assert "回执号" in receipt.text.zh
    with acting_as(world["village"]):
        visit = SurveyVisit.objects.get(id=receipt.visit_id)
        members = SurveyedMember.objects.filter(visit=visit).order_by("number")
        row = SurveySubmission.objects.get(id=receipt.number)
        uses = DocumentUse.objects.filter(occasion=f"visit:{visit.id}")
        assert visit.answers["wage_income"] == "9000"
        assert visit.surveyor == world["village"].person_name
        assert [one.facts["insured"] for one in members] == ["yes", "yes"]
        assert row.body["answers"] == sent.answers
        assert references_in(visit.evidence["signed_survey_form"]) == (
            sent.attachments[SIGNATURE],
        )
        assert uses.count() == 1


def test_what_was_submitted_serves_the_household_s_exit(world: World) -> None:
    household = world.register()
    world.file_plan([household])
    (case,) = world.open_cases([household])
    assign(world, household)
    sent = submission_for(world, household)
    receipt = submit(world, sent)
    assert receipt.visit_id is not None

    taken = procedure.survey(
        visits=recorded_as(receipt, actor=world["village"]),
        actor=world["village"],
        on=world.today,
    )

    assert taken.done
    assert world.assess([case]).done


def test_the_same_submission_gets_the_same_receipt(
    world: World, household: int
) -> None:
    sent = submission_for(world, household)
    first = submit(world, sent)

    again = [submit(world, sent), submit(world, replace(sent, device="手机乙"))]

    assert [(one.number, one.visit_id) for one in again] == [
        (first.number, first.visit_id)
    ] * 2
    assert all(one.is_repeated for one in again)
    assert kept(world) == (1, 1)


def test_another_content_under_the_same_id_is_put_aside(
    world: World, household: int
) -> None:
    sent = submission_for(world, household)
    first = submit(world, sent)
    other = replace(sent, answers={**sent.answers, "food_and_clothing": "no"})

    second, third = submit(world, other), submit(world, other)

    assert second.put_aside is WhyPutAside.SAME_ID
    assert third.is_repeated
    assert third.number == second.number
    assert submit(world, sent).number == first.number
    assert kept(world) == (2, 1)


def test_two_surveys_of_one_household_are_both_kept(
    world: World, household: int
) -> None:
    one = submission_for(world, household)
    other = submission_for(world, household, dwelling_grade="D")
    submit(world, one)

    receipt = submit(world, other)

    assert receipt.put_aside is WhyPutAside.TWO_SURVEYS
    assert kept(world) == (2, 1)
    knowing = replace(
        other, instance_id=uuid4(), base_version=base_of(world, household)
    )
    assert submit(world, knowing).is_recorded


@pytest.mark.parametrize(
    ("base", "because"),
    [("", None), ("nonsense", WhyPutAside.TWO_SURVEYS)],
)
def test_a_survey_without_a_known_list(
    world: World, household: int, base: str, because: WhyPutAside | None
) -> None:
    first = submission_for(world, household, envelope={"base_version": base})
    later = submission_for(world, household, envelope={"base_version": base})

    assert submit(world, first).put_aside is because
    assert submit(world, later).put_aside is WhyPutAside.TWO_SURVEYS


def test_a_survey_of_a_household_that_changed_is_put_aside(
    world: World, household: int
) -> None:
    sent = submission_for(world, household)
    world.move()
    world.change_member(household, insured=False)

    receipt = submit(world, sent)

    assert receipt.put_aside is WhyPutAside.HOUSEHOLD_CHANGED
    assert kept(world) == (1, 0)


def test_a_survey_by_another_version_of_the_questionnaire_is_put_aside(
    world: World, household: int
) -> None:
    sent = submission_for(world, household, envelope={"form_digest": "0" * 64})

    assert submit(world, sent).put_aside is WhyPutAside.OTHER_FORM


def test_every_wrong_answer_is_named_and_nothing_kept(
    world: World, household: int
) -> None:
    sent = submission_for(
        world, household, dwelling_grade="E", wages_work_away="-1", wages_total="77"
    )

    with pytest.raises(UnableToSubmit) as refusal:
        submit(world, sent)

    assert [one.question for one in refusal.value.faults] == [
        "wages_work_away",
        "wages_total",
        "dwelling_grade",
    ]
    assert "住房等级" in refusal.value.text.zh
    assert "77" not in refusal.value.text.zh
    assert kept(world) == (0, 0)


@pytest.mark.parametrize(
    ("changed", "question"),
    [
        ({"surveyed_on": "2017-08-30"}, "surveyed_on"),
        ({"members": []}, "members"),
        ({"signature": "none.png"}, "signature"),
    ],
)
def test_the_answers_are_held_against_the_envelope_and_the_register(
    world: World, household: int, changed: dict[str, Any], question: str
) -> None:
    sent = submission_for(world, household)
    sent = replace(sent, answers={**sent.answers, **changed})

    with pytest.raises(UnableToSubmit) as refusal:
        submit(world, sent)

    assert question in [one.question for one in refusal.value.faults]


def refused(world: World, sent: Submission, *, by: str = "village") -> UnableToSubmit:
    before = kept(world)
    with pytest.raises(UnableToSubmit) as refusal:
        submit(world, sent, by=by)
    assert kept(world) == before
    return refusal.value


def test_a_visit_to_come_is_refused(world: World, household: int) -> None:
    tomorrow = world.today + timedelta(days=1)

    found = refused(world, submission_for(world, household, on=tomorrow))

    assert "晚于今天" in found.text.zh


def test_a_visit_outside_the_year_is_refused(world: World, household: int) -> None:
    found = refused(world, submission_for(world, household, on=date(2016, 12, 31)))

    assert "不在分派的年度" in found.text.zh


def test_a_household_that_nobody_was_sent_to_is_not_submitted(world: World) -> None:
    household = world.register()

    assert "还没有分派" in refused(world, submission_for(world, household)).text.zh


def test_only_who_was_sent_submits(world: World, household: int) -> None:
    sent = submission_for(world, household)

    found = refused(world, sent, by="team")

    assert world["village"].person_name in found.text.zh
    assign(world, household, to="team", reason="书记住院")
    assert submit(world, sent, by="team").is_recorded
    assert "分给了" in refused(world, submission_for(world, household)).text.zh


def test_a_deregistered_household_is_not_surveyed(world: World, household: int) -> None:
    sent = submission_for(world, household)
    with acting_as(world["county"]):
        Household.objects.filter(id=household).update(
            registration_status="deregistered"
        )

    assert "已注销" in refused(world, sent).text.zh


def test_a_household_elsewhere_and_a_file_elsewhere_are_not_there(
    world: World, household: int
) -> None:
    elsewhere = world.register(village=OTHER_VILLAGE)
    sent = submission_for(world, household)
    stolen = world.document(OTHER_VILLAGE).reference

    there = refused(world, submission_for(world, elsewhere))
    file = refused(world, replace(sent, attachments={SIGNATURE: stolen}))

    assert "没有这一户" in there.text.zh
    assert "不在您辖区" in file.text.zh


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: replace(one, answers={"a\0b": "x"}),
        lambda one: replace(one, answers={"household": "\ud800"}),
        lambda one: replace(one, answers={"household": float("nan")}),
        lambda one: replace(one, answers={"household": {"a": [{"b": 7}]}}),
        lambda one: replace(one, answers={"household_says": "长" * 300_000}),
        lambda one: replace(one, device="x" * 81),
        lambda one: replace(one, base_version="\0"),
        lambda one: replace(
            one, attachments={str(at): Reference(at, "0" * 64) for at in range(61)}
        ),
        lambda one: replace(one, answers={"members": [{}] * 61}),
    ],
)
def test_what_cannot_be_kept_word_for_word_is_refused(
    world: World, household: int, spoil: Callable[[Submission], Submission]
) -> None:
    assert refused(world, spoil(submission_for(world, household))).text.en


def test_the_township_neither_submits_nor_surveys(world: World, household: int) -> None:
    with pytest.raises(NotYourPosition):
        submit(world, submission_for(world, household), by="township")


# What was put aside.


def test_the_township_takes_what_was_put_aside_as_a_visit(
    world: World, household: int
) -> None:
    one, other = (submission_for(world, household) for _ in range(2))
    other = replace(other, answers={**other.answers, "dwelling_grade": "A"})
    submit(world, one)
    aside = submit(world, other)

    visit = surveys.decide_submission(
        number=aside.number,
        is_taken=True,
        reason="后一次有鉴定报告",
        actor=world["township"],
        on=world.today,
    )

    with acting_as(world["village"]):
        assert open_submissions() == []
        taken = SurveyVisit.objects.get(id=visit)
        assert taken.answers["dwelling_grade"] == "A"
        assert taken.recorded_by_id == world["village"].appointment_id
        assert SurveyVisit.objects.count() == 2


def test_what_was_put_aside_is_decided_once_with_a_reason(
    world: World, household: int
) -> None:
    submit(world, submission_for(world, household))
    late = submission_for(world, household, envelope={"base_version": ""})
    aside = submit(world, late)

    def decide(reason: str, by: str = "township") -> int | None:
        return surveys.decide_submission(
            number=aside.number,
            is_taken=False,
            reason=reason,
            actor=world[by],
            on=world.today,
        )

    with pytest.raises(UnableToSubmit, match="理由"):
        decide(" ")
    with pytest.raises(NotYourPosition):
        decide("重复", by="village")
    with pytest.raises(UnableToSubmit, match="没有这份"):
        decide("重复", by="other township")
    assert decide("重复") is None
    with pytest.raises(UnableToSubmit, match="已经处理"):
        decide("重复")
    assert submit(world, late).number == aside.number


def test_what_no_longer_fits_cannot_be_taken(world: World, household: int) -> None:
    with acting_as(world["county"]):
        numbers = list(
            HouseholdMember.objects.filter(household_id=household)
            .order_by("number")
            .values_list("number", flat=True)
        )
    sent = submission_for(world, household, members=[member(numbers[0])])
    aside = submit(world, replace(sent, base_version="old-9"))

    with pytest.raises(UnableToSubmit, match="家庭成员"):
        surveys.decide_submission(
            number=aside.number,
            is_taken=True,
            reason="采用",
            actor=world["township"],
            on=world.today,
        )


# Who is sent.


def test_the_village_shares_out_and_the_township_substitutes(world: World) -> None:
    household = world.register()

    assert assign(world, household, actor=world["village"]) == 1
    with pytest.raises(UnableToAssign, match="换人由乡镇"):
        assign(world, household, to="team", actor=world["village"], reason="换")
    with pytest.raises(UnableToAssign, match="为什么"):
        assign(world, household, to="team")
    assert assign(world, household, to="team", reason="书记住院") == 1
    assert assign(world, household, to="team", reason="书记住院") == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"to": "township"}, "不能入户调查"),
        ({"to": "other village"}, "不管其中的一些村"),
        ({"due_on": date(2017, 8, 31)}, "早于今天"),
        ({"household_numbers": ["无此户"]}, "核对户编号"),
    ],
)
def test_nobody_is_sent_who_cannot_go(
    world: World, changed: dict[str, Any], said: str
) -> None:
    household = world.register()

    assert assign(world, household) == 1
    with pytest.raises(UnableToAssign, match=said):
        assign(world, household, **changed)


def test_nobody_assigns_outside_their_area_or_position(world: World) -> None:
    household = world.register(village=OTHER_VILLAGE)

    with pytest.raises((NotYourJurisdiction, UnableToAssign)):
        assign(world, household)
    with pytest.raises(NotYourPosition):
        assign(world, household, actor=world["county"])


# What the database keeps.


def insert(world: World, table: str, **row: object) -> None:
    names = ", ".join(row)
    marks = ", ".join(["%s"] * len(row))
    with acting_as(world["village"]), connections["default"].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", [*row.values()]
        )


def test_sql_submits_for_nobody_who_was_not_sent(world: World, household: int) -> None:
    submit(world, submission_for(world, household))
    row: dict[str, object] = {
        "instance_id": uuid4(),
        "content_hash": "f" * 64,
        "household_id": household,
        "village_code": world.households[household][:12],
        "year": 2017,
        "surveyed_on": world.today,
        "form_version": "",
        "form_digest": "",
        "device": "",
        "channel": "page",
        "base_version": "",
        "body": Jsonb({}),
        "put_aside": "two_surveys",
    }

    for by in ("team", "other village"):
        with pytest.raises(DatabaseError, match="not assigned"), transaction.atomic():
            insert(
                world,
                "survey_surveysubmission",
                **row,
                submitted_by_id=world[by].appointment_id,
            )
    insert(
        world,
        "survey_surveysubmission",
        **row,
        submitted_by_id=world["village"].appointment_id,
    )


@pytest.mark.parametrize(
    "table",
    ["surveyassignment", "surveysubmission", "surveyedmember", "submissiondecision"],
)
def test_sql_changes_nothing_that_was_sent(
    world: World, household: int, table: str
) -> None:
    submit(world, submission_for(world, household))

    for change in ("DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {}"):
        with (
            pytest.raises(DatabaseError),
            acting_as(world["village"]),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute(change.format(f"survey_{table}"))


def test_another_village_sees_nothing_of_it(world: World, household: int) -> None:
    submit(world, submission_for(world, household))

    with acting_as(world["next village"]):
        assert SurveySubmission.objects.count() == 0
        assert SurveyAssignment.objects.count() == 0
        assert SurveyedMember.objects.count() == 0


def test_a_submission_reads_back_as_it_came(world: World, household: int) -> None:
    sent = submission_for(world, household, envelope={"base_version": "x-1"})
    aside = submit(world, sent)

    with acting_as(world["village"]):
        again = as_submitted(SurveySubmission.objects.get(id=aside.number))

    assert again.content_hash == sent.content_hash
    assert again.body == sent.body
