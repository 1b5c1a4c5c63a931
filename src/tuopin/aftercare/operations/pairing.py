"""Pairing a village with a unit; persons rotate, the unit stays (art. 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuopin.aftercare import queries
from tuopin.aftercare.models import AssistanceOfficer, Pairing
from tuopin.aftercare.recording import of_village, write
from tuopin.aftercare.refusing import (
    LONGEST_EVIDENCE,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_TEXT,
    refuse_no_words,
    refused,
    rules_on,
)
from tuopin.aftercare.refusing import UnableToCare as UnableToCare
from tuopin.filing.queries import delisted_villages
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right, require, require_position
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.divisions.domain import DivisionLevel
from tuopin.office.divisions.queries import find_unit
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.gates import refuse_not_kept
from tuopin.office.documents.recording import Written, note, put
from tuopin.office.scope import acting_as, alone_with
from tuopin.procedure.queries import is_under_way, latest_of_village
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
                "unit": unit.strip(),
                "stays_until": rules.paired_until,
                "paired_by_id": actor.appointment_id,
            },
            "aftercare.village.paired",
            of_village(village_code),
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
        if on <= pairing.stays_until:
            _refuse_while_it_stays(pairing)
        refuse_no_words(reason, "理由", "the reason", longest=LONGEST_REASON)
        write(
            "aftercare_pairingend",
            {
                "pairing_id": pairing.id,
                "reason": reason.strip(),
                "ended_by_id": actor.appointment_id,
            },
            "aftercare.pairing.ended",
            of_village(pairing.village_code),
            actor=actor,
            on=on,
        )


def _refuse_while_it_stays(pairing: Pairing) -> None:
    """Refuse to end the pairing of a village that was delisted, or is about to be.

    The team that was there when the village left the register is the one that stays:
    ended just before, the pairing would get round the article.
    """
    code, until = pairing.village_code, pairing.stays_until
    if code in delisted_villages():
        raise refused(
            f"该村已销号，原有结对关系保持到{until}，此前不作调整。"
            "需要换人的，在本单位内更换人员。",
            f"This village was delisted, and stays paired until {until}. Replace a "
            "person within the unit instead.",
        )
    case = latest_of_village(code)
    if case is not None and is_under_way(case):
        raise refused(
            f"该村正在办理退出（{case.year}年），原有结对关系从现在起不作调整，"
            f"退出后保持到{until}。需要换人的，在本单位内更换人员；"
            "退出程序终止而没有退出的，可以再办。",
            f"This village's exit of {case.year} is under way: from now on its pairing "
            f"stays, after the exit until {until}. Replace a person within the unit "
            "instead; where the exit ends without one, the pairing may be ended.",
        )


@dataclass(frozen=True)
class Successor:
    """Who is named; where somebody follows another, why, and what was handed over."""

    name: str
    reason: str = ""
    handed: str = ""
    evidence: str = ""


def name_helper(
    *,
    pairing_id: int,
    household_number: str,
    who: Successor,
    actor: Actor,
    on: date,
) -> None:
    """Name who helps a household, or leads the team where no household is named.

    Whoever was there before is replaced within the unit, for a reason, and hands over
    what there is to know.
    """
    require_position(actor, MAY[Right.NAME_HELPER])
    with acting_as(actor):
        pairing = _found(pairing_id)
        require(actor, Right.NAME_HELPER, places=[pairing.village_code])
        alone_with(f"pairing of {pairing.village_code}")
        refuse_other_day(on, UnableToCare)
        refuse_no_words(who.name, "姓名", "the name", longest=LONGEST_NAME)
        household_id = _household_in(pairing, household_number)
        before = queries.officers_of(pairing).get(household_id)
        if before is not None:
            _refuse_no_hand_over(before, who)
        matter = of_village(pairing.village_code)
        officer = Written(
            "aftercare_assistanceofficer",
            {
                "pairing_id": pairing.id,
                "village_code": pairing.village_code,
                "household_id": household_id,
                "name": who.name.strip(),
                "follows_id": before.id if before else None,
                "reason": who.reason.strip(),
                "named_by_id": actor.appointment_id,
            },
        )
        rows = put(officer, "helper", matter, actor)
        if before is not None:
            handed = Written(
                "aftercare_handover",
                {
                    "officer_id": rows[0].id,
                    "village_code": pairing.village_code,
                    "handed": who.handed.strip(),
                    "evidence": who.evidence,
                    "recorded_by_id": actor.appointment_id,
                },
                who.evidence,
            )
            rows += put(handed, "hand_over", matter, actor)
        note(matter, "aftercare.helper.named", rows, {}, actor=actor, on=on)


def _household_in(pairing: Pairing, number: str) -> int | None:
    """Return the household of a number, None where none is named."""
    if not number:
        return None
    household = find_household(number)
    if household is None or household.village_id != pairing.village_code:
        raise refused(
            f"户编号{number}不在该村。", f"Household {number} is not of this village."
        )
    return household.id


def _refuse_no_hand_over(before: AssistanceOfficer, who: Successor) -> None:
    if before.name == who.name.strip():
        raise refused(
            f"现在就是{before.name}，没有换人。",
            f"{before.name} is who helps now: nobody else comes.",
        )
    refuse_no_words(
        who.reason, "换人的理由", "why somebody else comes", longest=LONGEST_REASON
    )
    refuse_no_words(
        who.handed,
        f"{before.name}向{who.name.strip()}交接的内容",
        f"what {before.name} handed over to {who.name.strip()}",
        longest=LONGEST_TEXT,
    )
    if len(who.evidence) > LONGEST_EVIDENCE:
        raise refused("交接凭据太长。", "The paper of the hand-over is too long.")
    refuse_not_kept(references_in(who.evidence), UnableToCare, cite="art-09")


def _found(pairing_id: int) -> Pairing:
    found = queries.find_pairing(pairing_id)
    if found is None:
        raise refused(
            "您辖区内没有这个结对，或者已经结束。",
            "There is no such pairing in your area, or it has ended.",
        )
    return found
