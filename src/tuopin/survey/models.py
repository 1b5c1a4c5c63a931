"""Visits to households and how they came, and departments' returns on villages."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from tuopin.survey.comparison.models import (
    ComparisonAnswer,
    ComparisonQuestion,
    DepartmentList,
)
from tuopin.survey.integrity.models import IntegrityAnswer, IntegrityQuestion
from tuopin.survey.second.models import (
    DrawnSurvey,
    SecondAssignment,
    SecondComparison,
    SecondSurveyDraw,
    SecondSurveyFrame,
    SecondSurveyLine,
)

__all__ = [
    "ComparisonAnswer",
    "ComparisonQuestion",
    "DepartmentList",
    "DepartmentReturn",
    "DrawnSurvey",
    "FigureAnswer",
    "FigureQuestion",
    "IntegrityAnswer",
    "IntegrityQuestion",
    "SecondAssignment",
    "SecondComparison",
    "SecondSurveyDraw",
    "SecondSurveyFrame",
    "SecondSurveyLine",
    "SiteExamination",
    "SubmissionDecision",
    "SurveyAssignment",
    "SurveyDraft",
    "SurveySubmission",
    "SurveyVisit",
    "SurveyedMember",
]


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


class SurveyAssignment(models.Model):
    """Who is to visit a household in a year, and by when (调查分派). Never changed.

    The latest one of a household and year stands.
    """

    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
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
        indexes = [
            models.Index(fields=["household", "year"]),
            models.Index(fields=["village_code", "year"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("entered_on"))
                & models.Q(due_on__year=models.F("year")),
                name="assigned_ahead_within_the_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.year}: {self.surveyor_id}"


class SurveyDraft(models.Model):
    """A questionnaire that somebody is filling in (草稿); gone once it is submitted.

    `answers` is the tree as far as it goes, `attachments` names kept files in it. What
    it says counts for nothing yet.
    """

    instance_id = models.UUIDField(unique=True)
    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    surveyor = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    base_version = models.CharField(max_length=80)
    answers = models.JSONField()
    attachments = models.JSONField()
    begun_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year", "surveyor"], name="one_draft_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.year}: {self.surveyor_id}"


class SurveySubmission(models.Model):
    """One whole questionnaire as it came (调查上报). Rows are added, never changed.

    `body` is what the client sent, word for word. It is a visit, or it is put aside
    for a person to decide, and says why; the second survey of a drawn household stands
    beside the first and is neither.
    """

    instance_id = models.UUIDField()
    content_hash = models.CharField(max_length=64)
    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    surveyed_on = models.DateField()
    form_version = models.CharField(max_length=40)
    form_digest = models.CharField(max_length=64)
    device = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=12)
    base_version = models.CharField(max_length=80, blank=True)
    body = models.JSONField()
    put_aside = models.CharField(max_length=20, blank=True)
    visit = models.OneToOneField(
        SurveyVisit, null=True, on_delete=models.PROTECT, related_name="submission"
    )
    submitted_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["household", "year"]),
            models.Index(fields=["instance_id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["village_code", "content_hash"], name="a_content_comes_once"
            ),
            models.UniqueConstraint(
                fields=["village_code", "instance_id"],
                condition=~models.Q(put_aside="same_id"),
                name="an_id_has_one_content",
            ),
            models.UniqueConstraint(
                fields=["household", "year"],
                condition=models.Q(put_aside="second_survey"),
                name="surveyed_again_once",
            ),
            models.CheckConstraint(
                condition=models.Q(put_aside="", visit__isnull=False)
                | ~models.Q(put_aside="") & models.Q(visit__isnull=True),
                name="a_visit_or_put_aside",
            ),
            models.CheckConstraint(
                condition=models.Q(surveyed_on__lte=models.F("entered_on")),
                name="submission_not_in_the_future",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instance_id} {self.put_aside or self.visit_id}"

    @property
    def is_second(self) -> bool:
        """Whether it stands beside a visit, as a drawn household's second survey."""
        return self.put_aside == "second_survey"


class SubmissionPart(models.Model):
    """A file of a submission that comes in several parts (分次上传). Never changed.

    The latest one of a name counts. It proves nothing until the whole has come.
    """

    instance_id = models.UUIDField()
    village_code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, related_name="+"
    )
    sent_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["instance_id"])]

    def __str__(self) -> str:
        return f"{self.instance_id} {self.name}"


class SubmissionDecision(models.Model):
    """What was decided of a submission that was put aside (搁置处理).

    One that is taken becomes a visit of its own; one that is not says why.
    """

    submission = models.OneToOneField(
        SurveySubmission, on_delete=models.PROTECT, related_name="decision"
    )
    village_code = models.CharField(max_length=12)
    visit = models.OneToOneField(
        SurveyVisit, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=200)
    decided_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.submission_id}: {'taken' if self.visit_id else 'not taken'}"


class SurveyedMember(models.Model):
    """What a visit found of one member of the register. Never changed.

    It stands beside what the register has and does not replace it (art. 2). `facts`
    goes by the pack's fact names, `answers` by the questionnaire's.
    """

    visit = models.ForeignKey(
        SurveyVisit, on_delete=models.PROTECT, related_name="members"
    )
    village_code = models.CharField(max_length=12)
    number = models.CharField(max_length=40)
    facts = models.JSONField()
    answers = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "number"], name="a_member_once_a_visit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.number}"


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
