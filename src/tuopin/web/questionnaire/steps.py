"""The steps of a questionnaire: a section each, and a page for each of a repeat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tuopin.rulebook.questionnaire.form import AnswerType, Group, Question
from tuopin.rulebook.questionnaire.sheet import AnswerSheet, Asked
from tuopin.rulebook.text import Text


@dataclass(frozen=True)
class Step:
    """One page of the questionnaire; `whose` is which of a repeat it is about."""

    key: str
    title: Text
    questions: tuple[Question, ...]
    instance: int | None = None
    whose: str = ""

    def asked(self, sheet: AnswerSheet) -> list[Asked]:
        """Return what is asked on it, by the answers so far."""
        return [
            Asked(one, self.instance)
            for one in self.questions
            if sheet.is_asked(one.name, self.instance)
        ]


def steps_of(sheet: AnswerSheet) -> tuple[Step, ...]:
    """Return the steps of a questionnaire, those aside on which nothing is asked."""
    found = [one for section in sheet.form.sections for one in _steps(sheet, section)]
    return tuple(step for step in found if step.asked(sheet))


def _steps(sheet: AnswerSheet, section: Group) -> Iterator[Step]:
    """Yield a section's steps; notes before a repeat go with the first of it."""
    run: list[Question] = []
    key = section.name
    for part in _flat(section):
        if isinstance(part, Question):
            run.append(part)
            continue
        if any(one.type.is_asked for one in run):
            yield Step(key, section.label, tuple(run))
            run = []
        for at in range(sheet.count(part)):
            yield Step(
                f"{section.name}-{at + 1}",
                section.label,
                (*run, *part.questions()),
                at,
                _whose(sheet, part, at),
            )
            run = []
        key = f"{section.name}-rest"
    if run:
        yield Step(key, section.label, tuple(run))


def _flat(group: Group) -> Iterator[Question | Group]:
    for part in group.parts:
        if isinstance(part, Group) and not part.is_repeat:
            yield from _flat(part)
        else:
            yield part


def _whose(sheet: AnswerSheet, repeat: Group, at: int) -> str:
    for question in repeat.questions():
        if question.type is AnswerType.FROM_LIST:
            row = sheet.tables.get(question.list_name, {})
            return row.get(sheet.given(question.name, at), {}).get("label", "")
    return str(at + 1)
