"""The acts that follow an exit: pair, end a pairing, name a helper, call (art. 9)."""

from tuopin.aftercare.operations.pairing import (
    UnableToCare,
    end_pairing,
    name_helper,
    pair_village,
)
from tuopin.aftercare.operations.visiting import Call, log_visit

__all__ = [
    "Call",
    "UnableToCare",
    "end_pairing",
    "log_visit",
    "name_helper",
    "pair_village",
]
