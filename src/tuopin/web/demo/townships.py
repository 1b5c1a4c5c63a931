"""A township in the demonstration: examination, its list, the second notice."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from tuopin.notice import operations as notices
from tuopin.notice.domain import Channel
from tuopin.procedure import operations as procedure
from tuopin.procedure.recording import Row
from tuopin.rulebook.positions import Position
from tuopin.web.demo.counties import approve
from tuopin.web.demo.diary import Diary, Village
from tuopin.web.demo.script import Turn


def examine(diary: Diary, village: Village, day: date) -> None:
    """Examine every household that the village reported."""
    actor = diary.staff.at(Position.TOWNSHIP_EXAMINER, village.township)
    rows = []
    reported = diary.on_notice(village, village.first)
    for case_id in diary.ready(village, reported, but=Turn.NOT_EXAMINED_YET):
        turn = diary.turn(village, case_id)
        rows.append(
            Row(
                case_id,
                "failed" if turn is Turn.FAILS_EXAMINATION else "passed",
                {
                    **diary.papers(village.township, team_roster="工作组名单"),
                    **diary.papers(village.numbers[case_id], examination_form="核查表"),
                },
            )
        )
    diary.took(procedure.examine(rows=rows, actor=actor, on=day))


def determine(diary: Diary, township: str, late: int, day: date) -> None:
    """Determine the list of the township's villages that are through."""
    actor = diary.staff.at(Position.TOWNSHIP_OFFICE, township)
    for village in diary.villages.values():
        if (village.township, village.late) != (township, late):
            continue
        waiting = diary.standing("awaiting_determination", actor, village.code)
        rows = [
            Row(
                one,
                "not_determined"
                if diary.turn(village, one) is Turn.NOT_DETERMINED
                else "determined",
                diary.papers(township, township_minutes="乡镇会议纪要"),
            )
            for one in diary.ready(village, waiting, but=Turn.NOT_DETERMINED_YET)
        ]
        diary.took(procedure.determine(rows=rows, actor=actor, on=day))
        diary.at(day + timedelta(days=1), partial(_post_second, diary, village))


def _post_second(diary: Diary, village: Village, day: date) -> None:
    actor = diary.staff.at(Position.TOWNSHIP_OFFICE, village.township)
    determined = diary.standing("determined", actor, village.code)
    ready = diary.ready(village, determined, but=Turn.NOT_POSTED_AGAIN_YET)
    if not ready:
        return
    posted = notices.post_second(
        posting=diary.sheet(village, ready, "公示二", actor, day), actor=actor, on=day
    )
    diary.took(posted.result)
    village.second = posted.notice
    if village.second is None:
        return
    for case_id in diary.on_notice(village, village.second):
        if diary.turn(village, case_id) is Turn.SECOND_OBJECTION_OPEN:
            diary.at(
                day + timedelta(days=3),
                partial(_object, diary, village, case_id),
            )
    diary.at(village.second.opens_on, partial(_close_second, diary, village))


def _object(diary: Diary, village: Village, case_id: int, day: date) -> None:
    assert village.second is not None
    notices.object_to(
        notice=village.second,
        statement=notices.Statement(
            case_id=case_id,
            channel=Channel.IN_PERSON,
            text="该户住房尚未修好，不应退出。",
        ),
        actor=diary.staff.at(Position.VILLAGE_COMMITTEES, village.code),
        on=day,
    )


def _close_second(diary: Diary, village: Village, day: date) -> None:
    assert village.second is not None
    actor = diary.staff.at(Position.TOWNSHIP_OFFICE, village.township)
    diary.took(
        notices.close_second(
            notice=village.second,
            evidence={
                "last_day_photo": diary.photo(village.code, "last day", actor, day)
            },
            actor=actor,
            on=day,
        )
    )
    if not diary.awaiting_approval:
        meeting = next((m for m in diary.days.county_meetings if m > day), None)
        if meeting is not None:
            diary.at(meeting, partial(approve, diary))
    diary.awaiting_approval.append(village)
