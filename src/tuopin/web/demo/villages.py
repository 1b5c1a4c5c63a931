"""A village in the demonstration: meeting, verifications, the household, the notice."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tuopin.notice import operations as notices
from tuopin.notice.domain import Channel
from tuopin.procedure import operations as procedure
from tuopin.procedure.recording import Row
from tuopin.procedure.votes import Votes
from tuopin.rulebook.positions import Position
from tuopin.web.demo.diary import Diary, Village
from tuopin.web.demo.script import Turn
from tuopin.web.demo.townships import determine, examine

if TYPE_CHECKING:
    from tuopin.notice.models import Objection, PublicityNotice, SecondReview

ENTITLED, ATTENDED, ABSTAINING = 36, 27, 1
AGREEING, AGREEING_WHEN_DOUBTED = 24, 9


def appraise(diary: Diary, village: Village, day: date) -> None:
    """Hold the village's meeting on every household whose standard is met."""
    actor = diary.staff.at(Position.VILLAGE_COMMITTEES, village.code)
    votes = {}
    for case_id in diary.standing("standard_met", actor):
        turn = diary.turn(village, case_id)
        if turn is Turn.NOT_PUT_TO_MEETING:
            continue
        agree = AGREEING_WHEN_DOUBTED if turn is Turn.VOTED_DOWN else AGREEING
        votes[case_id] = Votes(agree, ATTENDED - ABSTAINING - agree, ABSTAINING)
    if not votes:
        return
    diary.took(
        procedure.appraise(
            meeting=procedure.Meeting(
                village_code=village.code,
                year=diary.year,
                held_on=day,
                place="村委会会议室",
                chair=actor.person_name,
                recorder="村会计",
                entitled=ENTITLED,
                attended=ATTENDED,
                votes=votes,
                reasons=dict.fromkeys(votes, "与会村民认为增收渠道不稳定"),
                evidence=diary.papers(
                    village.code,
                    attendance_list="签到表",
                    minutes="会议记录",
                    vote_sheet="表决票",
                ),
            ),
            actor=actor,
            on=day,
        )
    )
    diary.at(day + timedelta(days=1), partial(_verify, diary, village))


def _verify(diary: Diary, village: Village, day: date) -> None:
    committees = diary.staff.at(Position.VILLAGE_COMMITTEES, village.code)
    team = diary.staff.at(Position.RESIDENT_WORK_TEAM, village.code)
    appraised = diary.ready(
        village, diary.standing("appraised", committees), but=Turn.NOT_VERIFIED_YET
    )

    def rows(doubted: Turn) -> list[Row]:
        return [
            Row(
                one,
                "not_confirmed" if diary.turn(village, one) is doubted else "confirmed",
                diary.papers(one, verification_opinion="核实意见"),
            )
            for one in appraised
        ]

    diary.took(
        procedure.verify_committees(
            rows=rows(Turn.NOT_CONFIRMED_BY_COMMITTEES), actor=committees, on=day
        )
    )
    diary.took(
        procedure.verify_team(rows=rows(Turn.NOT_CONFIRMED_BY_TEAM), actor=team, on=day)
    )
    diary.at(day + timedelta(days=1), partial(_acknowledge, diary, village))


def _acknowledge(diary: Diary, village: Village, day: date) -> None:
    actor = diary.staff.at(Position.VILLAGE_COMMITTEES, village.code)
    said = {
        Turn.REFUSES: "refuses",
        Turn.ASKS_RECOUNT: "asks_recount",
        Turn.NOT_REACHED: "not_reached",
    }
    answers = [
        procedure.Answer(
            case_id=one,
            verdict=said.get(diary.turn(village, one), "agrees"),
            signer=diary.heads[village.numbers[one]],
            relation="户主",
            manner="signature",
            evidence=diary.papers(one, signed_statement="认可书"),
        )
        for one in diary.standing("verified", actor)
    ]
    diary.took(procedure.acknowledge(answers=answers, actor=actor, on=day))
    diary.at(day + timedelta(days=1), partial(_post_first, diary, village))


def _post_first(diary: Diary, village: Village, day: date) -> None:
    actor = diary.staff.at(Position.VILLAGE_COMMITTEES, village.code)
    ready = diary.ready(
        village, diary.standing("acknowledged", actor), but=Turn.NOT_POSTED_YET
    )
    if not ready:
        return
    posted = notices.post_first(
        posting=diary.sheet(village, ready, "公示一", actor, day), actor=actor, on=day
    )
    diary.took(posted.result)
    diary.took(
        procedure.report_to_township(
            rows=[
                Row(one, "reported", diary.papers(village.code, report_number="上报"))
                for one in ready
            ],
            actor=actor,
            on=day,
        )
    )
    village.first = posted.notice
    if village.first is None:
        return
    diary.unclosed[village.township, village.late] += 1
    diary.at(day + timedelta(days=2), partial(_object, diary, village))
    diary.at(day + timedelta(days=4), partial(examine, diary, village))
    diary.at(village.first.opens_on, partial(_close_first, diary, village))


def _object(diary: Diary, village: Village, day: date) -> None:
    """Let villagers object, and the county office answer what it can."""
    assert village.first is not None
    answers = {
        Turn.FIRST_OBJECTION_OPEN: None,
        Turn.FIRST_OBJECTION_UPHELD: True,
        Turn.FIRST_OBJECTION_DISMISSED: False,
        Turn.FIRST_OBJECTION_REVIEWED: False,
        Turn.FIRST_REVIEW_OPEN: False,
    }
    for case_id in diary.on_notice(village, village.first):
        turn = diary.turn(village, case_id)
        if turn not in answers:
            continue
        objection = object_to(diary, village, village.first, case_id, day)
        upheld = answers[turn]
        if upheld is not None:
            diary.at(
                day + timedelta(days=3),
                partial(_answer, diary, objection, upheld),
            )
        if turn in (Turn.FIRST_OBJECTION_REVIEWED, Turn.FIRST_REVIEW_OPEN):
            diary.at(
                day + timedelta(days=4),
                partial(_ask_again, diary, village, objection, turn),
            )


def object_to(
    diary: Diary, village: Village, notice: PublicityNotice, case_id: int, day: date
) -> Objection:
    """Let a villager object to one household by telephone."""
    return notices.object_to(
        notice=notice,
        statement=notices.Statement(
            case_id=case_id,
            channel=Channel.PHONE,
            text="对该户的收入核算有不同意见，请求复核。",
        ),
        actor=diary.staff.at(Position.VILLAGE_COMMITTEES, village.code),
        on=day,
    )


def _answer(diary: Diary, objection: Objection, is_upheld: bool, day: date) -> None:
    notices.decide_objection(
        objection=objection,
        is_upheld=is_upheld,
        answer="经复核，异议成立。" if is_upheld else "经复核，核算无误，异议不成立。",
        actor=diary.officer(Position.COUNTY_OFFICE),
        on=day,
    )


def _ask_again(
    diary: Diary, village: Village, objection: Objection, turn: Turn, day: date
) -> None:
    """Let the villager ask for a second review, and the city answer what it can."""
    review = notices.ask_second_review(
        objection=objection,
        request=notices.ReviewRequest(
            Channel.IN_PERSON, "答复没有说明务工收入按几个月核算，请上级再看一次。"
        ),
        actor=diary.staff.at(Position.VILLAGE_COMMITTEES, village.code),
        on=day,
    )
    if turn is Turn.FIRST_OBJECTION_REVIEWED:
        diary.at(day + timedelta(days=1), partial(_answer_again, diary, review))


def _answer_again(diary: Diary, review: SecondReview, day: date) -> None:
    notices.decide_second_review(
        review=review,
        answer=notices.Answer(
            is_upheld=False,
            text="市级复核：已入户查看工资单，务工收入按实际十个月核算，"
            "仍稳定超过标准，维持原答复。",
        ),
        actor=diary.officer(Position.CITY_OFFICE),
        on=day,
    )


def _close_first(diary: Diary, village: Village, day: date) -> None:
    assert village.first is not None
    actor = diary.staff.at(Position.VILLAGE_COMMITTEES, village.code)
    diary.took(
        notices.close_first(
            notice=village.first,
            evidence={
                "last_day_photo": diary.photo(village.code, "last day", actor, day)
            },
            actor=actor,
            on=day,
        )
    )
    # The township determines its list when the last of its villages is through.
    group = (village.township, village.late)
    diary.unclosed[group] -= 1
    if diary.unclosed[group] == 0:
        diary.at(day + timedelta(days=1), partial(determine, diary, *group))
