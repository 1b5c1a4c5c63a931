"""What is wrong in a filled-in workbook, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Fault:
    """One thing to correct: sheet, row and column as the user sees them, and why."""

    said: str
    sheet: str = ""
    row: int | None = None
    column: str = ""

    @property
    def place(self) -> str:
        """Say where, as far as it is known."""
        where = {"sheet": self.sheet, "row": self.row, "column": self.column}
        if not self.column:
            return self.sheet and _("sheet “%(sheet)s”") % where
        if self.row is None:
            return _("sheet “%(sheet)s”, “%(column)s”") % where
        return _("sheet “%(sheet)s”, row %(row)s, “%(column)s”") % where


class FaultyWorkbook(Exception):
    """Nothing is taken from the workbook; says everything that is wrong in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)
