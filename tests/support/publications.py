"""Files that are to be published, clean or with something planted in a hiding place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import openpyxl
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text as Note

Plant = Callable[[openpyxl.Workbook, Worksheet, str], None]


def workbook(plant: Plant | None = None, secret: str = "") -> bytes:
    """Write a roster as a notice may have it, and plant something in it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet.append(["序号", "村民小组", "户主", "人数"])
    for line in range(1, 31):
        sheet.append([line, f"{line % 5}组", f"乙{line}", 2 + line % 4])
    if plant is not None:
        plant(book, sheet, secret)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def in_hidden_sheet(book: openpyxl.Workbook, sheet: Worksheet, secret: str) -> None:
    hidden = book.create_sheet("底稿")
    hidden["C7"] = secret
    hidden.sheet_state = "veryHidden"


def in_hidden_row(book: openpyxl.Workbook, sheet: Worksheet, secret: str) -> None:
    sheet["B40"] = secret
    sheet.row_dimensions[40].hidden = True


def in_hidden_column(book: openpyxl.Workbook, sheet: Worksheet, secret: str) -> None:
    sheet["Z2"] = secret
    sheet.column_dimensions["Z"].hidden = True


def in_comment(book: openpyxl.Workbook, sheet: Worksheet, secret: str) -> None:
    sheet["C3"].comment = Comment(f"核对：{secret}", "甲")


def in_defined_name(book: openpyxl.Workbook, sheet: Worksheet, secret: str) -> None:
    book.defined_names["核对"] = DefinedName("核对", attr_text=f'"{secret}"')


def in_properties(book: openpyxl.Workbook, sheet: Worksheet, secret: str) -> None:
    book.properties.description = secret


def in_sheet_name(book: openpyxl.Workbook, sheet: Worksheet, secret: str) -> None:
    book.create_sheet(secret[:31])


def in_header(book: openpyxl.Workbook, sheet: Worksheet, secret: str) -> None:
    sheet.oddHeader.left.text = secret


def in_validation(book: openpyxl.Workbook, sheet: Worksheet, secret: str) -> None:
    validation = openpyxl.worksheet.datavalidation.DataValidation(
        type="list", formula1=f'"{secret},无"'
    )
    validation.add("D2")
    sheet.add_data_validation(validation)


def in_formula(book: openpyxl.Workbook, sheet: Worksheet, secret: str) -> None:
    sheet["E2"] = f'=IF(A2=1,"","{secret}")'


HIDING_PLACES: Mapping[str, Plant] = {
    "a hidden sheet": in_hidden_sheet,
    "a hidden row": in_hidden_row,
    "a hidden column": in_hidden_column,
    "a comment": in_comment,
    "a defined name": in_defined_name,
    "the properties": in_properties,
    "the name of a sheet": in_sheet_name,
    "a page header": in_header,
    "a drop-down list": in_validation,
    "a formula": in_formula,
}

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def text_document(body: str = "", **parts: str) -> bytes:
    """Write a text document with these paragraphs and further parts of its package."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr(
            "word/document.xml",
            f"<w:document {W}><w:body><w:p><w:r><w:t>关于公示的说明</w:t></w:r></w:p>"
            f"{body}</w:body></w:document>",
        )
        for name, content in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def paragraph(*runs: str, tag: str = "w:t") -> str:
    """Write a paragraph whose text is cut into runs."""
    return "<w:p>" + "".join(f"<w:r><{tag}>{r}</{tag}></w:r>" for r in runs) + "</w:p>"


def pdf(*, text: str = "Roster", subject: str = "", note: str = "") -> bytes:
    """Write a PDF with a line of text, properties and a note."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        b" /Encoding /WinAnsiEncoding >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
    )
    return _annotated(bytes(out), subject, note)


def _annotated(content: bytes, subject: str, note: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    if subject:
        writer.add_metadata({"/Subject": subject})
    if note:
        writer.add_annotation(0, Note(text=note, rect=(50, 550, 200, 650)))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
