"""Units of administration and the codes by which the official systems name them."""

from __future__ import annotations

from django.db import models

from tuopin.office.divisions.domain import CodeScheme, DivisionLevel


class Division(models.Model):
    """A province, prefecture, county, township or village.

    `code` is the statistical code; row scope and sorting rest on it. Other systems'
    codes are `DivisionCode` rows.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=60)
    level = models.CharField(
        max_length=10, choices=[(level.value, level.name) for level in DivisionLevel]
    )
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{12}$"), name="division_code_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class DivisionCode(models.Model):
    """A code of a unit in one official system, and since when and until when."""

    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="codes"
    )
    scheme = models.CharField(
        max_length=15, choices=[(scheme.value, scheme.name) for scheme in CodeScheme]
    )
    code = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code", "valid_from"], name="one_unit_per_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.scheme})"
