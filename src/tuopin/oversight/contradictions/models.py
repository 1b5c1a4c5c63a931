"""What came of asking why two documents' times contradict each other."""

from __future__ import annotations

from django.db import models

from tuopin.oversight.contradictions.domain import Outcome


class SettledContradiction(models.Model):
    """A contradiction was looked into, with an outcome and a document; the last stands.

    `key` is the digest of both documents as they were compared. Where one of them
    changes, the contradiction is another, and open.
    """

    key = models.CharField(max_length=64, db_index=True)
    check_id = models.CharField(max_length=40)
    village_code = models.CharField(max_length=12)
    household_number = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(
        max_length=12, choices=[(one.value, one.name) for one in Outcome]
    )
    grounds = models.TextField()
    evidence = models.TextField()
    settled_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[one.value for one in Outcome])
                & ~models.Q(grounds="")
                & ~models.Q(evidence=""),
                name="a_contradiction_is_settled_with_grounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.outcome}"
