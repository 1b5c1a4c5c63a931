"""Write a sheet as a workbook: every household that waits, with its questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import override
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tuopin.procedure import queries as cases
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.units import Each
from tuopin.web.templatetags.office import in_language
from tuopin.web.worksheets.fields import MOST, Field
from tuopin.web.worksheets.sheet import Scope, SheetRow, rows_of
from tuopin.web.worksheets.workbook.layout import (
    CONTENT,
    HEADER_ROW,
    ITEM,
    KEY,
    LANGUAGE,
    LEFT,
    MOST_ROWS,
    ONCE_SHEET,
    ROWS_SHEET,
    SHOWN,
    TAKE,
    TAKEN,
    Layout,
    answers_of,
    key_of,
    layout_of,
    shown_value,
)

WIDTHS = (8, 8, 12, 24, 6, 14, 30, 40)
"""Of the columns up to what changed since the act before, the hidden one first."""
ASKED_WIDTH = 18
LONGEST_LIST = 255
"""So many characters of answers a drop-down list of Excel can hold."""
WORD_LIMIT, HINT_LIMIT = 32, 255
LONGEST_CELL = 32_767


@dataclass(frozen=True)
class Looks:
    """How the cells of the workbook look."""

    said: Format
    header: Format
    as_text: Format
    plain: Format


def write_worksheet(path: Path, scope: Scope) -> int:
    """Write the workbook of a sheet; returns how many households stand in it."""
    waiting = cases.cases_of(scope.ready, year=scope.year)
    with override(LANGUAGE), workbook_at(path) as book:
        rows = rows_of(scope, list(waiting[:MOST_ROWS]))
        layout, looks = layout_of(scope), _looks(book)
        _write_rows(book.add_worksheet(ROWS_SHEET), scope, layout, rows, looks)
        _write_once(book.add_worksheet(ONCE_SHEET), layout, looks)
    return len(rows)


def _looks(book: Workbook) -> Looks:
    return Looks(
        said=book.add_format({"text_wrap": True, "valign": "top"}),
        header=book.add_format(
            {"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True}
        ),
        as_text=book.add_format({"num_format": "@"}),
        plain=book.add_format(),
    )


def _how_to(scope: Scope, count: int) -> str:
    rest = (
        f"等待办理的户较多，本表只有前{count}户，交回后请再下载其余的户。"
        if count == MOST_ROWS
        else ""
    )
    return (
        f"{in_language(scope.rule.title)}·{scope.place.name}·{scope.year}年退出，"
        f"共{count}户。要办理的户，在“{TAKE}”列选“{TAKEN}”，并填写右边各列；"
        f"留空的户保持原样。再到“{ONCE_SHEET}”表填写日期和材料，保存后在原网页交回。"
        f"请勿改动户主、户编号和隐藏的第一列。{rest}"
    )


def _write_rows(
    sheet: Worksheet,
    scope: Scope,
    layout: Layout,
    rows: Sequence[SheetRow],
    looks: Looks,
) -> None:
    last_column = len(layout.titles) - 1
    first, last = HEADER_ROW, HEADER_ROW + max(len(rows), 1) - 1
    _lay_out_columns(sheet, layout, looks)
    sheet.set_row(0, 48)
    sheet.write_string(0, 0, layout.mark)
    sheet.merge_range(0, 1, 0, last_column, _how_to(scope, len(rows)), looks.said)
    for position, title in enumerate(layout.titles):
        sheet.write_string(HEADER_ROW - 1, position, title, looks.header)
    # Where an act is done for all at once, all are taken unless somebody says no.
    taken = "" if scope.rule.each is Each.HOUSEHOLD else TAKEN
    for at, row in enumerate(rows, start=first):
        _write_row(sheet, at, row, taken, looks)
    sheet.autofilter(HEADER_ROW - 1, 0, last, last_column)
    choice = _list(TAKE, (TAKEN, LEFT), f"选“{TAKEN}”，或留空")
    sheet.data_validation(first, 1, last, 1, choice)
    for position, field in enumerate(layout.of_row, start=2 + len(SHOWN)):
        sheet.data_validation(first, position, last, position, _validation(field))


def _lay_out_columns(sheet: Worksheet, layout: Layout, looks: Looks) -> None:
    """Set the columns' widths, and what stays in sight and on every printed page."""
    sheet.freeze_panes(HEADER_ROW, 4)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for position, width in enumerate(WIDTHS):
        hidden = {"hidden": True} if position == 0 else {}
        sheet.set_column(position, position, width, looks.as_text, hidden)
    for position, field in enumerate(layout.of_row, start=2 + len(SHOWN)):
        kept_as = looks.plain if field.is_whole else looks.as_text
        width = 10 if field.is_whole else ASKED_WIDTH
        sheet.set_column(position, position, width, kept_as)


def _write_row(
    sheet: Worksheet, at: int, row: SheetRow, taken: str, looks: Looks
) -> None:
    shown = (
        row.head_name,
        row.number,
        row.member_count,
        row.village,
        *_since_before(row),
    )
    values: tuple[Value, ...] = (
        key_of(row.case_id, row.round, row.number),
        taken,
        *shown,
    )
    for position, value in enumerate(values):
        kept_as = looks.plain if isinstance(value, int) else looks.as_text
        write_cell(sheet, at, position, value, kept_as)
    for position, field in enumerate(row.fields, start=len(values)):
        kept_as = looks.plain if field.is_whole else looks.as_text
        write_cell(sheet, at, position, shown_value(field), kept_as)


def _since_before(row: SheetRow) -> tuple[str, str]:
    """Return the act before, and what changed since, in words."""
    changes = row.changes
    if changes is None:
        return "", ""
    before = f"{in_language(changes.rule.title)}：{in_language(changes.verdict)}"
    said = "；".join(map(in_language, changes.words))
    return before, said[:LONGEST_CELL] or f"{changes.done_on}以来没有变化"


def _validation(field: Field) -> dict[str, object]:
    """Return what Excel itself asks of a cell; the upload asks again."""
    if field.is_choice:
        titles = tuple(choice.title for choice in answers_of(field))
        return _list(field.title, titles, f"请从下拉列表中选择：{'、'.join(titles)}")
    hint = field.hint or ("必填" if field.required else "可以不填")
    if not field.is_whole:
        return _hinted(field.title, hint)
    return _hinted(field.title, "填写整数，如 12") | {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": MOST - 1,
        "error_title": field.title[:WORD_LIMIT],
        "error_message": "请填写整数，如 12。",
    }


def _list(title: str, answers: tuple[str, ...], hint: str) -> dict[str, object]:
    said = _hinted(title, hint)
    # Excel divides the list at commas, and its length is limited.
    if len(",".join(answers)) > LONGEST_LIST or any("," in one for one in answers):
        return said
    return said | {
        "validate": "list",
        "source": list(answers),
        "error_title": title[:WORD_LIMIT],
        "error_message": hint[:HINT_LIMIT],
    }


def _hinted(title: str, hint: str) -> dict[str, object]:
    return {
        "validate": "any",
        "input_title": title[:WORD_LIMIT],
        "input_message": hint[:HINT_LIMIT],
    }


def _write_once(sheet: Worksheet, layout: Layout, looks: Looks) -> None:
    sheet.set_column(0, 0, 8, looks.as_text, {"hidden": True})
    sheet.set_column(1, 1, 32)
    sheet.set_column(2, 2, 40, looks.as_text)
    sheet.set_column(3, 3, 32)
    sheet.freeze_panes(1, 0)
    for position, title in enumerate((KEY, ITEM, CONTENT, "说明")):
        sheet.write_string(0, position, title, looks.header)
    for at, field in enumerate(layout.of_sheet, start=1):
        need = "必填" if field.required else "可以不填"
        sheet.write_string(at, 0, field.name)
        sheet.write_string(at, 1, field.title)
        write_cell(sheet, at, 2, shown_value(field), looks.as_text)
        sheet.write_string(at, 3, f"{need}；{field.hint}" if field.hint else need)
        sheet.data_validation(at, 2, at, 2, _validation(field))
