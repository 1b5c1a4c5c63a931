"""Kept files by number, and each occasion on which one proved something."""

from __future__ import annotations

from django.db import models

from tuopin.office.documents.domain import DocumentKind, MediaType, Reference


class Document(models.Model):
    """A file that a place has kept; the number that people use is its id (附件号).

    `taken_at`, `latitude` and `longitude` are what the picture says of itself.
    """

    division_code = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(
        max_length=80, choices=[(one.value, one.name) for one in MediaType]
    )
    kind = models.CharField(
        max_length=20, choices=[(one.value, one.name) for one in DocumentKind]
    )
    taken_at = models.CharField(max_length=19, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    kept_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    kept_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "digest"], name="a_place_keeps_a_file_once"
            ),
        ]
        indexes = [models.Index(fields=["digest"])]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def reference(self) -> Reference:
        """The file as evidence names it."""
        return Reference(self.id, self.digest)

    @property
    def type(self) -> MediaType:
        """What the file is."""
        return MediaType(self.media_type)


class DocumentUse(models.Model):
    """A file proved something: an act, on one occasion, in one place.

    Rows of one sheet share an occasion. `household` is the one household, where the
    file was given for no other.
    """

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="uses"
    )
    division_code = models.CharField(max_length=12)
    act = models.CharField(max_length=40)
    evidence = models.CharField(max_length=40)
    occasion = models.CharField(max_length=60)
    household = models.CharField(max_length=40, blank=True)
    used_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    used_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "division_code", "occasion", "evidence"],
                name="a_file_is_used_once_on_an_occasion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.occasion}"
