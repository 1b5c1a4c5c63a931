"""Sending somebody to a household, by a day (调查分派; arts 3 ¶2, 12).

Only who was sent can submit what the visit found. The village and its team share the
visits out among themselves; to send somebody else instead is for the township.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.queries import holder_of
from tuopin.office.accounts.rights import MAY, Right, require_area, require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.clock.queries import today
from tuopin.office.scope import acting_as, alone_with
from tuopin.register import queries as register
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.text import Text
from tuopin.survey import fieldwork
from tuopin.survey.fieldwork import Assigned
from tuopin.survey.operations.visits import SURVEYORS

COLUMNS = (
    "household_id",
    "village_code",
    "year",
    "surveyor_id",
    "due_on",
    "reason",
    "assigned_by_id",
)


class UnableToAssign(Refusal):
    """Somebody cannot be sent there, and why."""


def assign(
    *,
    household_numbers: Sequence[str],
    surveyor: int,
    due_on: date,
    reason: str = "",
    actor: Actor,
    on: date,
) -> int:
    """Send who holds an appointment to households by a day, all or none.

    The year is that of the day. Returns how many were assigned; one that is so already
    is left as it is. Raises UnableToAssign.
    """
    require_position(actor, MAY[Right.ASSIGN_SURVEY])
    with acting_as(actor):
        refuse_other_day(on, UnableToAssign)
        alone_with(f"survey assignments of {due_on.year}")
        found = register.households_by_number(list(dict.fromkeys(household_numbers)))
        households = [_household(number, found) for number in household_numbers]
        require_area(actor, [one.village_id for one in households])
        sent = holder_of(surveyor, on=today())
        if sent is None or sent.position not in SURVEYORS:
            raise UnableToAssign(_NO_SURVEYOR, cite="art-12")
        if not sent.covers([one.village_id for one in households]):
            raise UnableToAssign(_ELSEWHERE, cite="art-12")
        if due_on < today():
            raise UnableToAssign(
                Text(
                    f"完成日期{due_on}早于今天{today()}。请写今天或以后的日期。",
                    f"{due_on} is before today, {today()}. Give a day to come.",
                )
            )
        standing = fieldwork.assignments(
            due_on.year, household_ids=[one.id for one in households]
        )
        fresh = []
        for one in households:
            before = standing.get(one.id)
            if before and before.surveyor_id == surveyor and before.due_on == due_on:
                continue
            _refuse_change(before, sent, reason, actor)
            fresh.append(one)
        _write(fresh, surveyor, due_on, reason.strip(), actor, on)
        return len(fresh)


def _household(number: str, found: dict[str, HouseholdRow]) -> HouseholdRow:
    household = found.get(number)
    if household is None:
        raise UnableToAssign(
            Text(
                f"户编号{number}不在您辖区的登记册内，请核对户编号。",
                f"Household {number} is not in your part of the register. "
                "Check its number.",
            ),
            cite="art-02",
        )
    if not household.may_be_surveyed:
        raise UnableToAssign(
            Text(
                f"户{number}已注销，不用入户调查。请从名单中去掉。",
                f"Household {number} was deregistered. Take it off the list.",
            ),
            cite="art-02",
        )
    return household


def _refuse_change(
    before: Assigned | None, sent: Actor, reason: str, actor: Actor
) -> None:
    """Refuse to send somebody else unless the township does, with a reason."""
    if before is None or before.is_for(sent):
        return
    if actor.position not in MAY[Right.SUBSTITUTE_SURVEYOR]:
        raise UnableToAssign(
            Text(
                f"这一户已分给{before.surveyor_name}。换人由乡镇扶贫办办理。",
                f"{before.surveyor_name} has this household. The township office "
                "sends somebody else.",
            ),
            cite="art-12",
        )
    if not reason.strip():
        raise UnableToAssign(
            Text("请写明为什么换人。", "Say why somebody else is sent."), cite="art-12"
        )


def _write(
    households: Sequence[HouseholdRow],
    surveyor: int,
    due_on: date,
    reason: str,
    actor: Actor,
    on: date,
) -> None:
    rows = audit_rows.insert(
        "survey_surveyassignment",
        COLUMNS,
        [
            (
                one.id,
                one.village_id,
                due_on.year,
                surveyor,
                due_on,
                reason,
                actor.appointment_id,
            )
            for one in households
        ],
    )
    by_village: dict[str, list[audit_rows.RowRef]] = {}
    for one, row in zip(households, rows, strict=True):
        by_village.setdefault(one.village_id, []).append(row)
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"village:{village}",
                act="survey.assignment.made",
                division_code=village,
                body={"households": len(written)},
                rows=written,
            )
            for village, written in by_village.items()
        ],
    )


_NO_SURVEYOR = Text(
    "所选的人今天不在村“两委”或驻村工作队任职，不能入户调查。请另选一人。",
    "Whom you chose holds no seat of village committees or work team today. "
    "Choose somebody else.",
)
_ELSEWHERE = Text(
    "所选的人不管其中的一些村。请按村分别分派。",
    "Whom you chose does not cover some of these villages. Assign village by village.",
)
