"""What a step's form sent, into the draft; whatever it is, it is kept first."""

from __future__ import annotations

import unicodedata
from collections.abc import MutableMapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.documents import operations as documents
from tuopin.office.documents.domain import DocumentKind
from tuopin.rulebook.questionnaire.examining import AnswerFault
from tuopin.rulebook.questionnaire.form import AnswerType, Question
from tuopin.rulebook.questionnaire.sheet import AnswerSheet
from tuopin.web.questionnaire.steps import Step

if TYPE_CHECKING:
    from tuopin.survey.models import SurveyDraft

FIGURES = (AnswerType.INTEGER, AnswerType.DECIMAL)
# A form of that many characters a field is no answer; the examination says so.
MOST_LETTERS = 4000


def take_in(
    request: HttpRequest,
    draft: SurveyDraft,
    step: Step,
    sheet: AnswerSheet,
    *,
    actor: Actor,
    on: date,
) -> list[AnswerFault]:
    """Put a step's answers into a draft; return what no file could be kept of."""
    into = _answers_of(draft, step, sheet)
    faults = []
    for one in step.asked(sheet):
        question = one.question
        name = f"q-{question.name}"
        if question.type is AnswerType.IMAGE:
            fault = _take_picture(request, draft, question, step, into, actor, on)
            faults += [fault] if fault else []
        elif question.type is AnswerType.FROM_LIST or not question.type.is_asked:
            continue
        else:
            value = " ".join(request.POST.getlist(name))
            _put(into, question.name, _tidied(question, value))
    return faults


def _answers_of(
    draft: SurveyDraft, step: Step, sheet: AnswerSheet
) -> MutableMapping[str, Any]:
    """Return the part of a draft that a step's answers go into."""
    if step.instance is None:
        answers: MutableMapping[str, Any] = draft.answers
        return answers
    repeat = next(
        found for one in step.questions if (found := sheet.form.repeat_of(one.name))
    )
    instance: MutableMapping[str, Any] = draft.answers[repeat.name][step.instance]
    return instance


def _put(into: MutableMapping[str, Any], name: str, value: str) -> None:
    if value:
        into[name] = value
    else:
        into.pop(name, None)


def _tidied(question: Question, value: str) -> str:
    """Return a value as it was meant: figures without full-width digits and commas."""
    value = value.strip()[:MOST_LETTERS]
    if question.type in FIGURES:
        return unicodedata.normalize("NFKC", value).replace(",", "").replace(" ", "")
    return value


def _take_picture(
    request: HttpRequest,
    draft: SurveyDraft,
    question: Question,
    step: Step,
    into: MutableMapping[str, Any],
    actor: Actor,
    on: date,
) -> AnswerFault | None:
    sent: UploadedFile[bytes] | None = request.FILES.get(f"q-{question.name}")
    if sent is None:
        if request.POST.get(f"without-{question.name}"):
            into.pop(question.name, None)
        return None
    try:
        kept = documents.keep(
            content=sent.read(),
            kind=DocumentKind.EVIDENCE,
            place=draft.village_code,
            actor=actor,
            on=on,
        )
    except Refusal as refusal:
        return AnswerFault(
            question.name, question.label, "", refusal.text, step.instance
        )
    of_whom = "" if step.instance is None else f"-{step.instance + 1}"
    file_name = f"{question.name}{of_whom}.{kept.type.suffix}"
    draft.attachments[file_name] = kept.reference.written
    into[question.name] = file_name
    return None
