"""Article 7 in the demonstration: departments report, villages leave the register.

What a department reports is what the register's sheet of poor villages has for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tuopin.filing import operations as filing
from tuopin.filing.domain import Recipient
from tuopin.notice import operations as notices
from tuopin.notice.domain import Channel
from tuopin.notice.operations import Posting
from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import township_of
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.recording import BatchResult, Row
from tuopin.rulebook.facts import FactSheet
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.positions import Position
from tuopin.survey import operations as surveys
from tuopin.survey import queries as returns
from tuopin.web.demo.diary import Diary
from tuopin.web.demo.script import VillageTurn, village_turns
from tuopin.web.villages.board import standings_of

if TYPE_CHECKING:
    from tuopin.notice.models import PublicityNotice
    from tuopin.register.workbook.entries import VillageEntry


@dataclass
class PoorVillage:
    """Where a poor village stands, as the script follows it."""

    code: str
    turn: VillageTurn
    figures: Mapping[str, str]
    case: int = 0
    hung: dict[str, PublicityNotice] = field(default_factory=dict)


def poor_villages_of(
    entries: Sequence[VillageEntry], sheet: FactSheet, *, year: int
) -> dict[str, PoorVillage]:
    """Return the register's poor villages of a year with what is known of each."""
    of_year = {one.village_code: one for one in entries if one.year == year}
    turns = village_turns(sorted(of_year))
    return {
        code: PoorVillage(
            code,
            turns[code],
            {
                name: _written(value)
                for name, value in asdict(entry).items()
                if name in sheet.facts and value is not None
            },
        )
        for code, entry in sorted(of_year.items())
    }


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def list_villages(
    diary: Diary, villages: Mapping[str, PoorVillage], sheet: FactSheet, day: date
) -> None:
    """Open the cases of the villages on the filed plans, and put the rest down."""
    for township in sorted({township_of(code) for code in villages}):
        codes = [code for code in villages if code.startswith(township[:9])]
        procedure.list_villages_in_plan(
            village_codes=codes,
            year=diary.year,
            actor=diary.staff.at(Position.TOWNSHIP_OFFICE, township),
            on=day,
        )
    with acting_as(diary.officer(Position.COUNTY_OFFICE)):
        for case in cases.of_villages(diary.year):
            villages[case.village_id].case = case.id
    every = list(villages.values())
    diary.at(diary.days.villages_reported, partial(_report, diary, every, sheet))
    diary.at(diary.days.villages_examined, partial(_examine, diary, every))
    diary.at(diary.days.villages_assessed, partial(_assess, diary, every))


def _report(
    diary: Diary, villages: Sequence[PoorVillage], sheet: FactSheet, day: date
) -> None:
    diary.says(
        "各部门报送贫困村指标，入村核查(第四、七条)  departments report and examine"
    )
    for department, actor in diary.staff.by_department.items():
        own = [fact.name for fact in sheet.reported_by(department)]
        for at, village in enumerate(villages):
            figures = {n: village.figures[n] for n in own if n in village.figures}
            waits = village.turn is VillageTurn.NOT_REPORTED_YET
            # Who knows nothing of a village has nothing to report.
            if not figures or (waits and not _is_first(diary, actor)):
                continue
            procedure.return_indicators(
                case_id=village.case,
                figures=figures,
                evidence=diary.papers(
                    f"{village.code}-{at}", department_return="报送表"
                ),
                actor=actor,
                on=day,
            )


def _is_first(diary: Diary, actor: object) -> bool:
    return actor is next(iter(diary.staff.by_department.values()))


def _examine(diary: Diary, villages: Sequence[PoorVillage], day: date) -> None:
    _answer(diary, [one for at, one in enumerate(villages) if at % 3], day)
    returned = [
        one
        for one in _standing(diary, villages, "returned")
        if one.turn is not VillageTurn.NOT_EXAMINED_YET
    ]
    for actor in diary.staff.by_department.values():
        for village in returned:
            procedure.examine_on_site(
                case_id=village.case,
                found=surveys.Examination(
                    True,
                    actor.person_name,
                    "",
                    diary.papers(village.code, examination_form="核查表"),
                ),
                actor=actor,
                on=day,
            )


def _answer(diary: Diary, villages: Sequence[PoorVillage], day: date) -> None:
    """Let departments say why their figures differ from what visits found."""
    codes = [one.code for one in villages]
    with acting_as(diary.officer(Position.COUNTY_OFFICE)):
        found = returns.latest_returns(codes, year=diary.year)
        ids = [one.id for own in found.values() for one in own.values()]
        asked = returns.questions_about(ids)
    for question in asked:
        surveys.answer_question(
            question=question,
            text="入户之后又有农户完成改造，以部门验收为准。",
            actor=diary.staff.by_department[question.department_return.department],
            on=day,
        )


def _assess(diary: Diary, villages: Sequence[PoorVillage], day: date) -> None:
    """Leave what is undecided to next year where a village is to go on, and assess."""
    diary.says(
        "贫困村评定、公示、报市审批、公告、备案(第七条)  villages determined, posted"
    )
    examined = _standing(diary, villages, "examined")
    goes_on = [one for one in examined if one.turn in GOES_ON]
    for village in goes_on:
        if _may_still_meet(diary, village):
            _leave_to_next_year(diary, village, day)
    result = procedure.assess_villages(
        case_ids=[one.case for one in examined],
        actor=diary.officer(Position.COUNTY_OFFICE),
        on=day,
    )
    diary.took(result)
    diary.at(day + timedelta(days=1), partial(_determine, diary, goes_on))


GOES_ON = (
    VillageTurn.NOTHING,
    VillageTurn.OBJECTION_OPEN,
    VillageTurn.NOT_ANNOUNCED_YET,
)


def _may_still_meet(diary: Diary, village: PoorVillage) -> bool:
    """Whether nothing but undecided households keeps the village from the standard."""
    with acting_as(diary.officer(Position.COUNTY_OFFICE)):
        ((state, pack),) = cases.states([village.case])
        facts = cases.known_of_village(state, pack).facts
        standings = standings_of(pack, facts, year=state.year)
    return all(one.finding.outcome is not Outcome.NOT_MET for one in standings)


def _leave_to_next_year(diary: Diary, village: PoorVillage, day: date) -> None:
    township = diary.staff.at(Position.TOWNSHIP_OFFICE, township_of(village.code))
    with acting_as(township):
        ids = cases.case_ids(year=diary.year, village=village.code)
        undecided = [
            state.case_id
            for state, _ in cases.states(ids)
            if state.ending is None
            and not state.acts.has_ended
            and "approve" not in state.acts
        ]
    for case_id in undecided:
        procedure.withdraw(
            case_id=case_id,
            ending="withdrawn",
            reason="年内来不及认定，列入下一年度计划",
            actor=township,
            on=day,
        )


def _determine(diary: Diary, villages: Sequence[PoorVillage], day: date) -> None:
    office = diary.officer(Position.COUNTY_OFFICE)
    met = _standing(diary, villages, "standard_met")
    diary.took(
        procedure.determine_villages(
            rows=[
                Row(
                    one.case,
                    "determined",
                    diary.papers(day.isoformat(), leading_group_minutes="会议纪要"),
                )
                for one in met
            ],
            actor=diary.officer(Position.COUNTY_LEADING_GROUP),
            on=day,
        )
    )
    for village in _standing(diary, met, "determined"):
        for publicity, post, place in (
            ("village", notices.post_in_village, "村务公开栏"),
            ("township", notices.post_in_township, "乡镇政府公开栏"),
        ):
            posted = post(
                posting=_sheet(diary, village, place, office, day),
                actor=office,
                on=day,
            )
            diary.took(posted.result)
            if posted.notice is not None:
                village.hung[publicity] = posted.notice
    hanging = [one for one in met if one.hung]
    for village in hanging:
        if village.turn is VillageTurn.OBJECTION_OPEN:
            diary.at(day + timedelta(days=2), partial(_object, diary, village))
    if hanging:
        opens_on = max(one.opens_on for v in hanging for one in v.hung.values())
        diary.at(opens_on, partial(_submit, diary, hanging))


def _sheet(
    diary: Diary, village: PoorVillage, place: str, actor: Actor, day: date
) -> Posting:
    return Posting(
        village_code=village.code,
        year=diary.year,
        number=f"村退公示-{village.code}-{diary.next_number()}",
        place=place,
        case_ids=(village.case,),
        evidence={
            **diary.papers(village.code, notice_text="公示文本"),
            "posting_photo": diary.photo(village.code, "posted", actor, day),
        },
    )


def _object(diary: Diary, village: PoorVillage, day: date) -> None:
    notices.object_to(
        notice=village.hung["village"],
        statement=notices.Statement(
            case_id=village.case,
            channel=Channel.PHONE,
            text="村卫生室平时没有医生，请核查。",
        ),
        actor=diary.staff.at(Position.VILLAGE_COMMITTEES, village.code),
        on=day,
    )


def _submit(diary: Diary, villages: Sequence[PoorVillage], day: date) -> None:
    office = diary.officer(Position.COUNTY_OFFICE)
    closings: tuple[tuple[str, Callable[..., BatchResult]], ...] = (
        ("village", notices.close_in_village),
        ("township", notices.close_in_township),
    )
    for village in villages:
        for publicity, close in closings:
            diary.took(
                close(
                    notice=village.hung[publicity],
                    evidence={
                        "last_day_photo": diary.photo(
                            village.code, "last day", office, day
                        )
                    },
                    actor=office,
                    on=day,
                )
            )
    through = _standing(diary, villages, "awaiting_submission")
    if not through:
        return
    filing.send_villages(
        recipient=Recipient.CITY,
        case_ids=[one.case for one in through],
        letter_number=f"脱贫请〔{diary.year}〕{diary.next_number()}号",
        actor=office,
        on=day,
    )
    diary.at(day + timedelta(days=2), partial(_approve, diary, through))


def _approve(diary: Diary, villages: Sequence[PoorVillage], day: date) -> None:
    reply = diary.papers(day.isoformat(), approval_reply="批复")
    diary.took(
        procedure.approve_villages(
            rows=[Row(one.case, "approved", reply) for one in villages],
            actor=diary.officer(Position.CITY_OFFICE),
            on=day,
        )
    )
    announced = [
        one for one in villages if one.turn is not VillageTurn.NOT_ANNOUNCED_YET
    ]
    clipping = diary.papers(day.isoformat(), media_clipping="县报公告")
    diary.took(
        procedure.announce_in_county_media(
            rows=[Row(one.case, "announced", clipping) for one in announced],
            actor=diary.officer(Position.COUNTY_OFFICE),
            on=day,
        )
    )
    diary.at(day + timedelta(days=3), partial(_file, diary, announced))


def _file(diary: Diary, villages: Sequence[PoorVillage], day: date) -> None:
    if not villages:
        return
    office = diary.officer(Position.CITY_OFFICE)
    letter = filing.send_villages(
        recipient=Recipient.PROVINCE,
        case_ids=[one.case for one in villages],
        letter_number=f"市脱贫报〔{diary.year}〕{diary.next_number()}号",
        actor=office,
        on=day,
    )
    filing.record_receipt(
        consignment=letter,
        number=diary.paper("省备案回执", day.isoformat()),
        actor=office,
        on=day,
    )


def _standing(
    diary: Diary, villages: Sequence[PoorVillage], status: str
) -> list[PoorVillage]:
    with acting_as(diary.officer(Position.COUNTY_OFFICE)):
        there = {
            case.village_id
            for case in cases.of_villages(diary.year)
            if case.status == status
        }
    return [one for one in villages if one.code in there]
