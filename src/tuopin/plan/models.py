"""A township's annual exit plan, by name, and what was decided about it (art. 5)."""

from __future__ import annotations

from django.db import models


class ExitPlan(models.Model):
    """One version of a township's plan of who leaves the register in a year."""

    township = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="division_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    roster_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["township", "year", "version"], name="one_plan_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.township_id} {self.year} v{self.version}"


class PlanRow(models.Model):
    """A household named in a plan (实名制): a link to the register, never a count.

    A row without a household names the village itself (退出时序).
    """

    plan = models.ForeignKey(ExitPlan, on_delete=models.PROTECT, related_name="rows")
    household = models.ForeignKey(
        "register.Household",
        null=True,
        on_delete=models.PROTECT,
        related_name="plan_rows",
    )
    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "household"], name="a_household_stands_once_in_a_plan"
            ),
            models.UniqueConstraint(
                fields=["plan", "village"],
                condition=models.Q(household__isnull=True),
                name="a_village_stands_once_in_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.household_id or self.village_id}"


class PlanAct(models.Model):
    """Something done about a plan: drafted, reviewed, filed. Never changed."""

    plan = models.ForeignKey(ExitPlan, on_delete=models.PROTECT, related_name="acts")
    division_code = models.CharField(max_length=12)
    act = models.CharField(max_length=32)
    verdict = models.CharField(max_length=32)
    opinion = models.CharField(max_length=400, blank=True)
    evidence = models.JSONField()
    done_on = models.DateField()
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()
    done_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "act"], name="one_plan_act_each"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.act}"
