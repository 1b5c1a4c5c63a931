"""Packs in force, their very bytes, and what offices below tighten in them."""

from __future__ import annotations

from django.db import models


class KeptPack(models.Model):
    """The files of a version that the office adopted, under their own digest.

    They stay when the program's next release brings others along.
    """

    pack_id = models.CharField(max_length=60)
    version = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version[:12]}"


class PackInForce(models.Model):
    """A version of a policy pack that the office works under from a day on.

    Never edited, only superseded; a case keeps the version that it began under.
    """

    pack_id = models.CharField(max_length=60)
    version = models.CharField(max_length=64)
    in_force_from = models.DateField()
    adopted_on = models.DateField()
    procedures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack_id", "version"], name="a_version_is_adopted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version[:12]}"


class WorkingPlan(models.Model):
    """An office's own plan for its area (工作方案, art. 16), as a document.

    It ends only by the plan that supersedes it.
    """

    area_code = models.CharField(max_length=12)
    department = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    document_number = models.CharField(max_length=60)
    issued_by = models.CharField(max_length=60)
    issued_on = models.DateField()
    evidence = models.TextField()
    in_force_from = models.DateField()
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    kept_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.area_code}: {self.document_number}"


class LocalRule(models.Model):
    """One thing that a working plan makes stricter than the pack (从严规定)."""

    plan = models.ForeignKey(
        WorkingPlan, on_delete=models.PROTECT, related_name="rules"
    )
    procedure = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=120)
    figure = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "procedure", "kind", "subject"],
                name="a_plan_says_a_thing_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure}.{self.kind}.{self.subject}"
