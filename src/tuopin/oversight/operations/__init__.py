"""The acts of an inspection, one function each (arts 10, 12, 15).

`freeze_frame` fixes whom a draw is from, `draw_sample` draws once the seed is known,
`replace_household` takes the next in order. `record_check` says what was found of one
household and orders what is irregular to be corrected; the office answers, supervision
accepts or sends back, and a finding may be referred for accountability. Whose exit was
wrong is put back on the register by `restore_household` before that is accepted.

`record_interview` asks a drawn household whether it is content.
`settle_contradiction` says what came of asking why two documents' times contradict.

Of a township's year, `mark_red_line`, `find_effect` and `decide_performance` say what
no figure can; `keep_scheme` keeps its incentives for a village that exited in time.
"""

from tuopin.oversight.operations.assessing import (
    Decided,
    EffectSaid,
    decide_performance,
    find_effect,
    keep_scheme,
    mark_red_line,
)
from tuopin.oversight.operations.checking import Check, Order, record_check
from tuopin.oversight.operations.correcting import answer_order, decide_answer
from tuopin.oversight.operations.drawing import (
    GivenSeed,
    Setup,
    draw_sample,
    freeze_frame,
)
from tuopin.oversight.operations.interviewing import Asked, record_interview
from tuopin.oversight.operations.referring import Referral, refer
from tuopin.oversight.operations.replacing import Replacement, replace_household
from tuopin.oversight.operations.restoring import restore_household
from tuopin.oversight.operations.settling import Settling, settle_contradiction
from tuopin.oversight.performance.refusing import UnableToAssess
from tuopin.oversight.refusing import UnableToInspect

__all__ = [
    "Asked",
    "Check",
    "Decided",
    "EffectSaid",
    "GivenSeed",
    "Order",
    "Referral",
    "Replacement",
    "Settling",
    "Setup",
    "UnableToAssess",
    "UnableToInspect",
    "answer_order",
    "decide_answer",
    "decide_performance",
    "draw_sample",
    "find_effect",
    "freeze_frame",
    "keep_scheme",
    "mark_red_line",
    "record_check",
    "record_interview",
    "refer",
    "replace_household",
    "restore_household",
    "settle_contradiction",
]
