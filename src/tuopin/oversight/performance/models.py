"""Red lines, how a township worked, what was decided on its year, incentives."""

from __future__ import annotations

from django.db import models

from tuopin.oversight.performance.domain import Effect, Recognition
from tuopin.rulebook.performance import RedLine


class RedLineMark(models.Model):
    """Supervision says that what a spot check found crosses a red line of the pack.

    A wrong exit is one by itself and is not marked.
    """

    check_made = models.ForeignKey(
        "oversight.SpotCheck", on_delete=models.PROTECT, related_name="red_lines"
    )
    village_code = models.CharField(max_length=12)
    line = models.CharField(
        max_length=24, choices=[(one.value, one.name) for one in RedLine]
    )
    grounds = models.CharField(max_length=1000)
    evidence = models.TextField()
    marked_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_made", "line"], name="a_red_line_is_marked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_made_id}: {self.line}"


class EffectFinding(models.Model):
    """What the county office finds of a township's work in a year, with grounds.

    A later finding names the one it takes the place of.
    """

    division_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    effect = models.CharField(
        max_length=16, choices=[(one.value, one.name) for one in Effect]
    )
    grounds = models.CharField(max_length=1000)
    evidence = models.TextField()
    follows = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    found_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "year"],
                condition=models.Q(follows__isnull=True),
                name="one_first_finding_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division_code} {self.year}: {self.effect}"


class PerformanceDecision(models.Model):
    """What people decided on a township's year, with the score as it stood (art. 10).

    `figures` is the canonical text that `digest` is of. A later decision names the one
    it takes the place of, and why.
    """

    division_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    recognition = models.CharField(
        max_length=20, choices=[(one.value, one.name) for one in Recognition]
    )
    finding = models.ForeignKey(
        EffectFinding, null=True, on_delete=models.PROTECT, related_name="+"
    )
    paper_number = models.CharField(max_length=60)
    grounds = models.CharField(max_length=1000)
    evidence = models.TextField()
    figures = models.TextField()
    digest = models.CharField(max_length=64)
    pack = models.ForeignKey(
        "policy.PackInForce", on_delete=models.PROTECT, related_name="+"
    )
    follows = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    why_changed = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "year"],
                condition=models.Q(follows__isnull=True),
                name="one_first_decision_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division_code} {self.year}: {self.recognition}"


class IncentiveScheme(models.Model):
    """A township's incentives for a village that exited in time (art. 10's end)."""

    village_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    evidence = models.TextField()
    kept_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["village_code", "year"])]

    def __str__(self) -> str:
        return f"{self.village_code} {self.year}: {self.title}"
