"""What an office does with rules: adopts packs, keeps working plans (arts 16 to 18)."""

from tuopin.office.policy.operations.adopting import (
    OTHERS_SINCE,
    UnableToAdopt,
    adopt_pack,
)
from tuopin.office.policy.operations.interpreting import (
    Decided,
    UnableToInterpret,
    carry_out_reading,
    decide_reading,
)
from tuopin.office.policy.operations.tightening import (
    PlanDraft,
    Proposed,
    UnableToTighten,
    keep_working_plan,
)

__all__ = [
    "OTHERS_SINCE",
    "Decided",
    "PlanDraft",
    "Proposed",
    "UnableToAdopt",
    "UnableToInterpret",
    "UnableToTighten",
    "adopt_pack",
    "carry_out_reading",
    "decide_reading",
    "keep_working_plan",
]
