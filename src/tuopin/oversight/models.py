"""Inspections, what they drew and found, and what was ordered (arts 12, 15)."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from tuopin.oversight.burden.models import EntryTime, PrintedPaper
from tuopin.oversight.contradictions.models import SettledContradiction
from tuopin.oversight.domain import (
    Approval,
    Design,
    Frame,
    SeedSource,
    Standing,
    Verdict,
)
from tuopin.oversight.performance.models import (
    EffectFinding,
    IncentiveScheme,
    PerformanceDecision,
    RedLineMark,
)
from tuopin.oversight.satisfaction.models import Interview
from tuopin.rulebook.positions import Position

__all__ = [
    "AccountabilityCase",
    "CorrectionAnswer",
    "CorrectionDecision",
    "CorrectionOrder",
    "DrawnHousehold",
    "EffectFinding",
    "EntryTime",
    "FrameLine",
    "IncentiveScheme",
    "Inspection",
    "Interview",
    "PerformanceDecision",
    "PrintedPaper",
    "RedLineMark",
    "Seed",
    "SettledContradiction",
    "SpotCheck",
]


def _words(of: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, one.name) for one in of]


class Inspection(models.Model):
    """A frame that was frozen, and how it will be drawn from. Never changed.

    Where the seed will come from is named here, before anybody can know it. `places`
    are the division codes of the scope.
    """

    division_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    frame = models.CharField(max_length=16, choices=_words(Frame))
    places = models.JSONField()
    design = models.CharField(max_length=16, choices=_words(Design))
    take_number = models.PositiveIntegerField()
    take_percent = models.PositiveSmallIntegerField()
    villages = models.PositiveIntegerField()
    seed_source = models.CharField(max_length=12, choices=_words(SeedSource))
    seed_words = models.CharField(max_length=200, blank=True)
    pack = models.ForeignKey(
        "policy.PackInForce", on_delete=models.PROTECT, related_name="+"
    )
    frame_size = models.PositiveIntegerField()
    frame_digest = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(take_number__gt=0, take_percent=0)
                | models.Q(take_number=0, take_percent__gt=0, take_percent__lte=100),
                name="a_number_or_a_share_is_drawn",
            ),
            models.CheckConstraint(
                condition=models.Q(design=Design.VILLAGES_FIRST.value, villages__gt=0)
                | (
                    models.Q(villages=0) & ~models.Q(design=Design.VILLAGES_FIRST.value)
                ),
                name="villages_are_drawn_by_design",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"


class FrameLine(models.Model):
    """A household of a frozen frame. The frame's digest fixes all of them."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    list_number = models.PositiveIntegerField()
    village_code = models.CharField(max_length=12)
    household = models.ForeignKey(
        "register.Household", on_delete=models.PROTECT, related_name="+"
    )
    household_number = models.CharField(max_length=40)
    standing = models.CharField(max_length=16, choices=_words(Standing))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "list_number"], name="one_line_per_list_number"
            ),
            models.UniqueConstraint(
                fields=["inspection", "household"], name="a_household_is_listed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} #{self.list_number}"


class Seed(models.Model):
    """The seed of a draw: told once, after the frame was frozen."""

    inspection = models.OneToOneField(
        Inspection, on_delete=models.PROTECT, related_name="seed"
    )
    division_code = models.CharField(max_length=12)
    text = models.CharField(max_length=200)
    happened_on = models.DateField()
    evidence = models.TextField()
    checkpoint_size = models.BigIntegerField(null=True)
    given_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"seed of {self.inspection_id}"


class DrawnHousehold(models.Model):
    """A household that was drawn, or that stands in for one that was.

    `turn` is its place in its stratum's order. Whoever stands in is the next there.
    """

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="drawn"
    )
    line = models.OneToOneField(
        FrameLine, on_delete=models.PROTECT, related_name="drawn"
    )
    village_code = models.CharField(max_length=12)
    stratum = models.CharField(max_length=12, blank=True)
    turn = models.PositiveIntegerField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    reason = models.CharField(max_length=32, blank=True)
    note = models.CharField(max_length=400, blank=True)
    evidence = models.TextField(blank=True)
    drawn_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.inspection_id}: {self.line_id}"


class SpotCheck(models.Model):
    """What an inspector found about one drawn household (抽查)."""

    drawn = models.ForeignKey(
        DrawnHousehold, on_delete=models.PROTECT, related_name="checks"
    )
    village_code = models.CharField(max_length=12)
    verdict = models.CharField(max_length=16, choices=_words(Verdict))
    grounds = models.CharField(max_length=1000)
    evidence = models.TextField()
    approval = models.CharField(max_length=12, choices=_words(Approval))
    done_on = models.DateField()
    checked_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            # What could not be told may be looked into again; what was told stands.
            models.UniqueConstraint(
                fields=["drawn"],
                condition=~models.Q(verdict=Verdict.CANNOT_BE_TOLD.value),
                name="told_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drawn_id}: {self.verdict}"


class CorrectionOrder(models.Model):
    """What an office is to put right, and by when (整改)."""

    check_made = models.OneToOneField(
        SpotCheck, on_delete=models.PROTECT, related_name="order"
    )
    village_code = models.CharField(max_length=12)
    office_code = models.CharField(max_length=12)
    position = models.CharField(
        max_length=24, choices=[(one.value, one.name) for one in Position]
    )
    department = models.CharField(max_length=40, blank=True)
    asks = models.CharField(max_length=1000)
    due_on = models.DateField()
    ordered_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.check_made_id}: {self.position} {self.office_code}"


class CorrectionAnswer(models.Model):
    """What the office did about an order, with its evidence."""

    order = models.ForeignKey(
        CorrectionOrder, on_delete=models.PROTECT, related_name="answers"
    )
    village_code = models.CharField(max_length=12)
    text = models.CharField(max_length=1000)
    evidence = models.TextField()
    answered_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answer to {self.order_id}"


class CorrectionDecision(models.Model):
    """Whether supervision takes an answer for a correction."""

    answer = models.OneToOneField(
        CorrectionAnswer, on_delete=models.PROTECT, related_name="decision"
    )
    village_code = models.CharField(max_length=12)
    is_accepted = models.BooleanField()
    text = models.CharField(max_length=1000)
    decided_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.is_accepted}"


class AccountabilityCase(models.Model):
    """A finding referred for accountability, with its evidence (问责, art. 15).

    It names who is concerned and concludes nothing: that is for whom it goes to.
    """

    check_made = models.OneToOneField(
        SpotCheck, on_delete=models.PROTECT, related_name="referral"
    )
    division_code = models.CharField(max_length=12)
    letter_number = models.CharField(max_length=60)
    referred_to = models.CharField(max_length=60)
    concerns = models.CharField(max_length=200)
    facts = models.CharField(max_length=1000)
    evidence = models.TextField()
    referred_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "letter_number"],
                name="a_letter_refers_one_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_number}: {self.check_made_id}"
