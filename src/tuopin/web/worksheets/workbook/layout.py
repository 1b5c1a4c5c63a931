"""What stands where in a sheet's workbook, and by what it is known again."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import override

from tuopin.web.worksheets.fields import Choice, Field, Kind
from tuopin.web.worksheets.sheet import Scope, row_fields, sheet_fields

LANGUAGE = "zh-hans"
"""Workbooks go from office to office: they are in Chinese whoever asks for them."""
ROWS_SHEET, ONCE_SHEET = "逐户填写", "本次办理"
MOST_ROWS = 5_000
HEADER_ROW = 2
"""Below the line that says how to fill it in; counted from one."""
KEY = "系统编码（请勿改动）"
TAKE, TAKEN, LEFT = "办理", "是", "否"
HEAD, NUMBER = "户主", "户编号"
SHOWN = (HEAD, NUMBER, "人口", "村", "上一步", "上一步以来的变化")
ITEM, CONTENT = "项目", "填写"


@dataclass(frozen=True)
class Layout:
    """The questions of a sheet's workbook and the mark that ties it to its sheet."""

    mark: str
    of_sheet: tuple[Field, ...]
    of_row: tuple[Field, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The columns of the sheet of households, in their order."""
        return (KEY, TAKE, *SHOWN, *(field.title for field in self.of_row))


def layout_of(scope: Scope) -> Layout:
    """Return what the workbook of a sheet asks for."""
    with override(LANGUAGE):
        return Layout(
            f"tuopin {scope.rule.id} {scope.place.code} {scope.year}",
            # A workbook carries no files; those of an act are named by number.
            tuple(one for one in sheet_fields(scope) if one.kind is not Kind.FILES),
            row_fields(scope),
        )


def key_of(case_id: int, round_: int, number: str) -> str:
    """Return by what a row is known again: case and round, checked by the household."""
    return f"{case_id}.{round_}:{number}"


def answers_of(field: Field) -> tuple[Choice, ...]:
    """Return the answers that a field offers; no answer is a blank cell."""
    return tuple(choice for choice in field.choices if choice.value)


def shown_value(field: Field) -> str:
    """Return what stands in a field, in the words of its answers."""
    if not field.is_choice:
        return field.value
    titles = {choice.value: choice.title for choice in answers_of(field)}
    return titles.get(field.value, "")
