"""A questionnaire with answers in it: what is asked, what follows, what is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tuopin.rulebook.questionnaire.evaluating import (
    Tables,
    Value,
    evaluate,
    text,
    truth,
)
from tuopin.rulebook.questionnaire.expressions import Expression
from tuopin.rulebook.questionnaire.form import (
    AnswerType,
    Group,
    Question,
    Questionnaire,
)

Answers = Mapping[str, str]
Repeats = Mapping[str, Sequence[Answers]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question where it stands: in a repeat, in which of its instances."""

    question: Question
    instance: int | None = None


@dataclass(eq=False)
class AnswerSheet:
    """The answers to one questionnaire on one day.

    `answers` are those outside of repeats, `repeats` the instances of each, all as
    text. What is calculated is never taken from them, and what is not asked counts as
    blank. Each value is worked out once.
    """

    form: Questionnaire
    answers: Answers
    repeats: Repeats
    today: date
    tables: Tables = field(default_factory=dict)
    _values: dict[tuple[str, int | None], Value] = field(default_factory=dict)
    _asked: dict[tuple[str, int | None], bool] = field(default_factory=dict)

    def value(self, name: str, instance: int | None = None) -> Value:
        """Return the answer to a question, or what is calculated."""
        key = (name, instance)
        if key not in self._values:
            self._values[key] = self._found(self.form.questions[name], instance)
        return self._values[key]

    def written(self, name: str, instance: int | None = None) -> str:
        """Return a value as it is kept; what is unknown is blank."""
        return text(self.value(name, instance))

    def given(self, name: str, instance: int | None = None) -> str:
        """Return what was sent for a question, asked or not."""
        repeat = self.form.repeat_of(name)
        if repeat is None:
            return self.answers.get(name, "")
        among = self.repeats.get(repeat.name, ())
        if instance is None or instance >= len(among):
            return ""
        return among[instance].get(name, "")

    def is_asked(self, name: str, instance: int | None = None) -> bool:
        """Whether a question or group is relevant, and every group around it."""
        key = (name, instance)
        if key not in self._asked:
            around = self.form.groups_around(name)
            conditions = [group.relevant for group in around]
            question = self.form.questions.get(name)
            if question is not None:
                conditions.append(question.relevant)
            self._asked[key] = all(
                one is None or self.holds(one, instance) for one in conditions
            )
        return self._asked[key]

    def group_is_asked(self, group: Group) -> bool:
        """Whether a section or repeat has to be filled in."""
        return self.is_asked(group.name) and (
            group.relevant is None or self.holds(group.relevant, None)
        )

    def holds(
        self, expression: Expression, instance: int | None, itself: str = ""
    ) -> bool:
        """Whether a condition is true here; one that is not known is not."""
        return truth(evaluate(expression, _Here(self, instance), itself))

    def count(self, repeat: Group) -> int:
        """Return how many instances a repeat has."""
        return len(self.repeats.get(repeat.name, ()))

    def asked(self) -> Iterator[Asked]:
        """Yield what is asked, in the order of the form, repeats instance by instance.

        Notes and calculations are among it.
        """
        for section in self.form.sections:
            yield from self.asked_in(section)

    def asked_in(self, group: Group, instance: int | None = None) -> Iterator[Asked]:
        """Yield what is asked in a section, a group or one instance of a repeat."""
        for part in group.parts:
            if isinstance(part, Question):
                if self.is_asked(part.name, instance):
                    yield Asked(part, instance)
            elif part.is_repeat:
                for at in range(self.count(part)):
                    yield from self.asked_in(part, at)
            else:
                yield from self.asked_in(part, instance)

    def options(self, asked: Asked) -> list[str]:
        """Return the keys of the list that a question may be answered from."""
        question = asked.question
        rows = self.tables.get(question.list_name, {})
        if question.narrowed_by is None:
            return list(rows)
        column, other = question.narrowed_by
        sought = self.written(other, self._instance_of(other, asked.instance))
        return [key for key, row in rows.items() if row.get(column) == sought]

    def _found(self, question: Question, instance: int | None) -> Value:
        if not self.is_asked(question.name, instance):
            return ""
        if question.type is AnswerType.CALCULATE and question.calculation is not None:
            return evaluate(question.calculation, _Here(self, instance))
        return self.given(question.name, instance)

    def _instance_of(self, name: str, instance: int | None) -> int | None:
        return instance if self.form.repeat_of(name) is not None else None


@dataclass(frozen=True, slots=True)
class _Here:
    """An answer sheet as seen from one place in it."""

    sheet: AnswerSheet
    instance: int | None

    @property
    def today(self) -> date:
        return self.sheet.today

    @property
    def tables(self) -> Tables:
        return self.sheet.tables

    def answer(self, name: str) -> Value:
        """Return one answer: that of this instance, or the first of several."""
        if self.sheet.form.repeat_of(name) is None:
            return self.sheet.value(name)
        return self.sheet.value(name, self.instance or 0)

    def answers(self, name: str) -> Sequence[Value]:
        """Return all answers of that name; a repeat's name stands for its instances.

        What is not asked in an instance is no answer of it.
        """
        form = self.sheet.form
        repeat = next((one for one in form.repeats if one.name == name), None)
        if repeat is not None:
            return ["" for _ in range(self.sheet.count(repeat))]
        inside = form.repeat_of(name)
        if inside is None:
            return [self.sheet.value(name)] if self.sheet.is_asked(name) else []
        return [
            self.sheet.value(name, at)
            for at in range(self.sheet.count(inside))
            if self.sheet.is_asked(name, at)
        ]
