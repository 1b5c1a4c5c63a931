"""What the forms of the offices share: a field read as the import reads its cell."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuopin.register.workbook.cells import read_cell, written
from tuopin.register.workbook.columns import Column
from tuopin.register.workbook.faults import Severity
from tuopin.web.templatetags.office import in_language

CONTROL = {"class": "form-control", "autocomplete": "off"}
CHOICE = {"class": "form-check-input"}
DAY = {**CONTROL, "type": "date"}
LEFT_OUT = {"required": gettext_lazy("Fill this in.")}
NOT_CHOSEN = {"required": gettext_lazy("Choose one.")}


class CellField(forms.CharField):
    """A field that holds what a cell of its column may hold, in the column's words."""

    def __init__(
        self,
        column: Column,
        *,
        label: str,
        widget: forms.Widget,
        required: bool = False,
    ) -> None:
        super().__init__(
            label=label, widget=widget, required=required, error_messages=LEFT_OUT
        )
        self.column = column

    def clean(self, value: object) -> str:
        """Return what was typed as the workbook would have it; "" is not known."""
        reading = read_cell(self.column, super().clean(value))
        if reading.severity is Severity.ERROR:
            wrong, right = in_language(reading.wrong), in_language(reading.right)
            said = _("{wrong}. What would be right: {right}.")
            raise ValidationError(said.format(wrong=wrong, right=right))
        return written(self.column, reading.value)
