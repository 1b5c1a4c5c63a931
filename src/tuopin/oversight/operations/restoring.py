"""A household whose exit was found wrong stands on the register again (arts 9, 15)."""

from __future__ import annotations

from datetime import date

from tuopin.aftercare.operations import Document, undo_false_exit
from tuopin.office.accounts.domain import Actor
from tuopin.office.scope import acting_as, alone_with
from tuopin.oversight import queries
from tuopin.oversight.domain import Verdict
from tuopin.oversight.queries import OrderStanding
from tuopin.oversight.refusing import not_there, refused
from tuopin.register.domain import RegistrationStatus
from tuopin.register.queries import find_household


def restore_household(
    *, order_id: int, document: Document, actor: Actor, on: date
) -> int:
    """Put a household back on the register whose exit supervision found wrong.

    By whom the pack says, with a document. Only then can the correction be accepted.
    """
    with acting_as(actor):
        alone_with(f"order:{order_id}")
        found = queries.find_order(order_id)
        if found is None:
            raise not_there()
        if not is_of_a_wrong_exit(found) or not found.is_open:
            raise refused(
                "这件整改不是错退，或者已经整改到位，不用恢复在册。",
                "This order is about no wrong exit, or has been corrected: nobody is "
                "put back by it.",
            )
        return undo_false_exit(
            household_number=found.order.check_made.drawn.line.household_number,
            subject=f"order:{order_id}",
            document=document,
            actor=actor,
            on=on,
        )


def is_of_a_wrong_exit(found: OrderStanding) -> bool:
    """Whether the finding behind an order is that an exit was wrong."""
    return found.order.check_made.verdict == Verdict.WRONG_EXIT.value


def is_still_lifted_out(found: OrderStanding) -> bool:
    """Whether a household whose exit was wrong is still marked as lifted out."""
    number = found.order.check_made.drawn.line.household_number
    household = find_household(number) if is_of_a_wrong_exit(found) else None
    return (
        household is not None
        and household.registration_status is RegistrationStatus.LIFTED_OUT
    )


def refuse_while_lifted_out(found: OrderStanding) -> None:
    """Refuse to take a wrong exit for corrected while the register still has it."""
    if is_still_lifted_out(found):
        raise refused(
            "该户被认定为错退，登记册上仍是“已脱贫”，不能认定整改到位。"
            "请先由县脱贫攻坚领导小组在本页凭文件恢复在册。",
            "This exit was found wrong, and the register still has the household as "
            "lifted out: it is not corrected. Put the household back first, by a "
            "document, on this page.",
        )
