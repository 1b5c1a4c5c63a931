"""Notices as posted, who stands on them, objections to them and their answers."""

from __future__ import annotations

from django.db import models


class PublicityNotice(models.Model):
    """A frozen roster that hangs in one village for a period (公示, 公告; art. 6).

    `roster` holds exactly what the paper shows and nothing more; `opens_on` is the
    first day on which the next act may be done.
    """

    publicity = models.CharField(max_length=20)
    village = models.ForeignKey(
        "divisions.Division",
        to_field="code",
        db_column="village_code",
        on_delete=models.PROTECT,
        related_name="+",
    )
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40)
    roster = models.JSONField()
    roster_digest = models.CharField(max_length=64)
    posted_on = models.DateField()
    last_day = models.DateField()
    opens_on = models.DateField()
    place = models.CharField(max_length=120)
    evidence = models.JSONField()
    posted_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    last_day__gt=models.F("posted_on"),
                    opens_on__gt=models.F("last_day"),
                ),
                name="a_notice_hangs_to_the_end_of_its_last_day",
            ),
            models.UniqueConstraint(
                fields=["village", "number"], name="a_village_numbers_a_notice_once"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "year", "publicity"]),
            models.Index(fields=["last_day"], name="notices_by_last_day"),
        ]

    def __str__(self) -> str:
        return self.number


class NoticeEntry(models.Model):
    """A household on a notice."""

    notice = models.ForeignKey(
        PublicityNotice, on_delete=models.PROTECT, related_name="entries"
    )
    case = models.ForeignKey(
        "procedure.ExitCase", on_delete=models.PROTECT, related_name="notice_entries"
    )
    village_code = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "case"], name="a_household_stands_once_on_a_notice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.case_id}"


class NoticeAttachment(models.Model):
    """A file that hangs in public with a notice; it was looked through and is clean."""

    notice = models.ForeignKey(
        PublicityNotice, on_delete=models.PROTECT, related_name="attachments"
    )
    village_code = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "position"], name="one_attachment_per_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.position}"


class NoticeClosing(models.Model):
    """The end of a notice's period, with the photo of its last day."""

    notice = models.OneToOneField(
        PublicityNotice, on_delete=models.PROTECT, related_name="closing"
    )
    village_code = models.CharField(max_length=12)
    closed_on = models.DateField()
    evidence = models.JSONField()
    closed_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"closing of {self.notice_id}"


class Objection(models.Model):
    """What somebody says against one household on a notice (异议).

    An objection with only a voice and a date is accepted: name and phone may be empty.
    """

    notice = models.ForeignKey(
        PublicityNotice, on_delete=models.PROTECT, related_name="objections"
    )
    case = models.ForeignKey(
        "procedure.ExitCase", on_delete=models.PROTECT, related_name="objections"
    )
    village_code = models.CharField(max_length=12)
    channel = models.CharField(max_length=20)
    text = models.TextField()
    objector_name = models.CharField(max_length=60, blank=True)
    received_on = models.DateField()
    entered_on = models.DateField()
    received_by = models.ForeignKey(
        "accounts.Appointment", null=True, on_delete=models.PROTECT, related_name="+"
    )
    receipt_code = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.receipt_code


class ObjectionDecision(models.Model):
    """The written answer to an objection, by a named person it was not against."""

    objection = models.OneToOneField(
        Objection, on_delete=models.PROTECT, related_name="decision"
    )
    village_code = models.CharField(max_length=12)
    is_upheld = models.BooleanField()
    answer = models.TextField()
    decided_on = models.DateField()
    decided_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.objection_id}: {'upheld' if self.is_upheld else 'dismissed'}"


class SecondReview(models.Model):
    """A request to look once more at the answer to an objection (异议复核).

    There is one at most, and none of an objection that was upheld.
    """

    objection = models.OneToOneField(
        Objection, on_delete=models.PROTECT, related_name="second_review"
    )
    village_code = models.CharField(max_length=12)
    channel = models.CharField(max_length=20)
    text = models.TextField()
    received_on = models.DateField()
    entered_on = models.DateField()
    received_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"second review of {self.objection_id}"


class SecondReviewDecision(models.Model):
    """The written answer to a second review, by a person of the level above."""

    review = models.OneToOneField(
        SecondReview, on_delete=models.PROTECT, related_name="decision"
    )
    village_code = models.CharField(max_length=12)
    is_upheld = models.BooleanField()
    answer = models.TextField()
    decided_on = models.DateField()
    decided_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.review_id}: {'upheld' if self.is_upheld else 'dismissed'}"
