"""Logging a call on a household after its exit (art. 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tuopin.aftercare.domain import GUARANTEES, IncomeChange, Secured
from tuopin.aftercare.models import AftercareVisit
from tuopin.aftercare.refusing import (
    LONGEST_NAME,
    LONGEST_TEXT,
    UnableToCare,
    entry_days,
    household_of,
    refuse_no_grounds,
    refuse_no_words,
    refuse_not_exited,
    refuse_too_long,
    refused,
    rules_on,
)
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right, require_position
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.recording import (
    Matter,
    Written,
    note,
    of_household,
    put,
)
from tuopin.office.scope import acting_as, alone_with

LONGEST_MET = 120


@dataclass(frozen=True)
class CallFound:
    """What a call found; what was not seen is not known, and never fine."""

    members_met: str
    income_change: IncomeChange
    guarantees: Mapping[str, Secured] = field(default_factory=dict)
    difficulties: str = ""
    given: str = ""
    next_on: date | None = None


@dataclass(frozen=True)
class Call:
    """Who called on which household, when, what was found, on which proof."""

    household_number: str
    visitor: str
    found: str
    evidence: str
    done_on: date
    details: CallFound


def log_visit(*, call: Call, actor: Actor, on: date) -> int:
    """Log a call on a household that has exited; returns its number.

    It is dated back no further than the pack lets a visit of the survey be (art. 15).
    """
    require_position(actor, MAY[Right.LOG_VISIT])
    rules = rules_on(on)
    with acting_as(actor):
        household = household_of(call.household_number, Right.LOG_VISIT, actor)
        alone_with(f"aftercare of household {household.id}")
        refuse_other_day(on, UnableToCare)
        cared = refuse_not_exited(household, rules, on=on)
        _refuse_other_days(call.done_on, since=cared.since, on=on)
        _refuse_unsaid(call)
        refuse_no_grounds(call.evidence)
        _refuse_twice(household.id, call.done_on)
        matter = of_household(household.id, household.number, household.village_id)
        visit = Written(
            "aftercare_aftercarevisit",
            {
                "household_id": household.id,
                "village_code": household.village_id,
                "visitor": call.visitor.strip(),
                "found": call.found.strip(),
                "evidence": call.evidence,
                "done_on": call.done_on,
                "logged_by_id": actor.appointment_id,
            },
            call.evidence,
        )
        rows = put(visit, "visit", matter, actor)
        rows += put(_finding(rows[0].id, call, matter, actor), "visit", matter, actor)
        note(matter, "aftercare.visit.logged", rows, {}, actor=actor, on=call.done_on)
        return rows[0].id


def _finding(visit_id: int, call: Call, matter: Matter, actor: Actor) -> Written:
    details = call.details
    values = {
        "visit_id": visit_id,
        "village_code": matter.place,
        "logged_by_id": actor.appointment_id,
        "members_met": details.members_met.strip(),
        "income_change": details.income_change.value,
        **{
            name: details.guarantees.get(name, Secured.NOT_SEEN).value
            for name in GUARANTEES
        },
        "difficulties": details.difficulties.strip(),
        "given": details.given.strip(),
        "next_on": details.next_on,
    }
    return Written("aftercare_callfinding", values)


def _refuse_other_days(done_on: date, *, since: date, on: date) -> None:
    days = entry_days(on)
    if not on - timedelta(days=days) <= done_on <= on:
        raise refused(
            f"回访日期{done_on}不在今天（{on}）以前{days}日内。"
            "请在规定时间内登记，不得补登更早的回访。",
            f"{done_on} is not within {days} days before today, {on}. Calls are logged "
            "in that time; earlier ones are not entered afterwards.",
            cite="art-15",
        )
    if done_on < since:
        raise refused(
            f"回访日期{done_on}在该户退出以前（{since}认定），那时的入户是入户调查。",
            f"{done_on} is before the household's exit, approved on {since}: what was "
            "done then is a survey.",
        )


def _refuse_unsaid(call: Call) -> None:
    details = call.details
    refuse_no_words(call.visitor, "回访人", "who called", longest=LONGEST_NAME)
    refuse_no_words(
        details.members_met, "见到的家庭成员", "whom they met", longest=LONGEST_MET
    )
    refuse_no_words(call.found, "情况", "what was found", longest=LONGEST_TEXT)
    refuse_too_long(
        details.difficulties, "新的困难", "new difficulties", longest=LONGEST_TEXT
    )
    refuse_too_long(details.given, "给予的帮助", "what was given", longest=LONGEST_TEXT)
    if details.next_on is not None and details.next_on <= call.done_on:
        raise refused(
            f"下次回访日期{details.next_on}须在这次（{call.done_on}）以后。",
            f"The next call, {details.next_on}, comes after this one of "
            f"{call.done_on}.",
        )


def _refuse_twice(household_id: int, done_on: date) -> None:
    same = AftercareVisit.objects.filter(household_id=household_id, done_on=done_on)
    if same.exists():
        raise refused(
            f"该户{done_on}的回访已经登记。", f"A call on {done_on} has been logged."
        )
