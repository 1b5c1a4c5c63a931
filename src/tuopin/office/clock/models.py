"""The demo clock: at most one row, and none at all outside a demo database."""

from __future__ import annotations

from django.db import models


class DemoClock(models.Model):
    """The day that a demo database takes for today."""

    only = models.BooleanField(primary_key=True, default=True)
    today = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_demo_clock")
        ]

    def __str__(self) -> str:
        return self.today.isoformat()
