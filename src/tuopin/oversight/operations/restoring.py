"""A household whose exit was found wrong stands on the register again (arts 9, 15)."""

from __future__ import annotations

from datetime import date

from tuopin.aftercare.operations import Document, undo_false_exit
from tuopin.office.accounts.domain import Actor
from tuopin.office.scope import acting_as, alone_with
from tuopin.oversight import queries
from tuopin.oversight.refusing import not_there, refused
from tuopin.oversight.wrong_exits import is_of_a_wrong_exit


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
