"""Pairing a village with a unit; persons rotate, the unit stays (art. 9)."""

from __future__ import annotations

from datetime import date

from tuopin.aftercare import queries
from tuopin.aftercare.models import Pairing
from tuopin.aftercare.refusing import (
    LONGEST_NAME,
    LONGEST_REASON,
    refuse_no_words,
    refused,
    rules_on,
    write,
)
from tuopin.aftercare.refusing import UnableToCare as UnableToCare
from tuopin.filing.queries import delisted_villages
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right, require, require_position
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.divisions.domain import DivisionLevel
from tuopin.office.divisions.queries import find_unit
from tuopin.office.scope import acting_as, alone_with
from tuopin.register.queries import find_household


def pair_village(*, village_code: str, unit: str, actor: Actor, on: date) -> int:
    """Pair a village with the unit whose team helps it; returns the pairing's number.

    One unit at a time: another follows only once the pairing has ended.
    """
    require(actor, Right.PAIR_VILLAGE, places=[village_code])
    rules = rules_on(on)
    with acting_as(actor):
        alone_with(f"pairing of {village_code}")
        refuse_other_day(on, UnableToCare)
        refuse_no_words(unit, "帮扶单位", "the unit that helps", longest=LONGEST_NAME)
        place = find_unit(village_code)
        if place is None or place.level != DivisionLevel.VILLAGE:
            raise refused(
                f"“{village_code}”不是村的区划代码。",
                f"{village_code!r} is no village's code.",
            )
        standing = queries.pairing_of(village_code)
        if standing is not None:
            raise refused(
                f"该村已与{standing.unit}结对（{standing.entered_on}）。",
                f"This village has been paired with {standing.unit} since "
                f"{standing.entered_on}.",
            )
        return write(
            "aftercare_pairing",
            {
                "village_code": village_code,
                "unit": unit.strip(),
                "stays_until": rules.paired_until,
                "paired_by_id": actor.appointment_id,
            },
            "aftercare.village.paired",
            stream=f"aftercare:{village_code}",
            actor=actor,
            on=on,
        )


def end_pairing(*, pairing_id: int, reason: str, actor: Actor, on: date) -> None:
    """End a pairing; that of a delisted village not before the campaign's end."""
    require_position(actor, MAY[Right.PAIR_VILLAGE])
    with acting_as(actor):
        pairing = _found(pairing_id)
        require(actor, Right.PAIR_VILLAGE, places=[pairing.village_code])
        alone_with(f"pairing of {pairing.village_code}")
        refuse_other_day(on, UnableToCare)
        if pairing.village_code in delisted_villages() and on <= pairing.stays_until:
            raise refused(
                f"该村已销号，原有结对关系保持到{pairing.stays_until}，此前不作调整。"
                "需要换人的，在本单位内更换人员。",
                f"This village was delisted, and stays paired until "
                f"{pairing.stays_until}. Replace a person within the unit instead.",
            )
        refuse_no_words(reason, "理由", "the reason", longest=LONGEST_REASON)
        write(
            "aftercare_pairingend",
            {
                "pairing_id": pairing.id,
                "village_code": pairing.village_code,
                "reason": reason.strip(),
                "ended_by_id": actor.appointment_id,
            },
            "aftercare.pairing.ended",
            stream=f"aftercare:{pairing.village_code}",
            actor=actor,
            on=on,
        )


def name_helper(
    *,
    pairing_id: int,
    household_number: str,
    name: str,
    reason: str,
    actor: Actor,
    on: date,
) -> None:
    """Name who helps a household, or leads the team where no household is named.

    Whoever was there before is replaced within the unit, for a reason.
    """
    require_position(actor, MAY[Right.NAME_HELPER])
    with acting_as(actor):
        pairing = _found(pairing_id)
        require(actor, Right.NAME_HELPER, places=[pairing.village_code])
        alone_with(f"pairing of {pairing.village_code}")
        refuse_other_day(on, UnableToCare)
        refuse_no_words(name, "姓名", "the name", longest=LONGEST_NAME)
        household_id = None
        if household_number:
            household = find_household(household_number)
            if household is None or household.village_id != pairing.village_code:
                raise refused(
                    f"户编号{household_number}不在该村。",
                    f"Household {household_number} is not of this village.",
                )
            household_id = household.id
        before = queries.officers_of(pairing).get(household_id)
        if before is not None:
            refuse_no_words(
                reason, "换人的理由", "why somebody else comes", longest=LONGEST_REASON
            )
        write(
            "aftercare_assistanceofficer",
            {
                "pairing_id": pairing.id,
                "village_code": pairing.village_code,
                "household_id": household_id,
                "name": name.strip(),
                "follows_id": before.id if before else None,
                "reason": reason.strip(),
                "named_by_id": actor.appointment_id,
            },
            "aftercare.helper.named",
            stream=f"aftercare:{pairing.village_code}",
            actor=actor,
            on=on,
        )


def _found(pairing_id: int) -> Pairing:
    found = queries.find_pairing(pairing_id)
    if found is None:
        raise refused(
            "您辖区内没有这个结对，或者已经结束。",
            "There is no such pairing in your area, or it has ended.",
        )
    return found
