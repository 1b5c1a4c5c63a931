"""Send a workbook back: faulty cells red, the reason beside them, a count on top."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tuopin.register.workbook.columns import REMARKS
from tuopin.register.workbook.faults import Fault, Severity
from tuopin.register.workbook.layout import find_sheets, is_remarks
from tuopin.register.workbook.reading import Cell, RawSheet, RawWorkbook
from tuopin.register.workbook.writing import workbook_at, write_cell

COLORS = {
    Severity.ERROR: {"bg_color": "#FF9C9C", "border": 1},
    Severity.REPAIRED: {"bg_color": "#FFF2B3"},
    Severity.NOTICE: {"bg_color": "#DDEBFF"},
}
GRAVITY = (Severity.ERROR, Severity.REPAIRED, Severity.NOTICE)


def write_corrections(path: Path, raw: RawWorkbook, faults: Sequence[Fault]) -> None:
    """Write the same sheets and cells, each fault marked; rows keep their numbers.

    The file can be corrected and sent again as it is: remarks are not read.
    """
    by_sheet: defaultdict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_sheet[fault.sheet].append(fault)
    found, _ = find_sheets(raw)
    layouts = {sheet.raw.name: sheet for sheet in found}
    with workbook_at(path) as book:
        formats = {severity: book.add_format(look) for severity, look in COLORS.items()}
        reason = book.add_format({"font_color": "#B00000", "bold": True})
        for sheet in raw.sheets:
            layout = layouts.get(sheet.name)
            _write_sheet(
                book.add_worksheet(sheet.name),
                sheet,
                by_sheet[sheet.name],
                positions=layout.positions if layout else {},
                header_row=layout.header_row if layout else 1,
                formats=formats,
                reason=reason,
            )
        of_no_sheet = [
            fault
            for name, some in by_sheet.items()
            if name not in {sheet.name for sheet in raw.sheets}
            for fault in some
        ]
        if of_no_sheet:
            worksheet = book.add_worksheet(REMARKS)
            for at, fault in enumerate(of_no_sheet):
                worksheet.write_string(at, 0, fault.message.zh, reason)


def _write_sheet(
    worksheet: Worksheet,
    raw: RawSheet,
    faults: Sequence[Fault],
    *,
    positions: Mapping[str, int],
    header_row: int,
    formats: Mapping[Severity, Format],
    reason: Format,
) -> None:
    by_row: defaultdict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.row or header_row].append(fault)
    rows = dict(raw.rows)
    remarks_at = _remarks_position(raw, rows.get(header_row, []))
    if faults and header_row not in rows:
        rows[header_row] = []
    for number in sorted(rows):
        marked = _marks(by_row.get(number, []), positions)
        cells = rows[number][:remarks_at]
        for position in range(max(len(cells), max(marked, default=-1) + 1)):
            value = cells[position] if position < len(cells) else ""
            severity = marked.get(position)
            write_cell(
                worksheet,
                number - 1,
                position,
                value,
                formats[severity] if severity else None,
            )
        remark = _remark(by_row.get(number, []))
        if number == header_row and faults:
            remark = f"{_count(faults)}{'；' if remark else ''}{remark}"
        if remark:
            worksheet.write_string(number - 1, remarks_at, remark, reason)
    worksheet.set_column(remarks_at, remarks_at, 60)


def _remarks_position(raw: RawSheet, header: Sequence[Cell]) -> int:
    """Return where the remarks go: where they stood, else behind everything."""
    for position, cell in enumerate(header):
        if is_remarks(cell):
            return position
    return max((len(cells) for _, cells in raw.rows), default=0)


def _marks(
    faults: Sequence[Fault], positions: Mapping[str, int]
) -> dict[int, Severity]:
    marked: dict[int, Severity] = {}
    for severity in reversed(GRAVITY):
        for fault in faults:
            at = positions.get(fault.column or "")
            if fault.severity is severity and at is not None:
                marked[at] = severity
    return marked


def _remark(faults: Sequence[Fault]) -> str:
    return "；".join(
        f"{fault.severity.label.zh}：{fault.column or ''}{fault.wrong.zh}"
        f"(应为：{fault.right.zh})"
        for severity in GRAVITY
        for fault in faults
        if fault.severity is severity
    )


def _count(faults: Sequence[Fault]) -> str:
    counts = "、".join(
        f"{severity.label.zh}{count}处"
        for severity in GRAVITY
        if (count := sum(fault.severity is severity for fault in faults))
    )
    return f"{REMARKS}({counts})"
