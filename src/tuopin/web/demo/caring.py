"""After-care of the demonstration year: pairings, calls, one that falls back."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from tuopin.aftercare import operations as aftercare
from tuopin.aftercare.caring import Cared, everybody_cared_for
from tuopin.aftercare.domain import GUARANTEES, IncomeChange, Secured
from tuopin.aftercare.operations import (
    Call,
    CallFound,
    Calling,
    Help,
    Owned,
    Successor,
)
from tuopin.office.divisions.domain import township_of
from tuopin.office.scope import acting_as
from tuopin.rulebook.aftercare import AftercareRules
from tuopin.rulebook.criteria import AmountPerMember
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.units import Unit
from tuopin.survey import operations as surveys
from tuopin.survey.operations import Visit
from tuopin.survey.queries import newest_visits
from tuopin.web.demo.diary import Diary

UNITS = (
    "县水利局",
    "县农业发展局",
    "县教育局",
    "县卫生计生委",
    "县供电公司",
    "县农商银行",
)
HELPERS = ("田守望", "苗长青", "石担当", "江有恒", "柳知夏", "方实干")
HARDLY_ANY = "100.00"
"""What is left of each income of the household that falls back."""


def plan_aftercare(diary: Diary, pack: PolicyPack) -> None:
    """Put after-care into the diary, where the pack has rules of it."""
    if pack.aftercare is not None:
        begin = partial(_begin, diary, pack, pack.aftercare)
        diary.at(diary.days.aftercare_begun, begin)


def _begin(diary: Diary, pack: PolicyPack, rules: AftercareRules, on: date) -> None:
    by_village = _exited(diary, rules, on)
    # One village is left without a pairing and without a plan, for all to see.
    cared_for = list(by_village.items())
    for at, (code, cared) in enumerate(cared_for[:-1] or cared_for):
        _pair(diary, code, cared, at, on)
        _plan(diary, code, cared, rules, on)
        _call(diary, code, cared, on)
    if cared_for:
        code, cared = cared_for[0]
        _help(diary, code, cared, rules, on)
        _fall_back(diary, pack, code, cared[-1], on)


def _exited(diary: Diary, rules: AftercareRules, on: date) -> dict[str, list[Cared]]:
    office = diary.staff.of_county(Position.COUNTY_OFFICE)
    with acting_as(office):
        found = everybody_cared_for(office.division_code, rules, on=on)
    marked = [one for one in found if one.is_marked]
    return {
        code: list(of)
        for code, of in itertools.groupby(marked, key=lambda one: one.village_code)
    }


def _pair(diary: Diary, code: str, cared: Sequence[Cared], at: int, on: date) -> None:
    office = diary.staff.of_county(Position.COUNTY_OFFICE)
    township = diary.staff.at(Position.TOWNSHIP_OFFICE, township_of(code))
    pairing = aftercare.pair_village(
        village_code=code, unit=UNITS[at % len(UNITS)], actor=office, on=on
    )
    names = itertools.islice(itertools.cycle(HELPERS), at, None)
    for one, name in zip(["", *(c.number for c in cared[:-1])], names, strict=False):
        aftercare.name_helper(
            pairing_id=pairing,
            household_number=one,
            who=Successor(name),
            actor=township,
            on=on,
        )
    aftercare.name_helper(
        pairing_id=pairing,
        household_number="",
        who=Successor(
            "林接任", "原队长任期届满", "走访台账两本，帮扶措施清单一份", "交接单"
        ),
        actor=township,
        on=on,
    )


def _plan(
    diary: Diary, code: str, cared: Sequence[Cared], rules: AftercareRules, on: date
) -> None:
    aftercare.plan_calls(
        household_numbers=[one.number for one in cared],
        calling=Calling(rules.visits_each_year, "驻村工作队"),
        actor=diary.staff.at(Position.RESIDENT_WORK_TEAM, code),
        on=on,
    )


def _call(diary: Diary, code: str, cared: Sequence[Cared], on: date) -> None:
    team = diary.staff.at(Position.RESIDENT_WORK_TEAM, code)
    for at, one in enumerate(cared[::2]):
        seen = dict.fromkeys(GUARANTEES, Secured.YES)
        if at == 0:
            seen["water"] = Secured.NOT_SEEN
        found = CallFound(
            members_met="户主",
            income_change=IncomeChange.SAME,
            guarantees=seen,
            given="宣讲继续帮扶的政策",
            next_on=on + timedelta(days=80),
        )
        call = Call(
            one.number,
            team.person_name,
            "收入稳定，住房安全，孩子正常上学。",
            diary.paper("回访记录", one.number),
            on,
            found,
        )
        aftercare.log_visit(call=call, actor=team, on=on)


def _help(
    diary: Diary, code: str, cared: Sequence[Cared], rules: AftercareRules, on: date
) -> None:
    township = diary.staff.at(Position.TOWNSHIP_OFFICE, township_of(code))
    kinds = list(rules.measures)
    for days, one in zip((12, 200), cared, strict=False):
        given = Help(
            kinds[0],
            "养羊十只，技术员上门指导",
            "县农业发展局",
            on,
            on + timedelta(days=days),
            diary.paper("帮扶协议", one.number),
            Decimal("3000.00"),
        )
        aftercare.begin_measure(
            household_number=one.number, help_given=given, actor=township, on=on
        )


def _fall_back(diary: Diary, pack: PolicyPack, code: str, one: Cared, on: date) -> None:
    """Survey a household again that lost its income, and record the risk."""
    team = diary.staff.at(Position.RESIDENT_WORK_TEAM, code)
    township = diary.staff.at(Position.TOWNSHIP_OFFICE, township_of(code))
    with acting_as(team):
        before = newest_visits([one.id])[one.id]
    answers = {name: str(said) for name, said in before.answers.items()}
    for criterion in pack.standards[Unit.HOUSEHOLD].values():
        if isinstance(criterion.measure, AmountPerMember):
            answers |= dict.fromkeys(criterion.measure.add, HARDLY_ANY)
    surveys.record_visits(
        visits=[
            Visit(
                one.number,
                on,
                team.person_name,
                "驻村工作队",
                answers,
                diary.papers(one.number, signed_survey_form="入户调查表"),
            )
        ],
        actor=team,
        on=on,
    )
    aftercare.open_risk(
        household_number=one.number,
        owned=Owned(team.appointment_id, on + timedelta(days=20)),
        actor=township,
        on=on,
    )
