"""Help in force: begun, renewed before it ends, or ended with a reason (art. 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuopin.aftercare import queries
from tuopin.aftercare.models import AftercareMeasure
from tuopin.aftercare.recording import write
from tuopin.aftercare.refusing import (
    LONGEST_NAME,
    LONGEST_REASON,
    UnableToCare,
    household_of,
    refuse_no_grounds,
    refuse_no_words,
    refuse_not_exited,
    refused,
    rules_on,
)
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right, require, require_position
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.recording import of_household
from tuopin.office.scope import acting_as, alone_with
from tuopin.register.queries import households_by_id

LARGEST = Decimal("9999999999.99")


@dataclass(frozen=True)
class Help:
    """What help a household gets, by which department, from when until when."""

    kind: str
    what: str
    department: str
    from_on: date
    until_on: date
    evidence: str
    amount: Decimal | None = None


def begin_measure(
    *, household_number: str, help_given: Help, actor: Actor, on: date
) -> int:
    """Record help that a household gets after its exit; returns its number."""
    require_position(actor, MAY[Right.KEEP_MEASURES])
    with acting_as(actor):
        household = household_of(household_number, Right.KEEP_MEASURES, actor)
        alone_with(f"aftercare of household {household.id}")
        refuse_not_exited(household, rules_on(on), on=on)
        _refuse_unclear(help_given, on=on)
        return _write(
            help_given,
            None,
            (household.id, household.number, household.village_id),
            actor,
            on,
        )


def renew_measure(*, measure_id: int, help_given: Help, actor: Actor, on: date) -> int:
    """Let help go on beyond its end; the measure before stays as it was."""
    require_position(actor, MAY[Right.KEEP_MEASURES])
    with acting_as(actor):
        before = _open(measure_id, actor)
        (household,) = households_by_id([before.household_id])
        refuse_not_exited(household, rules_on(on), on=on)
        _refuse_unclear(help_given, on=on)
        if help_given.until_on <= before.until_on:
            raise refused(
                f"续期须晚于原截止日{before.until_on}。要提前结束的，请办理终止。",
                f"A renewal ends after {before.until_on}. To end it earlier, end it "
                "with a reason.",
            )
        return _write(
            help_given,
            before.id,
            (household.id, household.number, household.village_id),
            actor,
            on,
        )


def end_measure(*, measure_id: int, reason: str, actor: Actor, on: date) -> None:
    """End help, or let it lapse, with the reason."""
    require_position(actor, MAY[Right.KEEP_MEASURES])
    with acting_as(actor):
        measure = _open(measure_id, actor)
        refuse_other_day(on, UnableToCare)
        refuse_no_words(reason, "终止的理由", "why it ends", longest=LONGEST_REASON)
        (household,) = households_by_id([measure.household_id])
        write(
            "aftercare_measureend",
            {
                "measure_id": measure.id,
                "reason": reason.strip(),
                "ended_by_id": actor.appointment_id,
            },
            "aftercare.measure.ended",
            of_household(household.id, household.number, household.village_id),
            actor=actor,
            on=on,
        )


def _open(measure_id: int, actor: Actor) -> AftercareMeasure:
    found = queries.find_measure(measure_id)
    if found is None:
        raise refused(
            "您辖区内没有这项帮扶措施。", "There is no such measure in your area."
        )
    require(actor, Right.KEEP_MEASURES, places=[found.village_code])
    alone_with(f"aftercare of household {found.household_id}")
    found = queries.find_measure(measure_id)
    assert found is not None  # measures are never deleted
    if getattr(found, "ended", None) or getattr(found, "renewed_by", None):
        raise refused(
            "这项措施已经续期或终止。", "This measure was renewed or ended already."
        )
    return found


def _refuse_unclear(given: Help, *, on: date) -> None:
    refuse_other_day(on, UnableToCare)
    kinds = rules_on(on).measures
    if given.kind not in kinds:
        raise refused(
            f"请选择措施类别：{'、'.join(one.zh for one in kinds.values())}。",
            f"Choose a kind: {', '.join(one.en for one in kinds.values())}.",
        )
    refuse_no_words(given.what, "措施内容", "what help it is", longest=LONGEST_REASON)
    refuse_no_words(
        given.department, "责任部门", "the department", longest=LONGEST_NAME
    )
    if given.until_on < given.from_on:
        raise refused(
            f"截止日{given.until_on}早于起始日{given.from_on}。",
            f"It ends on {given.until_on}, before it begins on {given.from_on}.",
        )
    if given.until_on < on:
        raise refused(
            f"截止日{given.until_on}已过。只登记仍在执行的措施。",
            f"It ended on {given.until_on}: only help that still goes on is recorded.",
        )
    if given.amount is not None and not 0 < given.amount <= LARGEST:
        raise refused("金额须大于0。", "The amount is above 0.")
    refuse_no_grounds(given.evidence)


def _write(
    given: Help,
    renews: int | None,
    of: tuple[int, str, str],
    actor: Actor,
    on: date,
) -> int:
    return write(
        "aftercare_aftercaremeasure",
        {
            "household_id": of[0],
            "kind": given.kind,
            "what": given.what.strip(),
            "department": given.department.strip(),
            "from_on": given.from_on,
            "until_on": given.until_on,
            "amount": given.amount,
            "evidence": given.evidence,
            "renews_id": renews,
            "begun_by_id": actor.appointment_id,
        },
        "aftercare.measure.renewed" if renews else "aftercare.measure.begun",
        of_household(*of),
        evidence=given.evidence,
        actor=actor,
        on=on,
    )
