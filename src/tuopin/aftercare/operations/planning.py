"""Planning the calls on households after their exit, many at once (art. 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.aftercare import queries
from tuopin.aftercare.caring import Cared, cared_by_id
from tuopin.aftercare.models import CallPlan
from tuopin.aftercare.refusing import (
    LONGEST_NAME,
    LONGEST_REASON,
    UnableToCare,
    refuse_too_long,
    refused,
    rules_on,
)
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right, require_area, require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.scope import acting_as, alone_with
from tuopin.register.queries import HouseholdRow, households_by_number
from tuopin.rulebook.aftercare import POSSIBLE, AftercareRules

COLUMNS = (
    "household_id",
    "village_code",
    "caller",
    "each_year",
    "from_on",
    "until_on",
    "follows_id",
    "reason",
    "planned_by_id",
)


@dataclass(frozen=True)
class Calling:
    """Who calls and how often; why, where another plan is followed.

    Without a name whoever helps the household calls on it.
    """

    each_year: int
    caller: str = ""
    reason: str = ""


def plan_calls(
    *, household_numbers: Sequence[str], calling: Calling, actor: Actor, on: date
) -> int:
    """Plan the calls on households that have exited, all or none; returns how many.

    The plan goes from the day of the approval to the pack's day. Never less often than
    the pack says. A household that is planned so already is left as it is.
    """
    require_position(actor, MAY[Right.PLAN_CALLS])
    rules = rules_on(on)
    with acting_as(actor):
        refuse_other_day(on, UnableToCare)
        _refuse_seldom(calling, rules)
        numbers = list(dict.fromkeys(household_numbers))
        found = households_by_number(numbers)
        households = [_found(number, found) for number in numbers]
        if not households:
            raise refused("请选择户。", "Choose households.")
        require_area(actor, [one.village_id for one in households])
        alone_with(*(f"aftercare of household {one.id}" for one in households))
        ids = [one.id for one in households]
        cared = cared_by_id(ids, rules, on=on)
        _refuse_not_exited(households, cared)
        rows = _rows(households, cared, calling, rules, actor, on)
        if rows:
            _write(rows, actor, on)
        return len(rows)


def _found(number: str, found: Mapping[str, HouseholdRow]) -> HouseholdRow:
    if number not in found:
        raise refused(
            f"您辖区内没有户{number}。请核对户编号。",
            f"There is no household {number} in your area. Check its number.",
        )
    return found[number]


def _refuse_seldom(calling: Calling, rules: AftercareRules) -> None:
    if calling.each_year not in POSSIBLE or calling.each_year < rules.visits_each_year:
        may = [str(one) for one in POSSIBLE if one >= rules.visits_each_year]
        raise refused(
            f"每年回访次数不得少于{rules.visits_each_year}次，可填{'、'.join(may)}。",
            f"At least {rules.visits_each_year} calls a year; choose one of "
            f"{', '.join(may)}.",
        )
    refuse_too_long(calling.caller, "回访人", "who calls", longest=LONGEST_NAME)
    refuse_too_long(calling.reason, "理由", "the reason", longest=LONGEST_REASON)


def _refuse_not_exited(
    households: Sequence[HouseholdRow], cared: Mapping[int, Cared]
) -> None:
    others = [one.number for one in households if one.id not in cared]
    if others:
        raise refused(
            f"以下户没有脱贫退出，或者已经返贫：{'、'.join(others[:5])}。请从名单中去掉。",
            "These households have not exited, or have fallen back: "
            f"{', '.join(others[:5])}. Take them off the list.",
        )


def _rows(
    households: Sequence[HouseholdRow],
    cared: Mapping[int, Cared],
    calling: Calling,
    rules: AftercareRules,
    actor: Actor,
    on: date,
) -> list[tuple[object, ...]]:
    ids = [one.id for one in households]
    helpers = queries.helper_names(ids)
    plans = queries.plans_in_force(ids)
    rows: list[tuple[object, ...]] = []
    for one in households:
        since = cared[one.id].since
        standing = plans.get(one.id)
        if standing is not None and standing.from_on < since:
            # It belongs to an exit before the last.
            standing = None
        caller = calling.caller.strip() or helpers.get(one.id, "")
        if not caller:
            raise refused(
                f"户{one.number}没有帮扶责任人，请写明由谁回访。",
                f"Nobody helps household {one.number}: say who calls on it.",
            )
        if standing is not None and _is_so(standing, caller, calling):
            continue
        if standing is not None and not calling.reason.strip():
            raise refused(
                f"户{one.number}已有回访计划（{standing.caller}）。改动请写明理由。",
                f"Household {one.number} has a plan ({standing.caller}). Give the "
                "reason of the change.",
            )
        if rules.paired_until < on:
            raise refused(
                f"帮扶期已于{rules.paired_until}结束。",
                f"After-care ended on {rules.paired_until}.",
            )
        rows.append(
            (
                one.id,
                one.village_id,
                caller,
                calling.each_year,
                on if standing else since,
                rules.paired_until,
                standing.id if standing else None,
                calling.reason.strip() if standing else "",
                actor.appointment_id,
            )
        )
    return rows


def _is_so(standing: CallPlan, caller: str, calling: Calling) -> bool:
    return (standing.caller, standing.each_year) == (caller, calling.each_year)


def _write(rows: Sequence[tuple[object, ...]], actor: Actor, on: date) -> None:
    written = audit_rows.insert("aftercare_callplan", COLUMNS, rows)
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"household:{row[0]}",
                act="aftercare.calls.planned",
                division_code=str(row[1]),
                body={"each_year": calls} if isinstance(calls := row[3], int) else {},
                rows=[one],
            )
            for row, one in zip(rows, written, strict=True)
        ],
    )
