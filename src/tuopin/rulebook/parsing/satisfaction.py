"""Parses what drawn households are asked; leaves out the asking."""

from __future__ import annotations

from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.satisfaction import (
    SatisfactionAnswer,
    SatisfactionQuestion,
    SatisfactionRules,
)
from tuopin.rulebook.text import Text


def parse_satisfaction(node: Node, faults: Faults) -> SatisfactionRules:
    """Read the questions; faults are noted, not raised."""
    form = Form(node, faults)
    rules = SatisfactionRules(
        cite=form.citation("cite"),
        notes=form.names("notes"),
        overall=form.name("overall"),
        questions={
            name: _question(name, inner)
            for name, inner in form.children("questions").items()
        },
    )
    if rules.overall not in rules.questions:
        form.fault(
            form.find("overall") or form.node,
            Text(f"没有问题“{rules.overall}”", f"no question {rules.overall!r}"),
            Text("、".join(rules.questions), ", ".join(rules.questions)),
        )
    form.close()
    return rules


def _question(name: str, form: Form) -> SatisfactionQuestion:
    question = SatisfactionQuestion(
        name,
        form.text("title"),
        {key: _answer(key, inner) for key, inner in form.children("answers").items()},
    )
    if not 0 < len(question.content) < len(question.answers):
        form.fault(
            form.node,
            Text("答案分不出满意与不满意", "no answer tells who is content"),
            Text("至少一个满意、一个不满意的答案", "one of each at least"),
        )
    form.close()
    return question


def _answer(name: str, form: Form) -> SatisfactionAnswer:
    answer = SatisfactionAnswer(name, form.text("title"), form.yes_no("is_content"))
    form.close()
    return answer
