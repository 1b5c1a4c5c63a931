"""Read a filled-in workbook as what was asked for on its sheet, or say all faults."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from tuopin.register.workbook import UnreadableWorkbook, read_workbook
from tuopin.register.workbook.reading import RawSheet, RawWorkbook
from tuopin.web.templatetags.office import in_language
from tuopin.web.worksheets.fields import Asked, Field, day_in, papers_in
from tuopin.web.worksheets.sheet import Scope
from tuopin.web.worksheets.workbook.answers import typed_in, words_in
from tuopin.web.worksheets.workbook.faults import Fault, FaultyWorkbook
from tuopin.web.worksheets.workbook.layout import (
    ONCE_SHEET,
    ROWS_SHEET,
    Layout,
    layout_of,
)
from tuopin.web.worksheets.workbook.rows import cell_at, rows_in


def asked_in(path: Path, scope: Scope) -> Asked:
    """Return what a workbook asks for on a sheet; raises FaultyWorkbook."""
    try:
        raw = read_workbook(path)
    except UnreadableWorkbook as refusal:
        raise FaultyWorkbook([Fault(in_language(refusal.message))]) from refusal
    layout = layout_of(scope)
    rows_sheet, once_sheet = _own_sheets(raw, layout, scope)
    faults: list[Fault] = []
    fields = _once(once_sheet, layout, faults)
    rows = rows_in(rows_sheet, layout, scope, faults)
    if faults:
        raise FaultyWorkbook(faults)
    return Asked(
        on=day_in(fields),
        year=scope.year,
        place_code=scope.place.code,
        typed={one.name: one.value for one in fields},
        evidence=papers_in(fields),
        rows=rows,
    )


def _own_sheets(
    raw: RawWorkbook, layout: Layout, scope: Scope
) -> tuple[RawSheet, RawSheet]:
    """Return the two sheets of a workbook that was made for this act and place."""
    by_name = {sheet.name: sheet for sheet in raw.sheets}
    rows_sheet, once_sheet = by_name.get(ROWS_SHEET), by_name.get(ONCE_SHEET)
    mark = str(dict(rows_sheet.rows).get(1, [""])[0]) if rows_sheet else ""
    if rows_sheet is None or not mark.startswith("tuopin "):
        raise FaultyWorkbook(
            [
                Fault(
                    _(
                        "This is no workbook of a sheet. Download the workbook here,"
                        " fill it in and send it back."
                    )
                )
            ]
        )
    if mark != layout.mark:
        about = {
            "act": in_language(scope.rule.title),
            "place": scope.place.name,
            "year": scope.year,
        }
        said = _(
            "This workbook was made for another act, place or year. Here it is"
            " %(act)s, %(place)s, exit in %(year)s."
        )
        raise FaultyWorkbook([Fault(said % about)])
    if once_sheet is None:
        raise FaultyWorkbook([Fault(_("This sheet is missing."), ONCE_SHEET)])
    return rows_sheet, once_sheet


def _once(sheet: RawSheet, layout: Layout, faults: list[Fault]) -> list[Field]:
    """Return the fields of the whole sheet as they were filled in."""
    asked = {one.name: one for one in layout.of_sheet}
    found: dict[str, Field] = {}
    for number, cells in sheet.rows:
        name = words_in(cell_at(cells, 0))
        if name not in asked:
            continue
        title = asked[name].title
        if name in found:
            said = _("This stands here twice.")
            faults.append(Fault(said, ONCE_SHEET, number, title))
            continue
        is_formula = (number, 3) in sheet.formulas
        found[name] = typed_in(asked[name], cell_at(cells, 2), is_formula=is_formula)
        if found[name].fault:
            faults.append(Fault(found[name].fault, ONCE_SHEET, number, title))
    for name, field in asked.items():
        if name in found:
            continue
        found[name] = typed_in(field, "", is_formula=False)
        if found[name].fault:
            faults.append(Fault(found[name].fault, ONCE_SHEET, None, field.title))
    return [found[name] for name in asked]
