"""Pairings, helpers, calls, help, risks, and households that fell back (art. 9)."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from tuopin.aftercare.domain import IncomeChange, RiskOutcome, Secured, WhyReturned


def _words(of: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, one.name) for one in of]


class Pairing(models.Model):
    """A village and the unit whose resident work team helps it (结对). Never changed.

    `stays_until` is the pack's day: a delisted village stays paired so long.
    """

    village_code = models.CharField(max_length=12)
    unit = models.CharField(max_length=60)
    stays_until = models.DateField()
    paired_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["village_code"])]

    def __str__(self) -> str:
        return f"{self.village_code}: {self.unit}"


class PairingEnd(models.Model):
    """The end of a pairing, with the reason."""

    pairing = models.OneToOneField(
        Pairing, on_delete=models.PROTECT, related_name="ended"
    )
    village_code = models.CharField(max_length=12)
    reason = models.CharField(max_length=200)
    ended_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of {self.pairing_id}"


class AssistanceOfficer(models.Model):
    """A person of the unit who leads the team, or helps one household (帮扶责任人).

    Persons rotate within the unit: whoever comes in names whom they follow.
    """

    pairing = models.ForeignKey(
        Pairing, on_delete=models.PROTECT, related_name="officers"
    )
    village_code = models.CharField(max_length=12)
    household = models.ForeignKey(
        "register.Household", null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=60)
    follows = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    reason = models.CharField(max_length=200, blank=True)
    named_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pairing_id}: {self.name}"


class AftercareVisit(models.Model):
    """A call on a household after its exit, and what was found (回访)."""

    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    visitor = models.CharField(max_length=60)
    found = models.CharField(max_length=400)
    evidence = models.TextField()
    done_on = models.DateField()
    logged_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "done_on"], name="one_call_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.done_on}"


class HandOver(models.Model):
    """What the helper before handed to the one who follows (交接)."""

    officer = models.OneToOneField(
        AssistanceOfficer, on_delete=models.PROTECT, related_name="hand_over"
    )
    village_code = models.CharField(max_length=12)
    handed = models.CharField(max_length=400)
    evidence = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"to {self.officer_id}: {self.handed}"


class CallPlan(models.Model):
    """Who calls on a household, how often a year, until when (回访计划).

    Another plan follows for a reason; the one that nobody follows is in force.
    """

    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    caller = models.CharField(max_length=60)
    each_year = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField()
    follows = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    reason = models.CharField(max_length=200, blank=True)
    planned_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["household"])]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.caller}"


class CallFinding(models.Model):
    """What a call found, question by question, and what was given or agreed."""

    visit = models.OneToOneField(
        AftercareVisit, on_delete=models.PROTECT, related_name="finding"
    )
    village_code = models.CharField(max_length=12)
    members_met = models.CharField(max_length=120)
    income_change = models.CharField(max_length=12, choices=_words(IncomeChange))
    food = models.CharField(max_length=8, choices=_words(Secured))
    clothing = models.CharField(max_length=8, choices=_words(Secured))
    education = models.CharField(max_length=8, choices=_words(Secured))
    medical = models.CharField(max_length=8, choices=_words(Secured))
    housing = models.CharField(max_length=8, choices=_words(Secured))
    water = models.CharField(max_length=8, choices=_words(Secured))
    difficulties = models.CharField(max_length=400, blank=True)
    given = models.CharField(max_length=400, blank=True)
    next_on = models.DateField(null=True)
    logged_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"finding of {self.visit_id}"


class AftercareMeasure(models.Model):
    """Help that a household gets: what, from whom, from when until when (帮扶措施)."""

    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    what = models.CharField(max_length=200)
    department = models.CharField(max_length=60)
    from_on = models.DateField()
    until_on = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    evidence = models.TextField()
    renews = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="renewed_by"
    )
    begun_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["household"])]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.what}"


class MeasureEnd(models.Model):
    """The end of a measure, with the reason."""

    measure = models.OneToOneField(
        AftercareMeasure, on_delete=models.PROTECT, related_name="ended"
    )
    village_code = models.CharField(max_length=12)
    reason = models.CharField(max_length=200)
    ended_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of {self.measure_id}"


class RiskRecord(models.Model):
    """A risk that a household falls back: on which figure, whose to settle, by when.

    The figure is the one of the criterion that failed first, as it was judged.
    """

    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    criterion = models.CharField(max_length=40)
    observed = models.CharField(max_length=120, blank=True)
    threshold = models.CharField(max_length=120, blank=True)
    cite = models.CharField(max_length=24, blank=True)
    reason_zh = models.TextField()
    reason_en = models.TextField()
    visit = models.ForeignKey(
        "survey.SurveyVisit", null=True, on_delete=models.PROTECT, related_name="+"
    )
    found_on = models.DateField()
    owner = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    opened_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["household"])]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.criterion}"


class RiskClosing(models.Model):
    """How a risk was settled, and on what that rests."""

    risk = models.OneToOneField(
        RiskRecord, on_delete=models.PROTECT, related_name="closing"
    )
    village_code = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12, choices=_words(RiskOutcome))
    text = models.CharField(max_length=400)
    evidence = models.TextField()
    closed_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.outcome}"


class ReturnToPoverty(models.Model):
    """A household on the register again after its exit (返贫), by a document.

    `case` is the exit that it undoes for what comes; its file stays as it is, and it
    serves for no second mark. `subject` names the order of supervision, if one asked.
    """

    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    case = models.OneToOneField(
        "procedure.ExitCase", on_delete=models.PROTECT, related_name="+"
    )
    village_code = models.CharField(max_length=12)
    because = models.CharField(max_length=12, choices=_words(WhyReturned))
    grounds = models.CharField(max_length=1000)
    letter_number = models.CharField(max_length=60)
    evidence = models.TextField()
    subject = models.CharField(max_length=40, blank=True)
    risk = models.OneToOneField(
        RiskRecord, null=True, on_delete=models.PROTECT, related_name="return_made"
    )
    decided_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["household"])]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.letter_number}"
