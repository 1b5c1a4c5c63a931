"""Questions as a page shows them: their field, what was answered, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuopin.office.documents.domain import references_in
from tuopin.rulebook.questionnaire.examining import ACKNOWLEDGED, AnswerFault
from tuopin.rulebook.questionnaire.form import AnswerType, Question
from tuopin.rulebook.questionnaire.reading import said_with_answers
from tuopin.rulebook.questionnaire.sheet import AnswerSheet, Asked
from tuopin.rulebook.text import Text
from tuopin.web.questionnaire.steps import Step
from tuopin.web.templatetags.office import in_language

FOLDER = "web/questionnaire/asks"
TEMPLATES = {
    AnswerType.TEXT: "line",
    AnswerType.INTEGER: "line",
    AnswerType.DECIMAL: "line",
    AnswerType.GEOPOINT: "line",
    AnswerType.DATE: "line",
    AnswerType.SELECT_ONE: "choices",
    AnswerType.SELECT_MULTIPLE: "choices",
    AnswerType.ACKNOWLEDGE: "choices",
    AnswerType.FROM_LIST: "fixed",
    AnswerType.IMAGE: "picture",
    AnswerType.NOTE: "note",
    AnswerType.CALCULATE: "total",
}
KEYBOARDS = {AnswerType.INTEGER: "numeric", AnswerType.DECIMAL: "decimal"}


@dataclass(frozen=True)
class Option:
    """One choice, and whether it was made."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Shown:
    """A question where it stands, with its answer as it was given."""

    question: Question
    instance: int | None
    label: Text
    value: str
    said: str
    options: tuple[Option, ...] = ()
    picture: int | None = None
    fault: str = ""

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"q-{self.question.name}"

    @property
    def template(self) -> str:
        """The template that shows it."""
        return f"{FOLDER}/{TEMPLATES[self.question.type]}.html"

    @property
    def takes_several(self) -> bool:
        """Whether several choices may be made."""
        return self.question.type is not AnswerType.SELECT_ONE

    @property
    def input_type(self) -> str:
        """The kind of field that a line is."""
        return "date" if self.question.type is AnswerType.DATE else "text"

    @property
    def is_place(self) -> bool:
        """Whether the phone can say it."""
        return self.question.type is AnswerType.GEOPOINT

    @property
    def keyboard(self) -> str:
        """Which keys a phone offers."""
        return KEYBOARDS.get(self.question.type, "text")


def shown_on(
    step: Step,
    sheet: AnswerSheet,
    attachments: Mapping[str, str],
    faults: Iterable[AnswerFault] = (),
) -> list[Shown]:
    """Return what a step shows, in order; calculations without a title are not."""
    wrong = {(one.question, one.instance): one for one in faults}
    return [
        shown(one, sheet, attachments, wrong.get((one.question.name, step.instance)))
        for one in step.asked(sheet)
        if one.question.label.zh
    ]


def shown(
    asked: Asked,
    sheet: AnswerSheet,
    attachments: Mapping[str, str],
    fault: AnswerFault | None = None,
) -> Shown:
    """Return one question as a page shows it."""
    question, instance = asked.question, asked.instance
    is_counted = question.type is AnswerType.CALCULATE
    value = (
        sheet.written(question.name, instance)
        if is_counted
        else sheet.given(question.name, instance)
    )
    kept = references_in(attachments.get(value, ""))
    return Shown(
        question=question,
        instance=instance,
        label=said_with_answers(question.label, sheet, instance),
        value=value,
        said=in_words(asked, value, sheet),
        options=tuple(_options(question, value)),
        picture=kept[0].number if kept else None,
        fault=in_language(fault.shown) if fault else "",
    )


def _options(question: Question, value: str) -> Iterable[Option]:
    if question.type is AnswerType.ACKNOWLEDGE:
        yield Option(ACKNOWLEDGED, _("yes"), value == ACKNOWLEDGED)
        return
    chosen = value.split()
    for one in question.choices:
        yield Option(one.name, in_language(one.label), one.name in chosen)
    if question.type is AnswerType.SELECT_ONE and not question.is_required:
        yield Option("", _("not known"), not value)


def in_words(asked: Asked, value: str, sheet: AnswerSheet) -> str:
    """Return an answer as people read it; nothing where there is none."""
    question = asked.question
    if question.type.is_choice:
        named = {one.name: in_language(one.label) for one in question.choices}
        return "、".join(named.get(one, one) for one in value.split())
    if question.type is AnswerType.FROM_LIST:
        rows = sheet.tables.get(question.list_name, {})
        return rows.get(value, {}).get("label", value)
    if question.type is AnswerType.ACKNOWLEDGE:
        return "✓" if value == ACKNOWLEDGED else ""
    return value
