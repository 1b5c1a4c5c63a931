"""What an inspector found about one drawn household, and what follows (art. 15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import is_recused
from tuopin.office.accounts.rights import MAY, Right, require
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.divisions.domain import covers
from tuopin.office.divisions.queries import find_unit
from tuopin.office.documents.recording import Written, of_household, write
from tuopin.office.scope import acting_as, alone_with
from tuopin.oversight import queries
from tuopin.oversight.domain import Approval, Verdict
from tuopin.oversight.queries import DrawnStanding
from tuopin.oversight.refusing import (
    UnableToInspect,
    not_there,
    refuse_no_grounds,
    refuse_no_words,
    refused,
    rules_of,
)
from tuopin.procedure.held import hold_for_finding
from tuopin.rulebook.inspection import InspectionRules
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class Check:
    """What was found at the door and in the file, with what it rests on."""

    verdict: Verdict
    grounds: str
    evidence: str
    approval: Approval
    done_on: date


@dataclass(frozen=True)
class Order:
    """Which office is to correct it, what it is asked to do, and by when."""

    position: Position
    office_code: str
    asks: str
    due_on: date
    department: str = ""


def record_check(
    *, drawn_id: int, check: Check, order: Order | None, actor: Actor, on: date
) -> int:
    """Record what was found of a drawn household; returns the check's number.

    A wrong exit and a missed household come with an order to correct, and hold the
    household until supervision has accepted the correction.
    """
    with acting_as(actor):
        found = queries.find_drawn_by_id(drawn_id)
        if found is None:
            raise not_there()
        alone_with(f"inspection:{found.drawn.inspection_id}")
        require(
            actor,
            Right.INSPECT,
            places=[found.drawn.inspection.division_code, found.drawn.village_code],
        )
        refuse_other_day(on, UnableToInspect)
        found = queries.find_drawn_by_id(drawn_id)
        assert found is not None
        rules = rules_of(found.drawn.inspection)
        _refuse_settled(found, actor)
        _refuse_check(found, check, rules, on)
        _refuse_order(found, check, order, rules, on)
        line = found.drawn.line
        matter = of_household(
            line.household_id, line.household_number, line.village_code
        )
        number = write(
            matter,
            "oversight.check.recorded",
            Written(
                "oversight_spotcheck",
                {
                    "drawn_id": found.drawn.id,
                    "village_code": line.village_code,
                    "verdict": check.verdict.value,
                    "grounds": check.grounds.strip(),
                    "evidence": check.evidence,
                    "approval": check.approval.value,
                    "done_on": check.done_on,
                    "checked_by_id": actor.appointment_id,
                },
                check.evidence,
            ),
            {"verdict": check.verdict.value},
            actor=actor,
            on=check.done_on,
        )
        if order is not None:
            _order(found, number, order, actor, on)
        return number


def _order(
    found: DrawnStanding, check: int, order: Order, actor: Actor, on: date
) -> None:
    line = found.drawn.line
    number = write(
        of_household(line.household_id, line.household_number, line.village_code),
        "oversight.correction.ordered",
        Written(
            "oversight_correctionorder",
            {
                "check_made_id": check,
                "village_code": line.village_code,
                "office_code": order.office_code,
                "position": order.position.value,
                "department": order.department,
                "asks": order.asks.strip(),
                "due_on": order.due_on,
                "ordered_by_id": actor.appointment_id,
            },
        ),
        {"due_on": order.due_on.isoformat()},
        actor=actor,
        on=on,
    )
    hold_for_finding(
        line.household_id,
        f"order:{number}",
        f"督查抽查发现问题，限{order.due_on}前整改",
        actor=actor,
        on=on,
    )


def _refuse_settled(found: DrawnStanding, actor: Actor) -> None:
    if found.replaced_by is not None:
        raise refused(
            f"该户已由第{found.replaced_by.line.list_number}号顶替，请查那一户。",
            f"No. {found.replaced_by.line.list_number} stands in for this household: "
            "check that one.",
        )
    if found.is_told:
        assert found.check is not None
        name = found.check.checked_by.person.name
        raise refused(
            f"{name}已于{found.check.entered_on}登记抽查结论。",
            f"{name} recorded what was found on {found.check.entered_on}.",
        )
    if is_recused(actor.person_id, found.drawn.line.household_number):
        raise refused(
            "您须回避该户，请由另一名督查人员查。",
            "You are recused from this household: another inspector checks it.",
        )


def _refuse_check(
    found: DrawnStanding, check: Check, rules: InspectionRules, on: date
) -> None:
    if check.verdict not in found.standing.verdicts:
        zh = "、".join(one.label.zh for one in found.standing.verdicts)
        en = "; ".join(one.label.en for one in found.standing.verdicts)
        raise refused(
            f"该户冻结名册时是“{found.standing.label.zh}”，结论只能是：{zh}。",
            f"When the frame was frozen: {found.standing.label.en}. What may be found "
            f"is: {en}.",
        )
    earliest = max(found.drawn.entered_on, on - timedelta(days=rules.enter_within_days))
    if not earliest <= check.done_on <= on:
        raise refused(
            f"查户日期{check.done_on}须在{earliest}至今天（{on}）之间："
            f"抽中以后才能查，查后{rules.enter_within_days}日内录入。",
            f"{check.done_on} is not from {earliest} to today, {on}: a household is "
            "checked after the draw, and that is entered within "
            f"{rules.enter_within_days} days.",
        )
    what = Text("查到的情况和判定的理由", "what was found and why it is judged so")
    refuse_no_words(check.grounds, what=what)
    refuse_no_grounds(check.evidence)


def _refuse_order(
    found: DrawnStanding,
    check: Check,
    order: Order | None,
    rules: InspectionRules,
    on: date,
) -> None:
    if (order is not None) != check.verdict.is_irregular:
        raise refused(
            "错退、漏评须同时下达整改要求；其他结论不下达。",
            "A wrong exit and a missed household come with an order to correct, and "
            "nothing else does.",
        )
    if order is None:
        return
    latest = on + timedelta(days=rules.correct_within_days)
    if not on < order.due_on <= latest:
        raise refused(
            f"整改期限须在明天至{latest}之间（不超过{rules.correct_within_days}日）。",
            f"The deadline lies between tomorrow and {latest} (at most "
            f"{rules.correct_within_days} days).",
        )
    village = found.drawn.line.village_code
    if (
        order.position not in MAY[Right.ANSWER_CORRECTION]
        or find_unit(order.office_code) is None
        or not covers(order.office_code, village)
        or bool(order.department) != (order.position is Position.DEPARTMENT)
    ):
        raise refused(
            "请选择负责整改的单位：须是管辖该户的村、乡镇、县办公室或部门。",
            "Choose the office that corrects it: village, township, county office or "
            "department over this household.",
        )
    refuse_no_words(order.asks, what=Text("整改要求", "what is to be corrected"))
