"""A submitted tree of answers as an answer sheet, and the pack's facts out of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tuopin.rulebook.facts import Fact, FactSheet, FactType
from tuopin.rulebook.questionnaire.evaluating import Tables
from tuopin.rulebook.questionnaire.form import (
    AnswerType,
    Group,
    Question,
    Questionnaire,
)
from tuopin.rulebook.questionnaire.sheet import AnswerSheet
from tuopin.rulebook.text import Text

DEEPEST = 8
LONGEST = 20_000
MOST_INSTANCES = 60


class UnreadableAnswers(ValueError):
    """A tree that is no answers to a questionnaire at all."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class MemberAnswers:
    """What was found of one member of the register, by the pack's fact names.

    A fact that was asked and not answered is None; one that was not asked is absent.
    """

    number: str
    facts: Mapping[str, str | None]
    answers: Mapping[str, str]


def read_answers(
    form: Questionnaire, tree: object, *, today: date, tables: Tables
) -> AnswerSheet:
    """Return a tree of answers as a sheet; raises UnreadableAnswers.

    Groups may stand inside each other as in an XForm, or be left out: the names of
    questions are told apart without them. A repeat is a list, or its one instance.
    """
    answers: dict[str, str] = {}
    repeats: dict[str, list[dict[str, str]]] = {}
    _read(form, tree, answers, repeats, 0)
    return AnswerSheet(form, answers, repeats, today, tables)


def _read(
    form: Questionnaire,
    tree: object,
    answers: dict[str, str],
    repeats: dict[str, list[dict[str, str]]] | None,
    depth: int,
) -> None:
    if not isinstance(tree, Mapping) or depth > DEEPEST:
        raise UnreadableAnswers(_NO_TREE)
    named = {repeat.name for repeat in form.repeats}
    for name, value in tree.items():
        if not isinstance(name, str):
            raise UnreadableAnswers(_NO_TREE)
        if name in named and repeats is not None:
            among = value if isinstance(value, list | tuple) else [value]
            if len(among) > MOST_INSTANCES:
                raise UnreadableAnswers(_too_many(name))
            for one in among:
                inner: dict[str, str] = {}
                _read(form, one, inner, None, depth + 1)
                repeats.setdefault(name, []).append(inner)
        elif isinstance(value, Mapping) and name not in form.questions:
            _read(form, value, answers, repeats, depth + 1)
        elif value is None:
            continue
        elif isinstance(value, str) and len(value) <= LONGEST and name not in answers:
            answers[name] = value.strip()
        else:
            raise UnreadableAnswers(_no_text(name))


def facts_of(sheet: AnswerSheet, facts: FactSheet) -> dict[str, str]:
    """Return what a sheet answers of a unit's facts; what is unknown is left out."""
    found: dict[str, str] = {}
    for question in sheet.form.questions.values():
        fact = facts.facts.get(question.fact or "")
        if fact is None:
            continue
        value = _fact_value(sheet, question, fact, None)
        if value:
            found[fact.name] = value
    return found


def members_of(sheet: AnswerSheet, facts: FactSheet) -> tuple[MemberAnswers, ...]:
    """Return what a sheet answers of each member that it names."""
    found: list[MemberAnswers] = []
    for repeat in sheet.form.repeats:
        outer = facts.facts.get(repeat.fact or "")
        who = listed_in(repeat)
        if outer is None or who is None:
            continue
        for at in range(sheet.count(repeat)):
            asked = [q for q in repeat.questions() if sheet.is_asked(q.name, at)]
            values = {q.name: sheet.written(q.name, at) for q in asked}
            known: dict[str, str | None] = {}
            for question in asked:
                inner = (question.fact or "").removeprefix(f"{outer.name}.")
                fact = outer.member_facts.get(inner)
                if fact is not None:
                    known[inner] = _fact_value(sheet, question, fact, at) or None
            number = sheet.written(who.name, at)
            kept = {name: value for name, value in values.items() if value}
            found.append(MemberAnswers(number, known, kept))
    return tuple(found)


def listed_in(repeat: Group) -> Question | None:
    """Return the question by which a repeat names one of a list that came with it."""
    return next((q for q in repeat.questions() if q.list_name), None)


def _fact_value(
    sheet: AnswerSheet, question: Question, fact: Fact, instance: int | None
) -> str:
    written = sheet.written(question.name, instance)
    is_named = question.type is AnswerType.SELECT_ONE and fact.type is FactType.TEXT
    chosen = question.choice(written) if is_named else None
    # A text is kept in the words that the pack's rules name.
    return chosen.label.zh if chosen else written


def evidence_of(sheet: AnswerSheet) -> dict[str, tuple[str, ...]]:
    """Return the names of the pictures that are a paper of the survey, by paper."""
    found: dict[str, tuple[str, ...]] = {}
    for question in sheet.form.questions.values():
        name = sheet.written(question.name) if question.evidence else ""
        if name and question.evidence:
            found[question.evidence] = (*found.get(question.evidence, ()), name)
    return found


def unanswered(sheet: AnswerSheet, facts: FactSheet) -> tuple[Fact, ...]:
    """Return the facts of the unit that the questionnaire asks and nobody answered."""
    answered = facts_of(sheet, facts)
    asked = {question.fact for question in sheet.form.questions.values()}
    return tuple(
        fact
        for fact in facts.facts.values()
        if fact.name in asked and fact.name not in answered
    )


_NO_TREE = Text("答案不是“题目: 回答”的结构", "the answers are no tree by question")


def _no_text(name: str) -> Text:
    return Text(
        f"“{name[:40]}”的回答不是一段文字，或者写了两遍",
        f"the answer to {name[:40]} is no text, or stands there twice",
    )


def _too_many(name: str) -> Text:
    return Text(
        f"“{name}”多于{MOST_INSTANCES}个",
        f"there are more than {MOST_INSTANCES} {name}",
    )


def asked_only(sheet: AnswerSheet) -> dict[str, object]:
    """Return a sheet's answers as a tree, those aside that are not asked."""
    tree: dict[str, object] = {}
    instances: dict[str, list[dict[str, str]]] = {
        repeat.name: [{} for _ in range(sheet.count(repeat))]
        for repeat in sheet.form.repeats
        if sheet.count(repeat)
    }
    for one in sheet.asked():
        value = sheet.given(one.question.name, one.instance)
        if not one.question.type.is_asked or not value:
            continue
        repeat = sheet.form.repeat_of(one.question.name)
        if repeat is None or one.instance is None:
            tree[one.question.name] = value
        else:
            instances[repeat.name][one.instance][one.question.name] = value
    return {**tree, **instances}


_NAMED = re.compile(r"\$\{(\w+)\}")
_DASH = "—"


def said_with_answers(label: Text, sheet: AnswerSheet, instance: int | None) -> Text:
    """Return a label with the answers that it names; a dash where one is unknown."""

    def found(match: re.Match[str]) -> str:
        name = match[1]
        at = instance if sheet.form.repeat_of(name) else None
        return (name in sheet.form.questions and sheet.written(name, at)) or _DASH

    return Text(_NAMED.sub(found, label.zh), _NAMED.sub(found, label.en))
