"""Write the register's workbook; every text as text, so that nothing is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.columns import COLUMNS, Column, Form, Sheet

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTHS = {
    Form.KEY: 22,
    Form.ID_NUMBER: 22,
    Form.ACCOUNT: 22,
    Form.DIVISION: 16,
    Form.PHONE: 14,
    Form.DATE: 12,
}
AS_TEXT = (Form.KEY, Form.DIVISION, Form.PHONE, Form.ACCOUNT, Form.ID_NUMBER, Form.DATE)
MOST_ROWS = 1_048_575


@contextmanager
def workbook_at(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """Open a workbook to be written; raises OSError where none can be.

    The writer itself finds out only at the end, and then leaves its temporary files.
    """
    with path.open("ab"):
        pass
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        yield book


def write_workbook(path: Path, rows: Mapping[Sheet, Iterable[Sequence[Value]]]) -> None:
    """Write the sheets in the columns that an import reads; the file is the template.

    Rows come in the order of the sheet's columns.
    """
    with workbook_at(path) as book:
        header = book.add_format(
            {"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True}
        )
        as_text = book.add_format({"num_format": "@"})
        for sheet in Sheet:
            worksheet = book.add_worksheet(sheet.value)
            columns = COLUMNS[sheet]
            _write_header(worksheet, columns, header, as_text)
            for at, row in enumerate(rows.get(sheet, ()), start=1):
                for position, value in enumerate(row):
                    write_cell(worksheet, at, position, value)


def _write_header(
    worksheet: Worksheet, columns: Sequence[Column], header: Format, as_text: Format
) -> None:
    worksheet.freeze_panes(1, 1)
    worksheet.repeat_rows(0)
    for position, column in enumerate(columns):
        kept_as = as_text if column.form in AS_TEXT else None
        worksheet.set_column(position, position, WIDTHS.get(column.form, 12), kept_as)
        validation: dict[str, object] = {
            "validate": "any",
            "input_title": column.title[:32],
            "input_message": (column.note or column.right.zh)[:255],
        }
        if column.words:
            validation |= {
                "validate": "list",
                "source": list(column.words),
                "error_type": "warning" if column.form is Form.LISTED else "stop",
                "error_title": column.title[:32],
                "error_message": column.right.zh[:255],
            }
        worksheet.data_validation(1, position, MOST_ROWS, position, validation)
        worksheet.write_string(0, position, column.title, header)


def write_cell(
    worksheet: Worksheet,
    row: int,
    position: int,
    value: Value,
    kept_as: Format | None = None,
) -> None:
    """Write one value; a text stays a text, whatever it begins with."""
    if value is None or value == "":
        if kept_as is not None:
            worksheet.write_blank(row, position, None, kept_as)
        return
    if isinstance(value, bool):
        worksheet.write_string(row, position, "是" if value else "否", kept_as)
    elif isinstance(value, Decimal | int):
        worksheet.write_number(row, position, value, kept_as)
    elif isinstance(value, date):
        worksheet.write_string(row, position, value.isoformat(), kept_as)
    else:
        worksheet.write_string(row, position, value, kept_as)
