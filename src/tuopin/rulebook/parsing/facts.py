"""Parses the facts that a pack declares for a unit."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.rulebook.document import Node
from tuopin.rulebook.facts import (
    Beside,
    Counted,
    Fact,
    FactSheet,
    FactSource,
    FactType,
    Word,
)
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


def parse_facts(node: Node, faults: Faults) -> FactSheet:
    """Read one file of facts."""
    form = Form(node, faults)
    words = {
        name: tuple(_word(w, child) for w, child in _word_forms(child_form))
        for name, child_form in form.children("word_lists").items()
    }
    unit = form.word("unit", Unit)
    facts = {
        name: _fact(name, child, words)
        for name, child in form.children("facts").items()
    }
    form.close()
    return FactSheet(unit, facts)


def _word_forms(form: Form) -> list[tuple[str, Form]]:
    return [(w, Form(node, form.faults)) for w, node in form.entries().items()]


def _word(written: str, form: Form) -> Word:
    word = Word(written, form.scalar("value"), form.scalar("en"))
    form.close()
    return word


def _fact(name: str, form: Form, words: Mapping[str, tuple[Word, ...]]) -> Fact:
    inner = form.children("member_facts")
    fact_type = form.word("type", FactType)
    cite = form.citation("cite") if form.find("cite") is not None else None
    listed = form.optional("words")
    if listed is not None and listed not in words:
        _refuse_word_list(form, listed, words)
    fact = Fact(
        name=name,
        title=form.text("title"),
        type=fact_type,
        source=form.word("source", FactSource),
        sheet=form.optional("sheet"),
        column=form.optional("column"),
        department=form.optional("department"),
        cite=cite,
        # Only a number says its unit: money is yuan, and a count is of what it names.
        measured_in=form.text("unit") if fact_type is FactType.NUMBER else None,
        words=words.get(listed or "", ()),
        member_facts={n: _fact(n, child, words) for n, child in inner.items()},
        counted=form.word("counted", Counted) if form.find("counted") else None,
        beside=_beside(form),
    )
    form.close()
    return fact


def _beside(form: Form) -> Beside | None:
    node = form.find("beside")
    if node is None:
        return None
    inner = Form(node, form.faults)
    beside = Beside(
        inner.optional("households_meeting"), inner.optional("members_with")
    )
    if (beside.households_meeting is None) == (beside.members_with is None):
        wrong = Text("对照数不明确", "it is not clear what to hold beside the figure")
        right = Text(
            "households_meeting 或 members_with 二者之一",
            "one of households_meeting and members_with",
        )
        form.fault(node, wrong, right)
    inner.close()
    return beside


def _refuse_word_list(form: Form, listed: str, words: Mapping[str, object]) -> None:
    known = ", ".join(words)
    form.fault(
        form.node,
        Text(f"没有词表“{listed}”", f"there is no word list {listed!r}"),
        Text(f"下列之一：{known}", f"one of {known}"),
    )
