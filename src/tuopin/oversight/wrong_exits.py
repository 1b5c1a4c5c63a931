"""Orders about an exit that was found wrong, and whether the register still has it."""

from __future__ import annotations

from tuopin.oversight.domain import Verdict
from tuopin.oversight.queries import OrderStanding
from tuopin.oversight.refusing import refused
from tuopin.register.domain import RegistrationStatus
from tuopin.register.queries import find_household


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
