"""A pack's questionnaire in the field's own forms: an XForm, an XLSForm workbook.

pyxform makes the XForm from the very text that the server reads, so what a phone asks
is what the server examines.
"""

from __future__ import annotations

from io import BytesIO

import xlsxwriter
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from tuopin.rulebook.document import Page, Place
from tuopin.rulebook.faults import Fault, Faults
from tuopin.rulebook.parsing.tables import parse_tables
from tuopin.rulebook.questionnaire.form import Questionnaire
from tuopin.rulebook.text import Text


def xform_of(form: Questionnaire) -> str:
    """Return a questionnaire as an XForm; raises PyXFormError."""
    return str(convert(form.source, file_type=".md", form_name=form.id).xform)


def workbook_of(form: Questionnaire) -> bytes:
    """Return a questionnaire as an XLSForm workbook, every cell a text."""
    page = Page(Place("", 1), None, form.source, 1)
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        head = book.add_format({"bold": True})
        for name, table in parse_tables(page, Faults()).items():
            sheet = book.add_worksheet(name)
            for at, column in enumerate(table.columns):
                sheet.write_string(0, at, column, head)
            for down, row in enumerate(table.rows, 1):
                for column, value in row.cells.items():
                    sheet.write_string(down, table.columns.index(column), value)
            sheet.freeze_panes(1, 0)
    return out.getvalue()


def xform_faults(form: Questionnaire, file: str) -> list[Fault]:
    """Return why the field's tools could not read a questionnaire, if they cannot."""
    try:
        xform_of(form)
    except PyXFormError as error:
        said = str(error)
        wrong = Text(f"pyxform 读不了：{said}", f"pyxform cannot read it: {said}")
        right = Text("合乎 XLSForm 的问卷", "a form as XLSForm has it")
        return [Fault(Place(file, 1), wrong, right)]
    return []
