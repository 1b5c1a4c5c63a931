"""Autumn in the demonstration: plans, visits, assessments (articles 3 and 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tuopin.filing import operations as filing
from tuopin.filing.domain import Recipient
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as
from tuopin.plan import operations as plans
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.rulebook.positions import Position
from tuopin.survey import operations as surveys
from tuopin.survey.operations import Visit
from tuopin.web.demo.diary import Diary
from tuopin.web.demo.script import not_assessed_yet
from tuopin.web.demo.villages import appraise

if TYPE_CHECKING:
    from tuopin.plan.models import ExitPlan

Drafted = list[tuple["ExitPlan", str, list[str]]]


def draft_plans(
    diary: Diary, visits: Sequence[Visit], poor_villages: Sequence[str], day: date
) -> None:
    """Have each township draft its plan by name, and put the reviews down."""
    diary.says(
        "编制年度计划，县、市审核，报省备案(第五条)  plans drafted, reviewed, filed"
    )
    drafted: Drafted = []
    for township in diary.townships:
        own = [code for code in poor_villages if code.startswith(township[:9])]
        if own:
            drafted.append((_draft_timetable(diary, township, own, day), township, []))
        named = [
            number
            for village in diary.villages.values()
            if village.township == township
            for number in village.households
            if number not in diary.left_out
        ]
        if not named:
            continue
        plan = plans.draft(
            township_code=township,
            year=diary.year,
            household_numbers=named,
            village_codes=own,
            evidence=diary.papers(township, plan_list="计划名单"),
            actor=diary.staff.at(Position.TOWNSHIP_OFFICE, township),
            on=day,
        )
        drafted.append((plan, township, named))
    for on, review, position in (
        (
            diary.days.plan_reviewed_by_county,
            plans.review_by_county,
            Position.COUNTY_OFFICE,
        ),
        (diary.days.plan_reviewed_by_city, plans.review_by_city, Position.CITY_OFFICE),
    ):
        diary.at(
            on,
            partial(_review, diary, drafted, review, position),
        )
    diary.at(diary.days.plan_filed, partial(_file_plans, diary, drafted, visits))


def _draft_timetable(
    diary: Diary, township: str, villages: Sequence[str], day: date
) -> ExitPlan:
    """Draft the township's timetable: every village the script has exits this year."""
    actor = diary.staff.at(Position.TOWNSHIP_OFFICE, township)
    rule = pack_on(day).procedure("plan").timetable
    assert rule is not None
    years = rule.years_from(diary.year)
    counted = sum(
        len(village.households)
        for village in diary.villages.values()
        if village.township == township
    )
    return plans.draft_timetable(
        township_code=township,
        village_years=dict.fromkeys(villages, diary.year),
        household_years={year: counted if year == diary.year else 0 for year in years},
        evidence=diary.papers(township, plan_list="退出时序表"),
        actor=actor,
        on=day,
    )


def _review(
    diary: Diary,
    drafted: Drafted,
    review: Callable[..., None],
    position: Position,
    day: date,
) -> None:
    for plan, township, _ in drafted:
        review(
            plan=plan,
            opinion=plans.Opinion(
                "accepted",
                "名单与登记册相符，同意。",
                diary.papers(township, review_opinion="审核意见"),
            ),
            actor=diary.officer(position),
            on=day,
        )
    if drafted:
        _send(diary, drafted, SENT_TO[position], position, day)


SENT_TO = {
    Position.COUNTY_OFFICE: Recipient.CITY,
    Position.CITY_OFFICE: Recipient.PROVINCE,
}


def _send(
    diary: Diary, drafted: Drafted, to: Recipient, position: Position, day: date
) -> None:
    """Send what was reviewed up in one letter; the city's receipt is a formality."""
    letter = filing.send_plans(
        recipient=to,
        plan_ids=[plan.id for plan, _, _ in drafted],
        letter_number=f"脱贫计〔{diary.year}〕{diary.next_number()}号",
        actor=diary.officer(position),
        on=day,
    )
    diary.letters[to] = letter
    if to is Recipient.CITY:
        filing.record_receipt(
            consignment=letter,
            number=diary.paper("市收文回执", letter.letter_number),
            actor=diary.officer(position),
            on=day,
        )


def _file_plans(
    diary: Diary, drafted: Drafted, visits: Sequence[Visit], day: date
) -> None:
    if drafted:
        filing.record_receipt(
            consignment=diary.letters[Recipient.PROVINCE],
            number=diary.paper("省备案回执", str(diary.year)),
            actor=diary.officer(Position.CITY_OFFICE),
            on=day,
        )
    for plan, township, named in drafted:
        if plan.is_timetable:
            continue
        actor = diary.staff.at(Position.TOWNSHIP_OFFICE, township)
        diary.took(
            procedure.list_in_plan(
                household_ids=[diary.ids[number] for number in named],
                year=diary.year,
                actor=actor,
                on=day,
            )
        )
        with acting_as(actor):
            found = cases.case_ids_by_number(year=diary.year)
        for number, (case_id, code) in found.items():
            diary.villages[code].know(number, case_id)
    _put_down_surveys(diary, visits)


def _put_down_surveys(diary: Diary, visits: Sequence[Visit]) -> None:
    """Put the visits down for the first entry day after each was made."""
    diary.says("入户调查，对照标准评定(第三条)  surveyed and assessed")
    village_of = {
        number: code
        for code, village in diary.villages.items()
        for number in village.cases
    }
    entry_days = diary.days.surveys_entered
    by_day: dict[date, list[Visit]] = {}
    for visit in visits:
        day = next((day for day in entry_days if day >= visit.surveyed_on), None)
        if day is not None and visit.household_number in village_of:
            by_day.setdefault(day, []).append(visit)
    for day, made in by_day.items():
        diary.at(day, partial(_survey, diary, made, village_of))
    last = max(by_day, default=entry_days[0])
    diary.at(last + timedelta(days=1), partial(_assess, diary))


def _survey(
    diary: Diary, visits: Sequence[Visit], village_of: Mapping[str, str], day: date
) -> None:
    by_recorder: dict[tuple[Position, str], list[Visit]] = {}
    for visit in visits:
        of_team = "工作队" in visit.organization
        position = (
            Position.RESIDENT_WORK_TEAM if of_team else Position.VILLAGE_COMMITTEES
        )
        seat = (position, village_of[visit.household_number])
        by_recorder.setdefault(seat, []).append(visit)
    for (position, code), made in sorted(by_recorder.items()):
        actor = diary.staff.at(position, code)
        recorded = surveys.record_visits(visits=made, actor=actor, on=day)
        diary.took(procedure.survey(visits=recorded, actor=actor, on=day))


def _assess(diary: Diary, day: date) -> None:
    for township in diary.townships:
        actor = diary.staff.at(Position.TOWNSHIP_OFFICE, township)
        surveyed = diary.standing("surveyed", actor)
        surveyed = [one for one in surveyed if one not in not_assessed_yet(surveyed)]
        diary.took(procedure.assess(case_ids=surveyed, actor=actor, on=day))
    county = diary.officer(Position.COUNTY_OFFICE)
    diary.deal_turns(diary.standing("standard_met", county))
    diary.says("民主评议、核实、户认可、两次公示(第六条)  appraised, verified, posted")
    for at, village in enumerate(diary.villages.values()):
        begins = day + timedelta(days=1 + at % 5)
        if village.late:
            begins = max(begins, diary.days.ends - timedelta(days=village.late))
        diary.at(begins, partial(appraise, diary, village))
