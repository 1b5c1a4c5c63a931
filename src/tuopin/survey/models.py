"""Visits to households and what each household answered."""

from __future__ import annotations

from django.db import models


class SurveyVisit(models.Model):
    """One visit to one household (入户调查). Rows are added, never changed.

    `answers` maps the policy pack's fact names to text; a fact that is absent was
    not answered and is unknown. Figures are kept as written, never as floats.
    """

    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="survey_visits"
    )
    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    year = models.PositiveSmallIntegerField()
    surveyed_on = models.DateField()
    surveyor = models.CharField(max_length=60)
    organization = models.CharField(max_length=60)
    answers = models.JSONField()
    evidence = models.JSONField()
    recorded_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["household", "year", "surveyed_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(surveyed_on__lte=models.F("entered_on")),
                name="visit_not_in_the_future",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.surveyed_on}"
