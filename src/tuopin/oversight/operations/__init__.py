"""The acts of an inspection, one function each (arts 12, 15).

`freeze_frame` fixes whom a draw is from, `draw_sample` draws once the seed is known,
`replace_household` takes the next in order. `record_check` says what was found of one
household and orders what is irregular to be corrected; the office answers, supervision
accepts or sends back, and a finding may be referred for accountability. Whose exit was
wrong is put back on the register by `restore_household` before that is accepted.
"""

from tuopin.oversight.operations.checking import Check, Order, record_check
from tuopin.oversight.operations.correcting import answer_order, decide_answer
from tuopin.oversight.operations.drawing import (
    GivenSeed,
    Setup,
    draw_sample,
    freeze_frame,
)
from tuopin.oversight.operations.referring import Referral, refer
from tuopin.oversight.operations.replacing import Replacement, replace_household
from tuopin.oversight.operations.restoring import restore_household
from tuopin.oversight.refusing import UnableToInspect

__all__ = [
    "Check",
    "GivenSeed",
    "Order",
    "Referral",
    "Replacement",
    "Setup",
    "UnableToInspect",
    "answer_order",
    "decide_answer",
    "draw_sample",
    "freeze_frame",
    "record_check",
    "refer",
    "replace_household",
    "restore_household",
]
