"""The look of papers to edit: GB/T 9704's page, sizes and the fonts offices have."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from docx import Document
from docx.document import Document as Written
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

SONG, HEI, FANG = "宋体", "黑体", "仿宋"
"""Fonts that every office computer has; they are named and not embedded."""
SIZE_2, SIZE_3, SIZE_4, SIZE_5 = 22.0, 16.0, 14.0, 10.5
RED, GREY = RGBColor(0xD7, 0x00, 0x0F), RGBColor(0x33, 0x33, 0x33)
LINE = Pt(28.95)
"""Twenty-two lines to a page."""
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


@dataclass(frozen=True)
class Style:
    """How words are set."""

    size: float = SIZE_3
    font: str = FANG
    is_bold: bool = False
    colour: RGBColor | None = None


PLAIN = Style()
TITLE = Style(SIZE_2, SONG, is_bold=True)
HEADING = Style(SIZE_3, HEI)
SMALL = Style(SIZE_5, SONG, colour=GREY)


@dataclass
class Paper:
    """A paper that is being written, from the top down."""

    document: Written

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Paper:
        """Begin a paper, on its page, under its title and its day."""
        document = Document()
        section = document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        about, day = document.core_properties, data["dated"]
        about.title, about.author, about.comments = str(data["title"]), "", ""
        about.created = about.modified = datetime(
            day["year"], day["month"], day["day"], tzinfo=UTC
        )
        _number_pages(section.footer.paragraphs[0])
        return cls(document)

    def words(
        self,
        text: str,
        style: Style = PLAIN,
        *,
        align: WD_ALIGN_PARAGRAPH | None = None,
        is_indented: bool = False,
        before: float = 0,
        right: float = 0,
    ) -> Paragraph:
        """Write a paragraph; `before` and `right` are in characters of its size."""
        paragraph = self.document.add_paragraph()
        _set(paragraph.add_run(text), style)
        shape = paragraph.paragraph_format
        shape.alignment = align
        shape.line_spacing = LINE if style.size in (SIZE_3, SIZE_4) else None
        shape.space_before, shape.space_after = Pt(before * style.size), Pt(0)
        shape.first_line_indent = Pt(2 * style.size) if is_indented else None
        shape.right_indent = Pt(right * style.size)
        return paragraph

    def table(
        self,
        heads: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        widths: Sequence[float],
        size: float = SIZE_4,
    ) -> None:
        """Write a table with its heads on every page; widths are in millimetres."""
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)
        table = self.document.add_table(rows=1, cols=len(heads))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for cell, words in zip(table.rows[0].cells, heads, strict=True):
            _fill(cell, words, Style(size, HEI))
        _repeat(table.rows[0]._tr)
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                _fill(cell, words, Style(size))
        for column, width in zip(table.columns, widths, strict=True):
            for cell in column.cells:
                cell.width = Mm(width)

    def picture(self, content: bytes, *, width: float) -> None:
        """Put a picture in; its width is in millimetres."""
        self.document.add_picture(io.BytesIO(content), width=Mm(width))

    def rule(self, paragraph: Paragraph, colour: RGBColor) -> None:
        """Draw a line under a paragraph."""
        edge = OxmlElement("w:bottom")
        for name, value in (
            ("val", "single"),
            ("sz", "12"),
            ("space", "6"),
            ("color", str(colour)),
        ):
            edge.set(qn(f"w:{name}"), value)
        borders = OxmlElement("w:pBdr")
        borders.append(edge)
        paragraph._p.get_or_add_pPr().append(borders)

    def signatures(self, who: Iterable[str]) -> None:
        """Leave a line for each who signs, and for the day."""
        for one in who:
            blank, day = "＿" * 10, "＿" * 6
            self.words(f"{one}：{blank}　日期：{day}", Style(SIZE_4), before=0.6)

    def new_page(self) -> None:
        """Go on to a new page."""
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def saved(self) -> bytes:
        """Return the paper as a file."""
        file = io.BytesIO()
        self.document.save(file)
        return file.getvalue()


def _set(run: Run, style: Style) -> None:
    run.font.name, run.font.size = style.font, Pt(style.size)
    run.font.bold = style.is_bold
    if style.colour is not None:
        run.font.color.rgb = style.colour
    # Chinese takes its font from an attribute that the library does not know.
    fonts = cast("Any", run._r.get_or_add_rPr()).get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), style.font)


def _fill(cell: _Cell, words: str, style: Style) -> None:
    paragraph = cell.paragraphs[0]
    _set(paragraph.add_run(words), style)
    paragraph.paragraph_format.space_after = Pt(0)


def _repeat(row: Any) -> None:
    """Have a row stand at the top of every page of its table."""
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _number_pages(paragraph: Paragraph) -> None:
    """Write the page's number between dashes, as official papers do."""
    paragraph.alignment = CENTRE
    _set(paragraph.add_run("— "), Style(SIZE_4, SONG))
    number = paragraph.add_run()
    _set(number, Style(SIZE_4, SONG))
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        number._r.append(part)
    _set(paragraph.add_run(" —"), Style(SIZE_4, SONG))
