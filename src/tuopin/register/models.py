"""Households, their members and villages, each as a row per period; and imports."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from tuopin.register.domain import RegistrationStatus

STATUSES = [(status.value, status.name) for status in RegistrationStatus]

# A period replaced on the day it began was in force on no day: equal ends.
ENDS_AFTER_BEGINNING = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
IN_FORCE = Q(valid_to__isnull=True)


class Household(models.Model):
    """A registered poor household (建档立卡贫困户), as it stands on the register.

    `head_name` and `member_count` repeat what the open member periods say, for lists.
    """

    number = models.CharField(max_length=40)
    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    registration_status = models.CharField(max_length=12, choices=STATUSES)
    head_name = models.CharField(max_length=60)
    member_count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Left("village_id", 6), F("number"), name="one_household_per_number"
            ),
            models.CheckConstraint(
                condition=Q(
                    registration_status__in=[s.value for s in RegistrationStatus]
                ),
                name="registration_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(member_count__gte=1), name="a_household_has_members"
            ),
        ]
        indexes = [
            models.Index(fields=["number"]),
            models.Index(fields=["village", "number"]),
            models.Index(fields=["village", "registration_status"]),
        ]

    def __str__(self) -> str:
        return self.number


class RegisterImport(models.Model):
    """One workbook taken into the register. Rows are added, never changed."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_on = models.DateField()
    imported_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    division_code = models.CharField(max_length=12)
    counts = models.JSONField()

    def __str__(self) -> str:
        return f"{self.file_name} {self.imported_on}"


class RegistrationPeriod(models.Model):
    """Since when, and until when, a household had a status in the register."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="registrations"
    )
    village_code = models.CharField(max_length=12)
    status = models.CharField(max_length=12, choices=STATUSES)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=IN_FORCE, name="one_status_at_a_time"
            ),
            models.CheckConstraint(
                condition=ENDS_AFTER_BEGINNING, name="status_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.status}"


class HouseholdDetails(models.Model):
    """What the register says of a household from one day until another.

    `fingerprint` is a keyed digest of the plain values: two rows that say the same
    are told without reading the encrypted columns.
    """

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="details"
    )
    village_code = models.CharField(max_length=12)
    group = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    main_cause = models.CharField(max_length=40, blank=True)
    other_causes = models.CharField(max_length=120, blank=True)
    registered_year = models.PositiveSmallIntegerField(null=True)
    phone = models.BinaryField(null=True)
    bank_name = models.CharField(max_length=120, blank=True)
    bank_account = models.BinaryField(null=True)
    fingerprint = models.BinaryField(max_length=32)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=IN_FORCE, name="one_detail_at_a_time"
            ),
            models.CheckConstraint(
                condition=ENDS_AFTER_BEGINNING, name="details_end_after_they_begin"
            ),
        ]
        indexes = [models.Index(fields=["household", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.household_id} {self.valid_from}"


class HouseholdMember(models.Model):
    """What the register says of a household's member from one day until another.

    An empty text and a null both mean: not known.
    """

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="members"
    )
    village_code = models.CharField(max_length=12)
    number = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    gender = models.CharField(max_length=2, blank=True)
    id_number = models.BinaryField(null=True)
    id_number_index = models.BinaryField(max_length=32, null=True)
    born_on = models.DateField(null=True)
    relation = models.CharField(max_length=20)
    ethnicity = models.CharField(max_length=60, blank=True)
    education = models.CharField(max_length=40, blank=True)
    schooling = models.CharField(max_length=40, blank=True)
    health = models.CharField(max_length=40, blank=True)
    labor = models.CharField(max_length=40, blank=True)
    months_away = models.PositiveSmallIntegerField(null=True)
    insured = models.BooleanField(null=True)
    other_insurance = models.CharField(max_length=80, blank=True)
    out_of_school = models.BooleanField(null=True)
    out_of_school_cause = models.CharField(max_length=80, blank=True)
    fingerprint = models.BinaryField(max_length=32)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Left("village_code", 6),
                F("number"),
                condition=IN_FORCE,
                name="one_member_per_number",
            ),
            models.UniqueConstraint(
                Left("village_code", 6),
                F("id_number_index"),
                condition=IN_FORCE,
                name="one_member_per_id_number",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=IN_FORCE & Q(relation="户主"),
                name="one_head_of_household",
            ),
            models.CheckConstraint(
                condition=ENDS_AFTER_BEGINNING, name="membership_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["household", "valid_from"]),
            models.Index(fields=["id_number_index"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class VillageRegistration(models.Model):
    """What departments reported of a village for a year (贫困村), per period known."""

    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    year = models.PositiveSmallIntegerField()
    rural_residents = models.PositiveIntegerField(null=True)
    registered_poor = models.PositiveIntegerField(null=True)
    registered_households = models.PositiveIntegerField(null=True)
    households_with_safe_water = models.PositiveIntegerField(null=True)
    households_with_safe_housing = models.PositiveIntegerField(null=True)
    registered_people = models.PositiveIntegerField(null=True)
    enrolled_people = models.PositiveIntegerField(null=True)
    paved_road = models.BooleanField(null=True)
    agribusiness_entity = models.BooleanField(null=True)
    village_clinic = models.BooleanField(null=True)
    cultural_center = models.BooleanField(null=True)
    collective_income = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    reported_by = models.CharField(max_length=80, blank=True)
    fingerprint = models.BinaryField(max_length=32)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["village", "year"],
                condition=IN_FORCE,
                name="one_report_per_village_and_year",
            ),
            models.CheckConstraint(
                condition=ENDS_AFTER_BEGINNING, name="report_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village_id} {self.year}"
