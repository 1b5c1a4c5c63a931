"""Read the households of a filled-in workbook: which are taken, with what answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tuopin.office.divisions.domain import covers
from tuopin.procedure import queries as cases
from tuopin.register.workbook.reading import Cell, RawSheet
from tuopin.web.worksheets.fields import AskedRow
from tuopin.web.worksheets.sheet import Scope
from tuopin.web.worksheets.workbook.answers import same, typed_in, words_in
from tuopin.web.worksheets.workbook.faults import Fault
from tuopin.web.worksheets.workbook.layout import (
    HEAD,
    HEADER_ROW,
    KEY,
    LEFT,
    MOST_ROWS,
    NUMBER,
    ROWS_SHEET,
    TAKE,
    TAKEN,
    Layout,
    key_of,
)

if TYPE_CHECKING:
    from tuopin.procedure.models import ExitCase

CASE = re.compile(r"(\d{1,18})\.\d{1,5}:.+", re.ASCII)


@dataclass(frozen=True)
class Line:
    """A row of the workbook: its number, its cells by title, where formulas stand."""

    number: int
    cells: Mapping[str, Cell]
    formulas: frozenset[str]

    @property
    def key(self) -> str:
        """What names the row's household."""
        return words_in(self.cells[KEY])

    @property
    def case_id(self) -> int:
        """The case in the row's key; zero where there is none."""
        found = CASE.fullmatch(self.key)
        return int(found[1]) if found else 0


@dataclass
class Reading:
    """The faults that were found so far in the sheet of households."""

    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: Line, column: str, said: str) -> None:
        """Note what is wrong in a row's column."""
        self.faults.append(Fault(said, ROWS_SHEET, line.number, column))


def cell_at(cells: Sequence[Cell], position: int) -> Cell:
    """Return a row's cell; what is not there is blank."""
    return cells[position] if position < len(cells) else ""


def rows_in(
    sheet: RawSheet, layout: Layout, scope: Scope, faults: list[Fault]
) -> tuple[AskedRow, ...]:
    """Return the households that are taken; adds what is wrong to the faults."""
    reading = Reading(faults)
    positions = _positions(sheet, layout, faults)
    if positions is None:
        return ()
    taken = [line for line in _lines(sheet, positions) if _is_taken(line, reading)]
    if not taken and not faults:
        said = _("No household has “%(word)s” here.") % {"word": TAKEN}
        faults.append(Fault(said, ROWS_SHEET, None, TAKE))
    if len(taken) > MOST_ROWS:
        said = _("At most %(most)s households can be done at once.")
        faults.append(Fault(said % {"most": MOST_ROWS}, ROWS_SHEET, None, TAKE))
        return ()
    _refuse_twice(taken, reading)
    known = _known([line.case_id for line in taken], scope)
    rows = []
    for line in taken:
        case = known.get(line.case_id)
        _compare(line, case, reading)
        typed = _typed(line, layout, reading)
        if case is not None:
            rows.append(AskedRow(case.id, case.leaving.number, typed))
    return tuple(rows)


def _positions(
    sheet: RawSheet, layout: Layout, faults: list[Fault]
) -> dict[str, int] | None:
    """Return where the needed columns stand; nothing, and why, where one does not."""
    header = [words_in(cell) for cell in dict(sheet.rows).get(HEADER_ROW, [])]
    counts = Counter(header)
    needed = (KEY, TAKE, HEAD, NUMBER, *(one.title for one in layout.of_row))
    wrong = []
    for title in needed:
        if not counts[title]:
            wrong.append(Fault(_("This column is missing."), *_in_header(title)))
        elif counts[title] > 1:
            wrong.append(Fault(_("This stands here twice."), *_in_header(title)))
    faults.extend(wrong)
    if wrong:
        return None
    return {title: header.index(title) for title in needed}


def _in_header(title: str) -> tuple[str, int, str]:
    return ROWS_SHEET, HEADER_ROW, title


def _lines(sheet: RawSheet, positions: Mapping[str, int]) -> Iterable[Line]:
    for number, cells in sheet.rows:
        if number <= HEADER_ROW:
            continue
        yield Line(
            number,
            {title: cell_at(cells, at) for title, at in positions.items()},
            frozenset(
                title
                for title, at in positions.items()
                if sheet.formulas and (number, at + 1) in sheet.formulas
            ),
        )


def _is_taken(line: Line, reading: Reading) -> bool:
    """Say whether a row is to be done; a word that says neither is a fault."""
    if TAKE in line.formulas:
        _refuse_formula(line, TAKE, reading)
        return False
    word = words_in(line.cells[TAKE])
    if word not in (TAKEN, LEFT, ""):
        said = _("Write “%(word)s”, or leave it blank.") % {"word": TAKEN}
        reading.fault(line, TAKE, said)
    return word == TAKEN


def _refuse_formula(line: Line, column: str, reading: Reading) -> None:
    said = _("This is a formula. Paste its result as a value.")
    reading.fault(line, column, said)


def _refuse_twice(taken: Sequence[Line], reading: Reading) -> None:
    first: dict[int, int] = {}
    for line in taken:
        row = first.setdefault(line.case_id, line.number)
        if line.case_id and row != line.number:
            said = _("This household stands in row %(row)s already.") % {"row": row}
            reading.fault(line, NUMBER, said)


def _known(case_ids: Sequence[int], scope: Scope) -> dict[int, ExitCase]:
    """Return the cases of the place and year of the sheet, by their ids."""
    found = cases.cases_by_id(case_ids).select_related("household")
    return {
        case.id: case
        for case in found
        if case.year == scope.year and covers(scope.place.code, case.village_id)
    }


def _compare(line: Line, case: ExitCase | None, reading: Reading) -> None:
    """See that a row is still about the household that it was written for."""
    for column in (KEY, HEAD, NUMBER):
        if column in line.formulas:
            _refuse_formula(line, column, reading)
            return
    if not line.case_id:
        reading.fault(line, KEY, _changed())
        return
    # The same words whether it is missing or another area's: see NOT_THERE.
    if case is None:
        reading.fault(line, NUMBER, _("There is no such household on this sheet."))
        return
    if line.key != key_of(case.id, case.round, case.leaving.number):
        reading.fault(line, KEY, _changed())
        return
    household = {HEAD: case.leaving.head_name, NUMBER: case.leaving.number}
    for column, expected in household.items():
        if not same(words_in(line.cells[column]), expected):
            said = _(
                "This is not the household that the row was written for: rows were"
                " mixed, or the register changed. Download the workbook again."
            )
            reading.fault(line, column, said)
            return


def _changed() -> str:
    return _("The hidden code of this row was changed. Download the workbook again.")


def _typed(line: Line, layout: Layout, reading: Reading) -> dict[str, str]:
    typed = {}
    for asked in layout.of_row:
        is_formula = asked.title in line.formulas
        answer = typed_in(asked, line.cells[asked.title], is_formula=is_formula)
        if answer.fault:
            reading.fault(line, asked.title, answer.fault)
        typed[asked.name] = answer.value
    return typed
