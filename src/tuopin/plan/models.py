"""A township's annual exit plan, by name, and what was decided about it (art. 5)."""

from __future__ import annotations

from django.db import models

OF_ALL_YEARS = 0
"""The year of a timetable, which is of no single one."""


class ExitPlan(models.Model):
    """One version of a township's plan of who leaves the register in a year.

    A plan of no single year is the township's timetable (退出时序): it says for each
    poor village in which year it is to exit, and names no household.
    """

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

    @property
    def is_timetable(self) -> bool:
        """Whether it is the timetable of the township's villages."""
        return self.year == OF_ALL_YEARS


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


class TimetableRow(models.Model):
    """The year in which a timetable has a poor village exit, by name (退出时序)."""

    plan = models.ForeignKey(
        ExitPlan, on_delete=models.PROTECT, related_name="village_years"
    )
    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    exit_year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "village"], name="a_village_has_one_year_in_a_timetable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.village_id} {self.exit_year}"


class TimetableYear(models.Model):
    """How many households a timetable expects to exit in a year; no one's basis.

    Who they are, the year's own plan says by name.
    """

    plan = models.ForeignKey(
        ExitPlan, on_delete=models.PROTECT, related_name="household_years"
    )
    division_code = models.CharField(max_length=12)
    exit_year = models.PositiveSmallIntegerField()
    households = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "exit_year"], name="a_timetable_counts_a_year_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.exit_year} {self.households}"


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
