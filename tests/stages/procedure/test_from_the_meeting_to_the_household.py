"""Meeting, two verifications, the household's own word (art. 6; G4, G5, G6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.world import NEXT_VILLAGE, VILLAGE, YEAR, World, seat_beside
from tuopin.office.accounts.operations import Seat
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.models import ActRecord, AppraisalMeeting, ExitCase
from tuopin.procedure.operations import Answer, Meeting, UnableToRecord
from tuopin.procedure.recording import BatchResult, Result, Row
from tuopin.procedure.votes import Votes
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.positions import Position


def meeting(world: World, cases: list[int], **other: object) -> Meeting:
    held = Meeting(
        village_code=VILLAGE,
        year=YEAR,
        held_on=world.today,
        place="村委会",
        chair="丁主持",
        recorder="丁记录",
        entitled=30,
        attended=24,
        votes={one: Votes(20, 4, 0) for one in cases},
        evidence={"attendance_list": "签", "minutes": "记", "vote_sheet": "票"},
        reasons=dict.fromkeys(cases, "收入来源不稳定"),
    )
    return replace(held, **other)  # type: ignore[arg-type]


def appraised(world: World, held: Meeting) -> BatchResult:
    return procedure.appraise(meeting=held, actor=world["village"], on=world.today)


def refusal_of(result: BatchResult) -> CaseRefusal:
    (row,) = result.rows
    assert row.refusal is not None
    return row.refusal


@pytest.fixture
def assessed(world: World) -> list[int]:
    cases = world.bring([world.register()], to="assess")
    world.move()
    return cases


# Two thirds of those entitled: 20 of 30.
@pytest.mark.parametrize("attended", [30, 21, 20])
def test_a_meeting_with_two_thirds_there_decides(
    world: World, assessed: list[int], attended: int
) -> None:
    votes = {assessed[0]: Votes(attended, 0, 0)}

    result = appraised(world, meeting(world, assessed, attended=attended, votes=votes))

    assert result.done == tuple(assessed)


@pytest.mark.parametrize("attended", [19, 1, 0])
def test_a_meeting_with_fewer_decides_nothing(
    world: World, assessed: list[int], attended: int
) -> None:
    votes = {assessed[0]: Votes(attended, 0, 0)}

    with pytest.raises(UnableToRecord, match="应到30人") as refusal:
        appraised(world, meeting(world, assessed, attended=attended, votes=votes))

    assert refusal.value.cite == "art-06"
    with acting_as(world["county"]):
        assert AppraisalMeeting.objects.count() == 0
        assert not ActRecord.objects.filter(act="appraise").exists()


# More than half of those present: 13 of 24.
@pytest.mark.parametrize(
    ("agree", "against", "abstain", "verdict"),
    [
        (24, 0, 0, "agreed"),
        (13, 11, 0, "agreed"),
        (12, 12, 0, "not_agreed"),
        (12, 0, 12, "not_agreed"),
        (11, 13, 0, "not_agreed"),
        (0, 0, 24, "not_agreed"),
    ],
)
def test_more_than_half_of_those_present_agree_or_the_household_stays(
    world: World,
    assessed: list[int],
    agree: int,
    against: int,
    abstain: int,
    verdict: str,
) -> None:
    votes = {assessed[0]: Votes(agree, against, abstain)}

    result = appraised(world, meeting(world, assessed, votes=votes))

    assert result.done == tuple(assessed)
    assert result.rows[0].verdict == verdict


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_a_meeting_that_disagrees_with_the_computed_outcome_says_why(
    world: World, assessed: list[int], reason: str | None
) -> None:
    against = {assessed[0]: Votes(4, 20, 0)}
    given = {} if reason is None else {assessed[0]: reason}

    silent = meeting(world, assessed, votes=against, reasons=given)
    assert "两个结论不一致" in refusal_of(appraised(world, silent)).text.zh

    explained = meeting(world, assessed, votes=against)
    assert appraised(world, explained).done == tuple(assessed)
    with acting_as(world["village"]):
        kept = ActRecord.objects.get(act="appraise", case_id=assessed[0])
    assert kept.note == "收入来源不稳定"


@pytest.mark.parametrize("reason", ["", "收入来源不稳定"])
def test_a_meeting_that_agrees_need_not_say_why(
    world: World, assessed: list[int], reason: str
) -> None:
    held = meeting(world, assessed, reasons={assessed[0]: reason})

    assert appraised(world, held).done == tuple(assessed)


@pytest.mark.parametrize("recused", [0, 1])
def test_a_recused_relative_is_not_counted_among_those_who_decide(
    world: World, assessed: list[int], recused: int
) -> None:
    # Twelve of twenty-four is a half; without the relative it is more than half.
    votes = {assessed[0]: Votes(12, 12 - recused, 0, recused)}

    result = appraised(world, meeting(world, assessed, votes=votes))

    assert result.rows[0].verdict == ("agreed" if recused else "not_agreed")


# Two thirds of thirty entitled are twenty, whoever of them has to stand aside.
@pytest.mark.parametrize(
    ("attended", "recused", "decides"),
    [
        (30, 0, True),
        (22, 1, True),
        (24, 4, True),
        (24, 5, False),
        (30, 11, False),
        (30, 29, False),
        (30, 30, False),
    ],
)
def test_a_household_is_decided_by_two_thirds_who_need_not_stand_aside(
    world: World, assessed: list[int], attended: int, recused: int, decides: bool
) -> None:
    votes = {assessed[0]: Votes(attended - recused, 0, 0, recused)}

    result = appraised(world, meeting(world, assessed, attended=attended, votes=votes))

    if decides:
        assert result.done == tuple(assessed)
        return
    refusal = refusal_of(result)
    assert refusal.because is Because.SPECIFIC
    assert refusal.cite == "art-06"
    assert f"回避{recused}人" in refusal.text.zh
    with acting_as(world["county"]):
        assert AppraisalMeeting.objects.count() == 0


@pytest.mark.parametrize("against", [3, 5])
def test_votes_add_up_to_those_who_came(
    world: World, assessed: list[int], against: int
) -> None:
    votes = {assessed[0]: Votes(20, against, 0)}

    refusal = refusal_of(appraised(world, meeting(world, assessed, votes=votes)))

    assert refusal.because is Because.SPECIFIC
    assert refusal.cite == "art-06"
    assert "24" in refusal.text.zh


def test_more_people_than_were_entitled_is_no_meeting(
    world: World, assessed: list[int]
) -> None:
    votes = {assessed[0]: Votes(31, 0, 0)}

    with pytest.raises(UnableToRecord, match="应到30人") as refusal:
        appraised(world, meeting(world, assessed, attended=31, votes=votes))

    assert refusal.value.cite == "art-06"


def test_a_meeting_of_a_year_without_figures_decides_nothing(
    world: World, assessed: list[int]
) -> None:
    with pytest.raises(MissingFigure, match="2031"):
        appraised(world, meeting(world, assessed, year=2031))


def test_a_meeting_decides_on_its_own_year_s_cases(
    world: World, assessed: list[int]
) -> None:
    refusal = refusal_of(appraised(world, meeting(world, assessed, year=2018)))

    assert refusal.because is Because.SPECIFIC
    assert "年度" in refusal.text.zh


def test_a_village_does_not_meet_on_another_village_s_households(
    world: World, assessed: list[int]
) -> None:
    result = procedure.appraise(
        meeting=meeting(world, assessed, village_code=NEXT_VILLAGE),
        actor=world["next village"],
        on=world.today,
    )

    assert refusal_of(result).because is Because.NOT_THERE


@pytest.mark.parametrize(
    ("held", "entered", "because"),
    [
        (date(2017, 12, 20), date(2017, 12, 20), None),
        (date(2017, 12, 30), date(2018, 1, 2), None),
        (date(2017, 12, 31), date(2018, 1, 3), None),
        (date(2018, 1, 1), date(2018, 1, 1), Because.PAST_DEADLINE),
        (date(2017, 12, 28), date(2018, 1, 1), Because.ENTERED_TOO_LATE),
    ],
)
def test_the_meeting_is_held_by_the_end_of_december(
    world: World,
    assessed: list[int],
    held: date,
    entered: date,
    because: Because | None,
) -> None:
    world.move_to(entered)

    result = appraised(world, meeting(world, assessed, held_on=held))

    (row,) = result.rows
    assert (row.refusal.because if row.refusal else None) is because
    if because is None:
        with acting_as(world["county"]):
            act = ActRecord.objects.get(act="appraise")
        assert (act.done_on, act.entered_on) == (held, entered)


def test_a_meeting_to_come_has_not_met(world: World, assessed: list[int]) -> None:
    tomorrow = world.today + timedelta(days=1)

    refusal = refusal_of(appraised(world, meeting(world, assessed, held_on=tomorrow)))

    assert refusal.because is Because.DATE_IN_FUTURE


@pytest.mark.parametrize("first", ["committees", "team"])
def test_two_bodies_verify_by_two_persons_whoever_comes_first(
    world: World, first: str
) -> None:
    cases = world.bring([world.register()], to="appraise")
    both = seat_beside("village", Seat(Position.RESIDENT_WORK_TEAM, VILLAGE))
    rows = [Row(cases[0], "confirmed", {"verification_opinion": "意见"})]
    acts = [
        (procedure.verify_committees, world["village"]),
        (procedure.verify_team, both),
    ]
    if first == "team":
        acts.reverse()

    done, refused = (do(rows=rows, actor=who, on=world.today) for do, who in acts)

    assert done.done == tuple(cases)
    refusal = refusal_of(refused)

    assert refusal.because is Because.SAME_PERSON
    assert refusal.cite == "art-06"


@pytest.mark.parametrize("missing", ["committees", "team"])
def test_the_household_is_asked_after_both_have_verified(
    world: World, missing: str
) -> None:
    cases = world.bring([world.register()], to="appraise")
    if missing == "committees":
        world.verify_team(cases)
    else:
        world.verify_committees(cases)

    assert refusal_of(world.acknowledge(cases)).because is Because.REQUIREMENT_MISSING


def test_one_body_that_does_not_confirm_ends_the_round(world: World) -> None:
    cases = world.bring([world.register()], to="verify_committees")

    world.verify_team(cases, verdict="not_confirmed")

    assert refusal_of(world.acknowledge(cases)).because is Because.ENDED


SIGNED = {"signed_statement": "认可书"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"signer": ""}, "签字人"),
        ({"relation": ""}, "关系"),
        ({"manner": ""}, "方式"),
        ({"signer": "甲village"}, "经办人"),
        ({"manner": "fingerprint"}, "见证人"),
        ({"manner": "proxy"}, "见证人"),
        ({"manner": "fingerprint", "witness": "己见证"}, None),
        ({"evidence": {}}, "认可书"),
    ],
)
@pytest.mark.parametrize("verdict", ["agrees", "refuses"])
def test_the_household_s_word_has_a_signer_a_manner_and_a_paper(
    world: World, verdict: str, changes: dict[str, object], words: str | None
) -> None:
    cases = world.bring([world.register()], to="verify_team")
    answer = Answer(cases[0], verdict, "乙户主", "户主", "signature", "", SIGNED)

    result = procedure.acknowledge(
        answers=[replace(answer, **changes)],  # type: ignore[arg-type]
        actor=world["village"],
        on=world.today,
    )

    if words is None:
        assert result.done == tuple(cases)
        return
    refusal = refusal_of(result)
    assert words in refusal.text.zh
    assert refusal.cite == "art-06"


def test_a_household_that_refuses_is_not_posted(world: World) -> None:
    cases = world.bring([world.register()], to="verify_team")

    world.acknowledge(cases, verdict="refuses")

    assert refusal_of(world.post_first(cases).result).because is Because.ENDED
    with acting_as(world["county"]):
        assert ExitCase.objects.get(id=cases[0]).status == "refused"


@pytest.mark.parametrize("verdict", ["asks_recount", "not_reached"])
def test_a_household_that_has_not_agreed_waits_and_may_agree_later(
    world: World, verdict: str
) -> None:
    cases = world.bring([world.register()], to="verify_team")
    world.acknowledge(cases, verdict=verdict)

    refusal = refusal_of(world.post_first(cases).result)
    agreed = world.acknowledge(cases)

    assert refusal.because is Because.REQUIREMENT_MISSING
    assert agreed.done == tuple(cases)
    assert world.post_first(cases).result.done == tuple(cases)


def test_silence_is_not_agreement(world: World) -> None:
    cases = world.bring([world.register()], to="verify_team")
    world.move(days=60)

    result = world.post_first(cases).result

    assert result.rows[0].result is Result.REFUSED
    assert refusal_of(result).because is Because.REQUIREMENT_MISSING
