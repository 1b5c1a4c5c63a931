"""Consignments upward with their receipts, the archive sets, and the mark."""

from __future__ import annotations

from django.db import models


class Consignment(models.Model):
    """A letter to the city or the province with what it names (报送、备案).

    Households' exits, villages' exits, or plans; of one kind only.
    """

    recipient = models.CharField(max_length=20)
    division_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    letter_number = models.CharField(max_length=60)
    roster_digest = models.CharField(max_length=64)
    summary = models.JSONField()
    sent_on = models.DateField()
    sent_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "letter_number"], name="one_letter_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.letter_number}"


class ConsignmentEntry(models.Model):
    """A household, or a village, in a consignment."""

    consignment = models.ForeignKey(
        Consignment, on_delete=models.PROTECT, related_name="entries"
    )
    case = models.ForeignKey(
        "procedure.ExitCase", on_delete=models.PROTECT, related_name="consignments"
    )
    village_code = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consignment", "case"],
                name="a_household_stands_once_in_a_consignment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id}: {self.case_id}"


class ConsignedPlan(models.Model):
    """A plan or a timetable in a consignment."""

    consignment = models.ForeignKey(
        Consignment, on_delete=models.PROTECT, related_name="plans"
    )
    plan = models.ForeignKey(
        "plan.ExitPlan", on_delete=models.PROTECT, related_name="consignments"
    )
    division_code = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consignment", "plan"],
                name="a_plan_stands_once_in_a_consignment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id}: {self.plan_id}"


class FilingReceipt(models.Model):
    """The recipient's receipt for a consignment (备案回执)."""

    consignment = models.OneToOneField(
        Consignment, on_delete=models.PROTECT, related_name="receipt"
    )
    division_code = models.CharField(max_length=12)
    number = models.CharField(max_length=60)
    received_on = models.DateField()
    recorded_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.number


class ArchiveEntry(models.Model):
    """A household's papers in one level's set, complete by its catalogue (归档)."""

    level = models.CharField(max_length=10)
    case = models.ForeignKey(
        "procedure.ExitCase", on_delete=models.PROTECT, related_name="archive_entries"
    )
    village_code = models.CharField(max_length=12)
    archive_number = models.CharField(max_length=80)
    catalogue = models.JSONField()
    archived_on = models.DateField()
    archived_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["level", "archive_number"], name="archive_numbers_stay_unique"
            ),
            models.UniqueConstraint(
                fields=["level", "case"], name="one_archive_entry_per_level"
            ),
        ]

    def __str__(self) -> str:
        return self.archive_number


class ConsignmentReminder(models.Model):
    """A reminder of a receipt that has not come (催办)."""

    consignment = models.ForeignKey(
        Consignment, on_delete=models.PROTECT, related_name="reminders"
    )
    division_code = models.CharField(max_length=12)
    manner = models.CharField(max_length=120)
    reminded_on = models.DateField()
    reminded_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.consignment_id}: {self.reminded_on}"


class NationalExport(models.Model):
    """A workbook from which one person enters households in the national system."""

    division_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    workbook_digest = models.CharField(max_length=64)
    exported_on = models.DateField()
    exported_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.year}: {self.exported_on}"


class NationalExportEntry(models.Model):
    """A household in a workbook for the national system."""

    export = models.ForeignKey(
        NationalExport, on_delete=models.PROTECT, related_name="entries"
    )
    case = models.ForeignKey(
        "procedure.ExitCase", on_delete=models.PROTECT, related_name="national_exports"
    )
    village_code = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["export", "case"], name="a_household_stands_once_in_an_export"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.export_id}: {self.case_id}"


class Reconciliation(models.Model):
    """A list of the national system held against the register and the archives."""

    division_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    file_digest = models.CharField(max_length=64)
    counts = models.JSONField()
    reconciled_on = models.DateField()
    reconciled_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.year}: {self.reconciled_on}"


class ReconciledRow(models.Model):
    """What a comparison found of one household; whole ID numbers never stand here.

    A household that only the national system has is without a case.
    """

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="rows"
    )
    case = models.ForeignKey(
        "procedure.ExitCase",
        on_delete=models.PROTECT,
        related_name="reconciled",
        null=True,
    )
    village_code = models.CharField(max_length=12)
    household_number = models.CharField(max_length=40)
    outcome = models.CharField(max_length=12)
    differences = models.JSONField()
    confirmation = models.CharField(max_length=80)
    recorded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "household_number"],
                name="a_household_stands_once_in_a_reconciliation",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="equal")
                | models.Q(case__isnull=False, recorded_on__isnull=False),
                name="an_equal_row_has_its_case_and_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_number}: {self.outcome}"


class NationalMark(models.Model):
    """The entry of *lifted out* in the national system, confirmed by another."""

    case = models.OneToOneField(
        "procedure.ExitCase", on_delete=models.PROTECT, related_name="national_mark"
    )
    village_code = models.CharField(max_length=12)
    confirmation = models.CharField(max_length=80)
    entered_by = models.CharField(max_length=60)
    confirmed_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    marked_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.case_id}: {self.confirmation}"


class VillageDelisting(models.Model):
    """A poor village off the register (销号), with the province's receipt (art. 7)."""

    case = models.OneToOneField(
        "procedure.ExitCase", on_delete=models.PROTECT, related_name="delisting"
    )
    village = models.OneToOneField(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    receipt_number = models.CharField(max_length=60)
    delisted_on = models.DateField()
    recorded_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.village_id}: {self.receipt_number}"
