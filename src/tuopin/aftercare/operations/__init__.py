"""The acts that follow an exit, from pairing to putting a household back (art. 9)."""

from tuopin.aftercare.operations.helping import (
    Help,
    begin_measure,
    end_measure,
    renew_measure,
)
from tuopin.aftercare.operations.pairing import (
    Successor,
    UnableToCare,
    end_pairing,
    name_helper,
    pair_village,
)
from tuopin.aftercare.operations.planning import Calling, plan_calls
from tuopin.aftercare.operations.returning import (
    Document,
    return_to_poverty,
    undo_false_exit,
)
from tuopin.aftercare.operations.risks import Owned, open_risk, settle_risk
from tuopin.aftercare.operations.visiting import Call, CallFound, log_visit

__all__ = [
    "Call",
    "CallFound",
    "Calling",
    "Document",
    "Help",
    "Owned",
    "Successor",
    "UnableToCare",
    "begin_measure",
    "end_measure",
    "end_pairing",
    "log_visit",
    "name_helper",
    "open_risk",
    "pair_village",
    "plan_calls",
    "renew_measure",
    "return_to_poverty",
    "settle_risk",
    "undo_false_exit",
]
