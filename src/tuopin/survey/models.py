"""Visits to households, departments' returns on villages, and what was answered."""

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


class DepartmentReturn(models.Model):
    """What one department reports of one village (部门报送; art. 4). Never changed.

    `figures` maps the policy pack's fact names to text, as a visit's answers do. It
    counts in the round of the village's case in which it came; a later one of the same
    department stands in its place.
    """

    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    year = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    department = models.CharField(max_length=40)
    figures = models.JSONField()
    evidence = models.JSONField()
    returned_on = models.DateField()
    recorded_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["village", "year", "department"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(returned_on__lte=models.F("entered_on")),
                name="return_not_in_the_future",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village_id} {self.department} {self.returned_on}"


class SiteExamination(models.Model):
    """What a department found of its return in the village (入村核查; art. 7)."""

    department_return = models.OneToOneField(
        DepartmentReturn, on_delete=models.PROTECT, related_name="examination"
    )
    village_code = models.CharField(max_length=12)
    is_confirmed = models.BooleanField()
    examiners = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True)
    evidence = models.JSONField()
    examined_on = models.DateField()
    recorded_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        found = "confirmed" if self.is_confirmed else "not confirmed"
        return f"{self.department_return_id}: {found}"


class FigureQuestion(models.Model):
    """A department's figure and the visits to households differ: why? (疑点)

    It asks and decides nothing: no act waits for it (art. 4 ¶2).
    """

    department_return = models.ForeignKey(
        DepartmentReturn, on_delete=models.PROTECT, related_name="questions"
    )
    village_code = models.CharField(max_length=12)
    fact = models.CharField(max_length=60)
    reported = models.CharField(max_length=40)
    found = models.CharField(max_length=40)
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department_return", "fact"], name="one_question_per_figure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department_return_id} {self.fact}"


class FigureAnswer(models.Model):
    """The department's answer to a question about its figure."""

    question = models.OneToOneField(
        FigureQuestion, on_delete=models.PROTECT, related_name="answer"
    )
    village_code = models.CharField(max_length=12)
    text = models.TextField()
    answered_on = models.DateField()
    answered_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"answer to {self.question_id}"
