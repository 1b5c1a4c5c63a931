"""Parses the lists that departments compare; leaves out whether its readings exist."""

from __future__ import annotations

import re

from tuopin.rulebook.comparison import (
    Ages,
    ComparisonRules,
    ListRules,
    RaisedBy,
    ToldColumn,
)
from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text

_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def parse_comparison(node: Node, faults: Faults) -> ComparisonRules:
    """Read the lists by which departments' records meet the register."""
    form = Form(node, faults)
    rules = ComparisonRules(
        cite=form.citation("cite"),
        notes=form.names("notes"),
        answered_by=form.words("answered_by", Position),
        lists={
            name: _list(name, inner) for name, inner in form.children("lists").items()
        },
    )
    for key, written in (("answered_by", rules.answered_by), ("lists", rules.lists)):
        if not written:
            _nothing(form, key)
    form.close()
    return rules


def _list(name: str, form: Form) -> ListRules:
    ages = form.find("ages")
    rules = ListRules(
        id=name,
        title=form.text("title"),
        department=form.scalar("department"),
        raised_by=form.word("raised_by", RaisedBy),
        ages=None if ages is None else _ages(Form(ages, form.faults)),
        holds=form.yes_no("holds"),
        answer_within_days=form.whole("answer_within_days"),
        question=form.text("question"),
        id_number=form.scalars("id_number"),
        tells=tuple(_told(id_, one) for id_, one in form.children("tells").items()),
    )
    if not rules.id_number:
        _nothing(form, "id_number")
    if rules.is_whole and rules.tells:
        form.fault(
            form.find("tells") or form.node,
            Text("不在名单上的人没有内容可记", "who is not listed has nothing to tell"),
            Text("去掉 tells", "no tells"),
        )
    form.close()
    return rules


def _ages(form: Form) -> Ages:
    written = form.scalar("on")
    found = _DAY.fullmatch(written)
    if found is None and written:
        form.fault(
            form.find("on") or form.node,
            Text(f"“{written}”不是月-日", f"{written!r} is no month and day"),
            Text("如 08-31", "such as 08-31"),
        )
    month, day = (int(found[1]), int(found[2])) if found else (1, 1)
    ages = Ages(form.whole("from"), form.whole("until"), month, day)
    if ages.least > ages.most:
        form.fault(
            form.node,
            Text("年龄下限大于上限", "the least age is above the most"),
            Text("from 不大于 until", "from not above until"),
        )
    form.close()
    return ages


def _told(name: str, form: Form) -> ToldColumn:
    column = ToldColumn(
        id=name,
        title=form.text("title"),
        titles=form.scalars("titles"),
        may_lack=form.yes_no("may_lack", absent=False),
    )
    if not column.titles:
        _nothing(form, "titles")
    form.close()
    return column


def _nothing(form: Form, key: str) -> None:
    form.fault(
        form.find(key) or form.node,
        Text(f"“{key}”是空的", f"{key!r} is empty"),
        Text("至少一项", "at least one"),
    )
