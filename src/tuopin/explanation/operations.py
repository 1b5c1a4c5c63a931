"""Giving a household the slip by which it sees its own case, and taking it back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from tuopin.explanation.domain import (
    CODE_DIGITS,
    HEAD,
    LASTS,
    Proof,
    WhyWithdrawn,
    is_adult,
)
from tuopin.explanation.queries import index_of_code, slip_of
from tuopin.notice.domain import receipt_code
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import MAY, Right, require, require_position
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents import recording
from tuopin.office.documents.recording import Matter, Written, of_household
from tuopin.office.scope import acting_as, alone_with
from tuopin.register.queries import HouseholdRow, find_household, members_as_at
from tuopin.rulebook.text import Text


class UnableToGiveSlip(Refusal):
    """A slip that may not be given, or be taken back."""


@dataclass(frozen=True)
class Handing:
    """Into whose hands a slip is given, and what that person showed."""

    household_number: str
    member_id: int
    proof: Proof


@dataclass(frozen=True)
class Given:
    """A slip as it is handed over: its code is told once and kept nowhere."""

    code: str
    valid_until: date

    @property
    def groups(self) -> list[str]:
        """The code in groups that can be read out."""
        return self.code.split("-")


def give_slip(*, handing: Handing, actor: Actor, on: date) -> Given:
    """Give a household a code for its own case; the one before holds no longer.

    Only to the head, or to a member who is known to be an adult.
    """
    require_position(actor, MAY[Right.GIVE_SLIP])
    with acting_as(actor):
        household, matter = _household(handing.household_number, actor, on)
        _refuse_other_hands(household, handing.member_id, on)
        code = receipt_code(secrets.randbelow(10**CODE_DIGITS), digits=CODE_DIGITS)
        given = Given(code, on + LASTS)
        row = Written(
            "explanation_slip",
            {
                "household_id": household.id,
                "village_code": household.village_id,
                "code_index": index_of_code(code),
                "handed_to_id": handing.member_id,
                "proof": handing.proof.value,
                "valid_until": given.valid_until,
                "given_by_id": actor.appointment_id,
            },
        )
        body = {"proof": handing.proof.value}
        recording.write(matter, "explanation.slip.given", row, body, actor=actor, on=on)
        return given


def withdraw_slip(
    *, household_number: str, why: WhyWithdrawn, actor: Actor, on: date
) -> None:
    """Take a household's slip back: its code shows nothing any more."""
    require_position(actor, MAY[Right.GIVE_SLIP])
    with acting_as(actor):
        household, matter = _household(household_number, actor, on)
        slip = slip_of(household.id, on=on)
        if slip is None:
            raise UnableToGiveSlip(
                Text(
                    "这一户没有有效的凭条，不用收回。",
                    "No slip of this household holds: there is nothing to withdraw.",
                ),
                cite="art-14",
            )
        row = Written(
            "explanation_slipwithdrawal",
            {
                "slip_id": slip.id,
                "village_code": household.village_id,
                "why": why.value,
                "withdrawn_by_id": actor.appointment_id,
            },
        )
        body = {"why": why.value}
        recording.write(
            matter, "explanation.slip.withdrawn", row, body, actor=actor, on=on
        )


def _household(number: str, actor: Actor, on: date) -> tuple[HouseholdRow, Matter]:
    """Return a household of the actor's area, alone with its slips for today."""
    household = find_household(number)
    if household is None:
        raise UnableToGiveSlip(
            Text(
                "您辖区内没有这户。请核对户编号。",
                "There is no such household in your area. Check its number.",
            ),
            cite="art-14",
        )
    require(actor, Right.GIVE_SLIP, places=[household.village_id])
    alone_with(f"slips of household {household.id}")
    refuse_other_day(on, UnableToGiveSlip)
    return household, of_household(household.id, household.number, household.village_id)


def _refuse_other_hands(household: HouseholdRow, member_id: int, on: date) -> None:
    members = {one.id: one for one in members_as_at(household.id, on)}
    member = members.get(member_id)
    if member is None:
        raise UnableToGiveSlip(
            Text(
                "凭条只交给本户的人。请从本户成员中选择领取人。",
                "A slip is handed to nobody but the household. Choose who takes it "
                "from its members.",
            ),
            cite="art-14",
        )
    if member.relation != HEAD and not is_adult(member.born_on, on=on):
        raise UnableToGiveSlip(
            Text(
                "凭条交给户主或者已成年的家庭成员；这位成员未成年，或者出生日期没有登记。"
                "请交给户主或其他成年人。",
                "A slip is handed to the head or an adult member. This member is under "
                "age, or the date of birth is not recorded: give it to the head or "
                "another adult.",
            ),
            cite="art-14",
        )
