"""Slips by which a household sees its own case, and their withdrawals (art. 14)."""

from __future__ import annotations

from django.db import models

from tuopin.explanation.domain import Proof, WhyWithdrawn


class Slip(models.Model):
    """A code in a household's hands (凭条). Rows are added, never changed.

    Of the code only a keyed digest is kept. The latest slip of a household holds, until
    its last day or its withdrawal.
    """

    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    code_index = models.BinaryField(max_length=32, unique=True)
    handed_to = models.ForeignKey(
        "register.HouseholdMember", on_delete=models.PROTECT, related_name="+"
    )
    proof = models.CharField(max_length=24, choices=[(p.value, p.name) for p in Proof])
    valid_until = models.DateField()
    given_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"slip of {self.household_id}"


class SlipWithdrawal(models.Model):
    """The end of a slip before its last day, and why."""

    slip = models.OneToOneField(
        Slip, on_delete=models.PROTECT, related_name="withdrawn"
    )
    village_code = models.CharField(max_length=12)
    why = models.CharField(
        max_length=16, choices=[(w.value, w.name) for w in WhyWithdrawn]
    )
    withdrawn_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"withdrawal of {self.slip_id}"
