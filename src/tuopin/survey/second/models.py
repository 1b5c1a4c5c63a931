"""Lists to draw from, draws, what was drawn, and who surveys it a second time."""

from __future__ import annotations

from django.db import models


class SecondSurveyFrame(models.Model):
    """A list that is closed before any number is spoken (抽样名单). Never changed.

    `digest` is that of its lines as they are printed; the database works it out too.
    """

    division_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    share = models.DecimalField(max_digits=5, decimal_places=4)
    least_per_village = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["year"])]

    def __str__(self) -> str:
        return f"{self.year} {self.digest[:12]}"


class SecondSurveyLine(models.Model):
    """One surveyed household of a list, with the visit and who made it."""

    frame = models.ForeignKey(
        SecondSurveyFrame, on_delete=models.PROTECT, related_name="lines"
    )
    village_code = models.CharField(max_length=12)
    position = models.PositiveIntegerField()
    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    visit = models.ForeignKey(
        "survey.SurveyVisit", on_delete=models.PROTECT, related_name="+"
    )
    surveyor = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["frame", "position"], name="a_number_once_a_list"
            ),
            models.UniqueConstraint(
                fields=["frame", "household"], name="a_household_once_a_list"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.frame_id} {self.position}"


class SecondSurveyDraw(models.Model):
    """The number spoken over a closed list, by whom, before whom, where (抽签)."""

    frame = models.OneToOneField(
        SecondSurveyFrame, on_delete=models.PROTECT, related_name="draw"
    )
    division_code = models.CharField(max_length=12)
    frame_digest = models.CharField(max_length=64)
    seed = models.CharField(max_length=40)
    means = models.CharField(max_length=60)
    place = models.CharField(max_length=60)
    witness = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.frame_id} {self.seed}"


class DrawnSurvey(models.Model):
    """One household that the number drew (抽中户), with its lot."""

    draw = models.ForeignKey(
        SecondSurveyDraw, on_delete=models.PROTECT, related_name="drawn"
    )
    line = models.OneToOneField(
        SecondSurveyLine, on_delete=models.PROTECT, related_name="drawn"
    )
    village_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    lot = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year"], name="drawn_once_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.year}"


class SecondAssignment(models.Model):
    """Who surveys a drawn household again, and by when. Never changed.

    The latest one stands; while it does and nothing has come, who is sent sees
    nothing of the first answers.
    """

    drawn = models.ForeignKey(
        DrawnSurvey, on_delete=models.PROTECT, related_name="assignments"
    )
    village_code = models.CharField(max_length=12)
    surveyor = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    assigned_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("entered_on")),
                name="sent_again_ahead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drawn_id}: {self.surveyor_id}"


class SecondComparison(models.Model):
    """A drawn household's two surveys, as they were held against each other (对照).

    Written with the second survey, by the tolerances of that day. `pairs` has for each
    question that either answers: its name, whose, first, second, whether they agree,
    whether the standard reads it.
    """

    drawn = models.OneToOneField(
        DrawnSurvey, on_delete=models.PROTECT, related_name="comparison"
    )
    village_code = models.CharField(max_length=12)
    second = models.OneToOneField(
        "survey.SurveySubmission", on_delete=models.PROTECT, related_name="+"
    )
    form_digest = models.CharField(max_length=64)
    pairs = models.JSONField()
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.drawn_id} {self.second_id}"
