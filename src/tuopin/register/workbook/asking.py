"""The columns of the survey sheet that a policy pack asks for beside the known ones."""

from __future__ import annotations

from tuopin.register.workbook.columns import COLUMNS, Column, Form, Sheet
from tuopin.rulebook.facts import Fact, FactSheet, FactType

FORM_OF = {
    FactType.MONEY: Form.MONEY,
    FactType.NUMBER: Form.NUMBER,
    FactType.COUNT: Form.COUNT,
    FactType.DATE: Form.DATE,
    FactType.TEXT: Form.TEXT,
    FactType.YES_NO: Form.WORD,
    FactType.GRADE: Form.WORD,
}


def columns_asked(facts: FactSheet) -> tuple[Column, ...]:
    """Return the survey columns of a pack's facts that every workbook may lack."""
    known = {column.title for column in COLUMNS[Sheet.SURVEYS]}
    return tuple(
        _column(fact, fact.column)
        for fact in facts.facts.values()
        if fact.sheet == Sheet.SURVEYS
        and fact.column is not None
        and fact.column not in known
    )


def _column(fact: Fact, title: str) -> Column:
    words = tuple(word.written for word in fact.words)
    # By its title, as a fact may be called like a field that the sheet has already.
    return Column(title, title, FORM_OF[fact.type], fact.title.en, words=words)
