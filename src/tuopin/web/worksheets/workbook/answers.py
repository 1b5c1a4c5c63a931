"""Read a cell as the answer to a sheet's question; the question itself judges it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from tuopin.register.workbook.cells import EXACT_INTEGERS, read_cell
from tuopin.register.workbook.columns import Column, Form
from tuopin.register.workbook.reading import Cell
from tuopin.register.workbook.tidying import tidied
from tuopin.web.evidence import by_number
from tuopin.web.worksheets.fields import Field, Received
from tuopin.web.worksheets.workbook.layout import LEFT, TAKEN, answers_of

LONGEST_SHOWN = 40
"""So many characters of a wrong word are repeated to whoever wrote it."""
NONE = "–"
"""How the screen shows that no answer is given."""
DAY = Column("day", "day", Form.DATE, "day")


def words_in(cell: Cell) -> str:
    """Return a cell as text, without stray characters."""
    if isinstance(cell, bool):
        return TAKEN if cell else LEFT
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return tidied(cell, is_code=False)[0]
    number = Decimal(str(cell))
    return f"{number.normalize():f}" if number.is_finite() else str(number)


def same(one: str, other: str) -> bool:
    """Say whether two texts differ in nothing but blanks and widths."""
    return tidied(one, is_code=True)[0] == tidied(other, is_code=True)[0]


def typed_in(field: Field, cell: Cell, *, is_formula: bool) -> Field:
    """Return a field as it was filled in in a cell, with what is wrong there."""
    if is_formula:
        fault = _("This is a formula. Paste its result as a value.")
        return replace(field, fault=fault)
    words = words_in(cell)
    if field.is_choice:
        return _chosen(field, words)
    if field.is_day:
        day = read_cell(DAY, cell).value
        words = day.isoformat() if isinstance(day, date) else words
    elif field.is_whole:
        words = tidied(words, is_code=True)[0]
    elif _lost_digits(cell):
        fault = _("A number this long lost its last digits. Type it again as text.")
        return replace(field, fault=fault)
    named = by_number(words) if field.is_paper else ()
    came = {field.name: Received(named, by_number=True)} if named else None
    return field.filled_from({field.name: words}, came)


def _lost_digits(cell: Cell) -> bool:
    """Say whether a number is too long to be kept whole by a spreadsheet."""
    return isinstance(cell, Decimal | int) and Decimal(cell) >= EXACT_INTEGERS


def _chosen(field: Field, words: str) -> Field:
    """Return a field with the answer whose title stands in the cell."""
    answers = answers_of(field)
    if words in ("", NONE):
        return field.filled_from({field.name: ""})
    for answer in answers:
        if same(answer.title, words):
            return field.filled_from({field.name: answer.value})
    said = _("“%(word)s” is none of the answers: %(answers)s.")
    shown = {
        "word": words[:LONGEST_SHOWN],
        "answers": " / ".join(answer.title for answer in answers),
    }
    return replace(field, fault=said % shown)
