"""Which unit a village is paired with, who helps whom, who called when (art. 9)."""

from __future__ import annotations

from django.db import models


class Pairing(models.Model):
    """A village and the unit whose resident work team helps it (结对). Never changed.

    `stays_until` is the pack's day: a delisted village stays paired so long.
    """

    village_code = models.CharField(max_length=12)
    unit = models.CharField(max_length=60)
    stays_until = models.DateField()
    paired_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["village_code"])]

    def __str__(self) -> str:
        return f"{self.village_code}: {self.unit}"


class PairingEnd(models.Model):
    """The end of a pairing, with the reason."""

    pairing = models.OneToOneField(
        Pairing, on_delete=models.PROTECT, related_name="ended"
    )
    village_code = models.CharField(max_length=12)
    reason = models.CharField(max_length=200)
    ended_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of {self.pairing_id}"


class AssistanceOfficer(models.Model):
    """A person of the unit who leads the team, or helps one household (帮扶责任人).

    Persons rotate within the unit: whoever comes in names whom they follow.
    """

    pairing = models.ForeignKey(
        Pairing, on_delete=models.PROTECT, related_name="officers"
    )
    village_code = models.CharField(max_length=12)
    household = models.ForeignKey(
        "register.Household", null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=60)
    follows = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    reason = models.CharField(max_length=200, blank=True)
    named_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pairing_id}: {self.name}"


class AftercareVisit(models.Model):
    """A call on a household after its exit, and what was found (回访)."""

    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    visitor = models.CharField(max_length=60)
    found = models.CharField(max_length=400)
    evidence = models.TextField()
    done_on = models.DateField()
    logged_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "done_on"], name="one_call_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.done_on}"
