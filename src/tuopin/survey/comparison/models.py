"""Lists that departments brought, and the questions that they raised (大数据比对)."""

from __future__ import annotations

from django.db import models

from tuopin.survey.comparison.domain import Verdict


class DepartmentList(models.Model):
    """One list that a department brought: which, of which day. Never changed.

    Of its rows nothing is kept but the questions about people on the register.
    """

    kind = models.CharField(max_length=32)
    department = models.CharField(max_length=40)
    document_number = models.CharField(max_length=60)
    dated_on = models.DateField()
    division_code = models.CharField(max_length=12)
    file_digest = models.CharField(max_length=64)
    counts = models.JSONField()
    brought_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "kind", "document_number"],
                name="a_document_number_comes_once",
            ),
            models.CheckConstraint(
                condition=models.Q(dated_on__lte=models.F("entered_on")),
                name="list_not_in_the_future",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.document_number}"


class ComparisonQuestion(models.Model):
    """A member of a household is on a list, or is not on it: why? (疑点)

    It asks and decides nothing. `holds` stops the household until it is cleared.
    `fingerprint` is a keyed digest of what was asked, so that it is asked once.
    """

    department_list = models.ForeignKey(
        DepartmentList, on_delete=models.PROTECT, related_name="questions"
    )
    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    member_number = models.CharField(max_length=40)
    kind = models.CharField(max_length=32)
    department = models.CharField(max_length=40)
    document_number = models.CharField(max_length=60)
    dated_on = models.DateField()
    told = models.JSONField()
    holds = models.BooleanField()
    due_on = models.DateField()
    fingerprint = models.BinaryField(max_length=32)
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["village_code", "due_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "fingerprint"], name="asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.household_id}"


class ComparisonAnswer(models.Model):
    """What somebody found out about a question, and on what grounds. Never changed.

    Confirmed leaves it open until it is corrected; the one that clears it is the last.
    """

    question = models.ForeignKey(
        ComparisonQuestion, on_delete=models.PROTECT, related_name="answers"
    )
    village_code = models.CharField(max_length=12)
    verdict = models.CharField(
        max_length=12, choices=[(one.value, one.name) for one in Verdict]
    )
    text = models.CharField(max_length=400)
    evidence = models.TextField()
    answered_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=~models.Q(verdict=Verdict.CONFIRMED),
                name="cleared_once",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict=Verdict.CONFIRMED) | ~models.Q(evidence=""),
                name="cleared_on_grounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.verdict}"
