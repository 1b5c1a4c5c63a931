"""One scenario for each gate of an act: the same set-up, in order and out of order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from tests.support.villages import VillageWay
from tests.support.world import VILLAGE, World, seat_beside
from tuopin.notice import operations as notices
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.models import Person
from tuopin.office.accounts.operations import Seat
from tuopin.procedure import domain
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because, Gate
from tuopin.procedure.recording import BatchResult, Row
from tuopin.rulebook.positions import Position

Play = Callable[[World, bool], BatchResult]
"""Bring a household to an act and attempt it, lawfully or not; return the result."""


@dataclass(frozen=True)
class Scenario:
    """What one gate is for: how it is broken, and what its refusal has to say."""

    gate: Gate
    because: Because
    cite: str
    words: str
    play: Play

    def __str__(self) -> str:
        return self.gate.__name__


def given_up(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="verify_committees")
    if broken:
        procedure.withdraw(
            case_id=cases[0],
            ending="withdrawn",
            reason="户要求撤回",
            actor=world["township"],
            on=world.today,
        )
    return world.verify_team(cases)


def done_twice(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="appraise")
    if broken:
        world.verify_committees(cases)
    return world.verify_committees(cases)


def step_skipped(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="examine" if broken else "close_first")
    return world.determine(cases)


def held(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="verify_committees")
    if broken:
        procedure.hold(
            case_id=cases[0],
            cause="finding",
            subject="finding:1",
            reason="督查发现收入依据不足",
            actor=world["supervision"],
            on=world.today,
        )
    return world.verify_team(cases)


def recused(world: World, broken: bool) -> BatchResult:
    household = world.register()
    cases = world.bring([household], to="report_to_township")
    if broken:
        accounts.recuse(
            person=Person.objects.get(id=world["examiner"].person_id),
            household_number=world.households[household],
            reason="近亲属",
            actor=world["township"],
            on=world.today,
        )
    return world.examine(cases)


def one_person_in_two_bodies(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="verify_committees")
    both = seat_beside("village", Seat(Position.RESIDENT_WORK_TEAM, VILLAGE))
    return procedure.verify_team(
        rows=[Row(cases[0], "confirmed", {"verification_opinion": "意见"})],
        actor=both if broken else world["team"],
        on=world.today,
    )


def facts_changed(world: World, broken: bool) -> BatchResult:
    household = world.register()
    cases = world.bring([household], to="assess")
    world.move()
    world.change_member(household, insured=not broken)
    return world.appraise(cases)


def dated_before_the_meeting(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="assess")
    before_the_meeting = world.today
    the_meeting = world.move()
    world.appraise(cases)
    world.move()
    return procedure.verify_team(
        rows=[Row(cases[0], "confirmed", {"verification_opinion": "意见"})],
        actor=world["team"],
        on=before_the_meeting if broken else the_meeting,
    )


def entered_too_late(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="appraise")
    verified_on = world.move()
    world.move(days=4 if broken else 3)
    return procedure.verify_team(
        rows=[Row(cases[0], "confirmed", {"verification_opinion": "意见"})],
        actor=world["team"],
        on=verified_on,
    )


def after_the_year_s_end(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="assess")
    world.move_to(date(2018, 1, 1) if broken else date(2017, 12, 31))
    return world.appraise(cases)


def reported_after_the_posting(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="post_first")
    world.move(days=2 if broken else 1)
    return world.report(cases)


def without_a_paper(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="verify_committees")
    return procedure.verify_team(
        rows=[
            Row(
                cases[0], "confirmed", {"verification_opinion": " " if broken else "是"}
            )
        ],
        actor=world["team"],
        on=world.today,
    )


def named_and_not_uploaded(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="acknowledge")
    sheet = world.posting(cases, VILLAGE)
    if broken:
        named = {**sheet.evidence, "posting_photo": "张贴照片一张"}
        sheet = replace(sheet, evidence=named)
    return notices.post_first(
        posting=sheet, actor=world["village"], on=world.today
    ).result


def unsigned(world: World, broken: bool) -> BatchResult:
    cases = world.bring([world.register()], to="verify_team")
    answer = procedure.Answer(
        case_id=cases[0],
        verdict="agrees",
        signer="" if broken else "乙户主",
        relation="户主",
        manner="signature",
        evidence={"signed_statement": "认可书"},
    )
    return procedure.acknowledge(
        answers=[answer], actor=world["village"], on=world.today
    )


def households_undecided(world: World, broken: bool) -> BatchResult:
    household = world.register()
    way = VillageWay(world)
    way.register()
    way.file_plan([household])
    (pending,) = world.open_cases([household])
    for act, do in way.way():
        do()
        if act == "assess":
            break
    if not broken:
        world.withdraw(pending)
    return way.determine()


B = Because
# fmt: off
SCENARIOS = (
    Scenario(domain.case_is_open, B.ENDED, "art-06", "撤回", given_up),
    Scenario(domain.not_done_before, B.DONE_BEFORE, "art-06", "甲village", done_twice),
    Scenario(domain.required_acts_are_done, B.REQUIREMENT_MISSING, "art-06",
             "第一次公示期满", step_skipped),
    Scenario(domain.households_are_decided, B.REQUIREMENT_MISSING, "art-07",
             "1户", households_undecided),
    Scenario(domain.no_hold_is_open, B.HELD, "art-06", "督查发现收入依据不足", held),
    Scenario(domain.actor_is_not_recused, B.RECUSED, "art-06", "回避", recused),
    Scenario(domain.another_person_acts, B.SAME_PERSON, "art-06", "核实",
             one_person_in_two_bodies),
    Scenario(domain.facts_still_stand, B.FACTS_CHANGED, "art-06", "有变化",
             facts_changed),
    Scenario(domain.date_follows_what_it_rests_on, B.DATE_OUT_OF_ORDER, "art-06",
             "民主评议", dated_before_the_meeting),
    Scenario(domain.entered_in_time, B.ENTERED_TOO_LATE, "art-06", "3天内",
             entered_too_late),
    Scenario(domain.within_the_year_s_deadline, B.PAST_DEADLINE, "art-06",
             "2017-12-31", after_the_year_s_end),
    Scenario(domain.together_with_its_twin, B.NOT_TOGETHER, "art-06", "同时",
             reported_after_the_posting),
    Scenario(domain.evidence_is_complete, B.EVIDENCE_MISSING, "art-06", "核实意见",
             without_a_paper),
    Scenario(domain.evidence_is_kept, B.EVIDENCE_MISSING, "art-06", "张贴照片",
             named_and_not_uploaded),
    Scenario(domain.act_s_own_rule, B.SPECIFIC, "art-06", "签字人", unsigned),
)
# fmt: on
