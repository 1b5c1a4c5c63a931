"""Assessments: findings frozen with the facts they rest on and the pack's version."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tuopin.rulebook.findings import Outcome

OUTCOMES = [(outcome.value, outcome.name) for outcome in Outcome]


class Assessment(models.Model):
    """The standard applied to one household's facts on one day, or a village's.

    Without a household it is the village's own (art. 4). `member_rows` are the
    register's member periods that were read: when the register has others by then,
    the facts are looked at again.
    """

    household = models.ForeignKey(
        "register.Household",
        null=True,
        on_delete=models.PROTECT,
        related_name="assessments",
    )
    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    survey_visit = models.ForeignKey(
        "survey.SurveyVisit", null=True, on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField()
    pack = models.ForeignKey(
        "policy.PackInForce", on_delete=models.PROTECT, related_name="+"
    )
    facts = models.JSONField()
    facts_digest = models.CharField(max_length=64)
    member_rows = ArrayField(models.BigIntegerField())
    outcome = models.CharField(max_length=8, choices=OUTCOMES)
    assessed_on = models.DateField()
    assessed_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["household", "year"])]

    def __str__(self) -> str:
        unit = self.household_id or self.village_id
        return f"{unit} {self.assessed_on} {self.outcome}"


class AssessmentFinding(models.Model):
    """What one criterion said, and why, in both languages."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="findings"
    )
    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    criterion = models.CharField(max_length=40)
    outcome = models.CharField(max_length=8, choices=OUTCOMES)
    observed = models.CharField(max_length=120, null=True)
    threshold = models.CharField(max_length=120, null=True)
    cite = models.CharField(max_length=24)
    missing = ArrayField(models.CharField(max_length=60))
    reason_zh = models.TextField()
    reason_en = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="one_finding_per_criterion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.outcome}"
