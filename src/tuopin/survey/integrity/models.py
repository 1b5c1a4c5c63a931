"""Questions about surveys and what was said to them."""

from __future__ import annotations

from django.db import models

from tuopin.survey.integrity.domain import Conclusion


class IntegrityQuestion(models.Model):
    """Something odd about surveys, as asked of who made them. Never changed.

    It concludes nothing (arts 12, 15), and holds a household only where its two surveys
    differ. `measured` is what was odd among how many, `households` which.
    """

    kind = models.CharField(max_length=32)
    year = models.PositiveSmallIntegerField()
    division_code = models.CharField(max_length=12)
    device = models.CharField(max_length=80, blank=True)
    households = models.JSONField()
    measured = models.JSONField()
    asked_of = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    asked_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["year", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.asked_of_id}"


class IntegrityAnswer(models.Model):
    """What was said to a question: by who was asked, or as the conclusion."""

    question = models.ForeignKey(
        IntegrityQuestion, on_delete=models.PROTECT, related_name="answers"
    )
    division_code = models.CharField(max_length=12)
    text = models.CharField(max_length=400)
    conclusion = models.CharField(
        max_length=16, blank=True, choices=[(one.value, one.name) for one in Conclusion]
    )
    answered_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=~models.Q(conclusion=""),
                name="concluded_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.conclusion or 'answered'}"
