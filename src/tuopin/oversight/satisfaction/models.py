"""What drawn households said when they were asked."""

from __future__ import annotations

from django.db import models

from tuopin.oversight.satisfaction.domain import Manner, Reply


class Interview(models.Model):
    """A drawn household was asked, by a named person, by phone or at the door.

    Who was not reached may be asked again; who answered or refused is asked once.
    """

    drawn = models.ForeignKey(
        "oversight.DrawnHousehold", on_delete=models.PROTECT, related_name="interviews"
    )
    village_code = models.CharField(max_length=12)
    manner = models.CharField(
        max_length=8, choices=[(one.value, one.name) for one in Manner]
    )
    reply = models.CharField(
        max_length=12, choices=[(one.value, one.name) for one in Reply]
    )
    answers = models.JSONField()
    interviewer = models.CharField(max_length=60)
    evidence = models.TextField()
    done_on = models.DateField()
    recorded_by = models.ForeignKey(
        "accounts.Appointment", on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["drawn"],
                condition=~models.Q(reply=Reply.NOT_REACHED.value),
                name="a_household_answers_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drawn_id}: {self.reply}"
