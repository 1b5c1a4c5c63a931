"""Exit cases of households and villages, and the record of their acts (arts 6, 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from tuopin.rulebook.procedure import Consequence
from tuopin.rulebook.units import Unit

if TYPE_CHECKING:
    from tuopin.register.models import Household


class ExitCase(models.Model):
    """A household's way out of the register in one year, or a village's (退出).

    A case without a household is the village's own (art. 7). `status` and `way` are
    computed from the acts and kept for queries only. A round ends when a verdict ends
    it or a decisive fact changes; its acts then count no more.
    """

    household = models.ForeignKey(
        "register.Household",
        null=True,
        on_delete=models.PROTECT,
        related_name="exit_cases",
    )
    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    year = models.PositiveSmallIntegerField()
    pack = models.ForeignKey(
        "policy.PackInForce", on_delete=models.PROTECT, related_name="+"
    )
    plan_row = models.ForeignKey(
        "plan.PlanRow", on_delete=models.PROTECT, related_name="+"
    )
    round = models.PositiveSmallIntegerField(default=1)
    opened_on = models.DateField()
    status = models.CharField(max_length=40)
    way = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year"], name="one_case_per_household_and_year"
            ),
            models.UniqueConstraint(
                fields=["village", "year"],
                condition=models.Q(household__isnull=True),
                name="one_case_per_village_and_year",
            ),
        ]
        # No index holds the status: a batch then rewrites rows and no index.
        indexes = [models.Index(fields=["village", "year"])]

    def __str__(self) -> str:
        return f"{self.household_id or self.village_id} {self.year}"

    @property
    def leaving_id(self) -> int:
        """The id of `leaving`, without reading it."""
        if self.household_id is None:
            raise LookupError(f"case {self.id} is a village's own")
        return self.household_id

    @property
    def leaving(self) -> Household:
        """The household that exits; raises LookupError for a village's own case."""
        if self.household is None:
            raise LookupError(f"case {self.id} is a village's own")
        return self.household

    @property
    def unit(self) -> Unit:
        """What exits by this case."""
        return Unit.VILLAGE if self.household_id is None else Unit.HOUSEHOLD


class ActRecord(models.Model):
    """One act in one exit case. Rows are added, never changed.

    `done_on` is the day it happened, as declared; of `entered_on` and `recorded_at` the
    database takes no other than the day and the moment of entry.
    """

    # A trigger looks for case, appointment and person, once for all rows of a
    # statement; a constraint would look for each of them in every row.
    case = models.ForeignKey(
        ExitCase,
        on_delete=models.PROTECT,
        related_name="acts",
        db_constraint=False,
        db_index=False,
    )
    village_code = models.CharField(max_length=12)
    round = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=32)
    verdict = models.CharField(max_length=32)
    consequence = models.CharField(
        max_length=10, choices=[(c.value, c.name) for c in Consequence]
    )
    done_on = models.DateField()
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()
    appointment = models.ForeignKey(
        "accounts.Appointment",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    evidence = models.JSONField()
    subject = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            # Two officers deciding at once: the second finds the decision made.
            models.UniqueConstraint(
                fields=["case", "round", "act"],
                condition=~models.Q(consequence=Consequence.WAITS.value),
                name="one_decision_per_act_and_round",
            ),
            models.CheckConstraint(
                condition=models.Q(done_on__lte=models.F("entered_on")),
                name="no_act_is_dated_ahead",
            ),
        ]
        # A case's acts in the order of recording; nobody looks acts up by who did them.
        indexes = [models.Index(fields=["case", "id"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}: {self.verdict}"


class CaseEnding(models.Model):
    """A case given up outside its acts: withdrawn, or the household is gone."""

    case = models.OneToOneField(
        ExitCase, on_delete=models.PROTECT, related_name="ending"
    )
    village_code = models.CharField(max_length=12)
    ending = models.CharField(max_length=32)
    reason = models.CharField(max_length=400)
    ended_on = models.DateField()
    ended_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.case_id}: {self.ending}"


class Hold(models.Model):
    """What stops one household until it is settled: an objection, a finding."""

    case = models.ForeignKey(ExitCase, on_delete=models.PROTECT, related_name="holds")
    village_code = models.CharField(max_length=12)
    cause = models.CharField(max_length=32)
    subject = models.CharField(max_length=40)
    reason = models.CharField(max_length=400)
    placed_on = models.DateField()
    placed_by = models.ForeignKey(
        "accounts.Appointment", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "subject"], name="one_hold_per_cause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.subject}"


class HoldRelease(models.Model):
    """The end of a hold, by somebody else than who placed it."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="release")
    village_code = models.CharField(max_length=12)
    reason = models.CharField(max_length=400)
    released_on = models.DateField()
    released_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"release of {self.hold_id}"


class AppraisalMeeting(models.Model):
    """A democratic appraisal in one village (民主评议会): when, and who came."""

    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    year = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    place = models.CharField(max_length=120)
    chair = models.CharField(max_length=60)
    recorder = models.CharField(max_length=60)
    entitled = models.PositiveSmallIntegerField()
    attended = models.PositiveSmallIntegerField()
    evidence = models.JSONField()
    recorded_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attended__lte=models.F("entitled")),
                name="nobody_attends_uninvited",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village_id} {self.held_on}"


class Ballot(models.Model):
    """The meeting's vote on one household: counted, and never typed as a verdict."""

    meeting = models.ForeignKey(
        AppraisalMeeting, on_delete=models.PROTECT, related_name="ballots"
    )
    case = models.ForeignKey(ExitCase, on_delete=models.PROTECT, related_name="ballots")
    village_code = models.CharField(max_length=12)
    agree = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    abstain = models.PositiveSmallIntegerField()
    recused = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "case"], name="one_ballot_per_household"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.agree}/{self.against}/{self.abstain}"


class Acknowledgement(models.Model):
    """What the household itself said, who said it for the household, and how."""

    case = models.ForeignKey(
        ExitCase, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    village_code = models.CharField(max_length=12)
    round = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=32)
    signer = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=40, blank=True)
    manner = models.CharField(max_length=20, blank=True)
    witness = models.CharField(max_length=60, blank=True)
    answered_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.case_id}: {self.answer}"
