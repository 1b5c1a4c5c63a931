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


class ReadingDecision(models.Model):
    """What the county office decided on an open reading of a pack (释义, art. 17).

    The latest decision on a reading stands. It changes no pack: where it differs from
    the default, `ReadingCarriedOut` says by what the difference came into force.
    """

    pack_id = models.CharField(max_length=60)
    reading = models.CharField(max_length=60)
    confirms = models.BooleanField()
    text = models.CharField(max_length=600)
    document_number = models.CharField(max_length=60)
    evidence = models.TextField()
    decided_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField()
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["pack_id", "reading"], name="policy_readingdecision_of"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id}: {self.reading}"


class ReadingCarriedOut(models.Model):
    """By which version of the pack, or working plan, a decision came into force."""

    decision = models.OneToOneField(
        ReadingDecision, on_delete=models.PROTECT, related_name="carried_out"
    )
    version = models.ForeignKey(
        PackInForce, null=True, on_delete=models.PROTECT, related_name="+"
    )
    plan = models.ForeignKey(
        WorkingPlan, null=True, on_delete=models.PROTECT, related_name="+"
    )
    linked_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=True) ^ models.Q(plan__isnull=True),
                name="carried_out_by_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}"
