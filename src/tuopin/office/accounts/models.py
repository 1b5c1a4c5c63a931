"""People, the accounts they log in with, their appointments and their recusals."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now

from tuopin.rulebook.positions import Position


class Person(models.Model):
    """A human being who acts for some office; has no rights of their own."""

    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Account(AbstractBaseUser):
    """A way to log in; belongs to one person."""

    username = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="account"
    )
    is_active = models.BooleanField(default=True)
    # Somebody else knows a password that was given; whoever owns it changes it first.
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects = BaseUserManager()

    def __str__(self) -> str:
        return self.username


class SignIn(models.Model):
    """One browser in which an account is signed in; ends with its row (登录)."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="sign_ins"
    )
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.account}: {self.device}"


class FactorReset(models.Model):
    """An administrator took a person's second factors away (重置第二步验证)."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="factor_resets"
    )
    reason = models.CharField(max_length=200)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(
        "Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.account}: {self.reason}"


class Appointment(models.Model):
    """A person in a position at a place, from one day until another (任职)."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="appointments"
    )
    position = models.CharField(
        max_length=24, choices=[(p.value, p.name) for p in Position]
    )
    division = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="division_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    department = models.CharField(max_length=40, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    succeeded_by = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="appointment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.position}"


class AccessToken(models.Model):
    """By what a program acts for a person, under one appointment (访问令牌).

    Only a digest is kept: whoever reads the table can sign in with nothing in it.
    """

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="tokens"
    )
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    may_act = models.BooleanField()
    issued_on = models.DateField()
    last_used_on = models.DateField(null=True)
    revoked_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.account}: {self.name}"


class Device(models.Model):
    """A phone that speaks for a surveyor with a credential of its own (采集设备).

    It acts under one appointment. The key is sealed: a copy of the table lets nobody
    in. Rows are added, never changed.
    """

    login = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="devices"
    )
    sealed_key = models.BinaryField()
    made_on = models.DateField()

    def __str__(self) -> str:
        return self.login


class DeviceRevocation(models.Model):
    """From now on a phone speaks for nobody (停用设备). Never taken back."""

    device = models.OneToOneField(
        Device, on_delete=models.PROTECT, related_name="revocation"
    )
    reason = models.CharField(max_length=200)
    revoked_on = models.DateField()
    revoked_by = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.device_id}: {self.reason}"


class Recusal(models.Model):
    """A person who must keep out of one household's case (回避)."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="recusals"
    )
    household_number = models.CharField(max_length=40)
    division_code = models.CharField(max_length=12)
    reason = models.CharField(max_length=200)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "household_number"], name="one_recusal_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.household_number}"
