"""Papers sent to be printed and entries made, counted without anybody's name."""

from __future__ import annotations

from django.db import models


class PrintedPaper(models.Model):
    """A paper that was sent to be printed (打印). Rows are added, never changed.

    Neither who printed nor whom it names is kept. `mark` tells the same paper, sent
    again on the same day, from another one; nothing can be read from it.
    """

    division_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=24)
    pages = models.PositiveIntegerField()
    printed_on = models.DateField()
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division_code", "printed_on", "mark"],
                name="a_paper_counts_once_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(pages__gte=1), name="a_paper_has_a_page"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division_code} {self.kind}: {self.pages}"


class EntryTime(models.Model):
    """How long a form was open until it was posted (填报用时). Never changed.

    Without `seconds` it is unknown. No account, no moment: a village, a form, a day.
    `mark` is of the moment of opening, which is spent by one posting.
    """

    division_code = models.CharField(max_length=12)
    form = models.CharField(max_length=40)
    rows = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField(null=True)
    entered_on = models.DateField()
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark"], name="an_opening_is_spent_once"),
            models.CheckConstraint(
                condition=models.Q(rows__gte=1), name="an_entry_has_a_row"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division_code} {self.form}: {self.rows}"
