"""What an office does with rules: adopts packs, keeps working plans (arts 16 to 18)."""

from tuopin.office.policy.operations.adopting import (
    OTHERS_SINCE,
    UnableToAdopt,
    adopt_pack,
)
from tuopin.office.policy.operations.tightening import (
    PlanDraft,
    Proposed,
    UnableToTighten,
    keep_working_plan,
)

__all__ = [
    "OTHERS_SINCE",
    "PlanDraft",
    "Proposed",
    "UnableToAdopt",
    "UnableToTighten",
    "adopt_pack",
    "keep_working_plan",
]
