"""Parses how a township's year is scored; leaves out the scoring."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.performance import (
    Part,
    PartRule,
    PerformanceRules,
    RedLine,
    RedLineRule,
    UnknownPart,
)
from tuopin.rulebook.text import Text

Key = TypeVar("Key", bound=StrEnum)
A_SHARE = Text("0 到 1 之间的数，如 0.95", "a number from 0 to 1, such as 0.95")


def parse_performance(node: Node, faults: Faults) -> PerformanceRules:
    """Read weights, limits and red lines; faults are noted, not raised."""
    form = Form(node, faults)
    rules = PerformanceRules(
        cite=form.citation("cite"),
        notes=form.names("notes"),
        parts={
            part: _part(inner) for part, inner in _keyed(form, "parts", Part).items()
        },
        red_lines={
            line: _red_line(inner)
            for line, inner in _keyed(form, "red_lines", RedLine).items()
        },
        unknown=form.word("unknown", UnknownPart),
        least_known=_share(form, "least_known"),
        completed_at=_share(form, "completed_at"),
        archive_within_days=form.whole("archive_within_days"),
    )
    form.close()
    return rules


def _keyed(form: Form, key: str, words: type[Key]) -> dict[Key, Form]:
    """Return the mappings by what they are of; every one of them has to be there."""
    inner = form.children(key)
    known = {one.value for one in words}
    for name in sorted(known ^ set(inner)):
        form.fault(
            form.find(key) or form.node,
            Text(f"缺少“{name}”", f"{name!r} is missing")
            if name in known
            else Text(f"用不到“{name}”", f"{name!r} is of no use"),
            Text("、".join(words), ", ".join(words)),
        )
    return {words(name): one for name, one in inner.items() if name in known}


def _part(form: Form) -> PartRule:
    node = form.get("weight")
    weight = Decimal(0)
    if node is not None:
        weight = form.decimal_from(form.scalar_of(node, "weight"), node)
        if weight <= 0:
            form.fault(
                node,
                Text(f"“{weight}”不合适", f"{weight} will not do"),
                Text("大于0的分值，不用的部分也要写明", "points above 0"),
            )
    full, none = _share(form, "full_at"), _share(form, "none_at")
    if full == none:
        form.fault(
            form.node,
            Text("得满分与不得分的比率相同", "full and none at the same share"),
            Text("两个不同的比率", "two different shares"),
        )
    rule = PartRule(weight, full, none, form.text("why"))
    form.close()
    return rule


def _share(form: Form, key: str) -> Fraction:
    node = form.get(key)
    if node is None:
        return Fraction(0)
    share = Fraction(form.decimal_from(form.scalar_of(node, key), node))
    if not 0 <= share <= 1:
        form.fault(node, Text("不是比率", "this is no share"), A_SHARE)
    return share


def _red_line(form: Form) -> RedLineRule:
    rule = RedLineRule(form.text("title"), form.citation("cite"))
    form.close()
    return rule
