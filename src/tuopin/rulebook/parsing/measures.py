"""Parses measures from the closed list, against the facts that the pack declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from tuopin.rulebook.criteria import (
    AgeBetween,
    AllOf,
    Amount,
    AmountPerMember,
    AnyOf,
    Comparison,
    EveryMember,
    Measure,
    Named,
    OneOf,
    Ratio,
    SomeMember,
    YesNo,
)
from tuopin.rulebook.document import Node
from tuopin.rulebook.facts import Fact, FactType
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.parsing.dates import month_and_day
from tuopin.rulebook.parsing.figures import threshold
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text

Declared = Mapping[str, Fact]

_NEVER_USED = AnyOf(())
_SUMMED = (FactType.MONEY, FactType.NUMBER, FactType.COUNT)
_ONE, _HUNDREDTH = Decimal(1), Decimal("0.01")


def parse_measure(form: Form, key: str, facts: Declared) -> Measure:
    """Read a field that holds a measure: its name, and its fields under it."""
    node = form.get(key)
    return _NEVER_USED if node is None else _measure(node, form, facts)


def _measure(node: Node, form: Form, facts: Declared) -> Measure:
    outer = Form(node, form.faults)
    names = tuple(outer.entries())
    if len(names) != 1 or names[0] not in _MEASURES:
        choice = ", ".join(_MEASURES)
        written = ", ".join(names)
        wrong = Text(f"“{written}”不是量度", f"{written!r} is no measure")
        right = Text(f"恰好一个：{choice}", f"exactly one of {choice}")
        outer.fault(node, wrong, right)
        return _NEVER_USED
    inner = Form(outer.entries()[names[0]], form.faults)
    measure = _MEASURES[names[0]](inner, facts)
    inner.close()
    return measure


def _amount(form: Form, facts: Declared) -> Measure:
    add, subtract, step = _summands(form, facts)
    return Amount(add, subtract, form.word("test", Comparison), threshold(form), step)


def _amount_per_member(form: Form, facts: Declared) -> Measure:
    _declared("members", form, form.node, facts, FactType.MEMBERS)
    add, subtract, step = _summands(form, facts)
    test = form.word("test", Comparison)
    return AmountPerMember(add, subtract, test, threshold(form), step)


def _ratio(form: Form, facts: Declared) -> Measure:
    return Ratio(
        part=_fact(form, "part", facts, FactType.COUNT),
        whole=_fact(form, "whole", facts, FactType.COUNT),
        test=form.word("test", Comparison),
        threshold=threshold(form),
        zero_whole=form.word("zero_whole", Outcome),
    )


def _yes_no(form: Form, facts: Declared) -> Measure:
    fact = _fact(form, "fact", facts, FactType.YES_NO)
    return YesNo(fact=fact, met_by=form.yes_no("met_by", absent=True))


def _one_of(form: Form, facts: Declared) -> Measure:
    fact = _fact(form, "fact", facts, FactType.GRADE)
    passing = form.scalars("passing")
    words = facts[fact].words if fact in facts else ()
    values = tuple(dict.fromkeys(word.value for word in words))
    for node in form.items("passing"):
        if fact in facts and node.value not in values:
            choice = ", ".join(values)
            wrong = Text(f"{fact}没有“{node.value}”", f"{fact} has no {node.value!r}")
            form.fault(node, wrong, Text(f"下列之一：{choice}", f"one of {choice}"))
    return OneOf(fact, passing, tuple(v for v in values if v not in passing))


def _named(form: Form, facts: Declared) -> Measure:
    blank = form.find("blank")
    return Named(
        fact=_fact(form, "fact", facts, FactType.TEXT),
        other_than=form.scalars("other_than"),
        blank=Outcome.UNKNOWN if blank is None else form.word_of(blank, Outcome),
    )


def _age_between(form: Form, facts: Declared) -> AgeBetween:
    month, day = month_and_day(form, "on")
    return AgeBetween(
        fact=_fact(form, "fact", facts, FactType.DATE),
        first=form.whole("first"),
        last=form.whole("last"),
        month=month,
        day=day,
    )


def _every_member(form: Form, facts: Declared) -> Measure:
    _declared("members", form, form.node, facts, FactType.MEMBERS)
    inner = facts["members"].member_facts if "members" in facts else {}
    node = form.find("where")
    where = None
    if node is not None:
        picked = Form(node, form.faults)
        where = _age_between(picked, inner)
        picked.close()
    return EveryMember(where=where, each=parse_measure(form, "each", inner))


def _some_member(form: Form, facts: Declared) -> Measure:
    _declared("members", form, form.node, facts, FactType.MEMBERS)
    inner = facts["members"].member_facts if "members" in facts else {}
    return SomeMember(parse_measure(form, "each", inner))


def _all_of(form: Form, facts: Declared) -> Measure:
    return AllOf(_parts(form, facts))


def _any_of(form: Form, facts: Declared) -> Measure:
    return AnyOf(_parts(form, facts))


def _parts(form: Form, facts: Declared) -> tuple[Measure, ...]:
    parts = tuple(_measure(node, form, facts) for node in form.items("parts"))
    if not parts:
        wrong = Text("没有列出各部分", "there are no parts")
        form.fault(form.node, wrong, Text("parts: 至少一个", "parts: at least one"))
    return parts


def _fact(form: Form, key: str, facts: Declared, expected: FactType) -> str:
    node = form.get(key)
    if node is None:
        return ""
    name = form.name_of(node, key)
    _declared(name, form, node, facts, expected)
    return name


def _summands(
    form: Form, facts: Declared
) -> tuple[tuple[str, ...], tuple[str, ...], Decimal]:
    """Read the facts that a sum adds and subtracts: of one kind, in one unit."""
    add, subtract = form.names("add"), form.names("subtract")
    if not add:
        wrong = Text("没有写明相加的事实", "no facts to add")
        form.fault(form.node, wrong, Text("add: 至少一个", "add: at least one"))
        return ("",), subtract, _HUNDREDTH
    for key in ("add", "subtract"):
        for node in form.items(key):
            _declared(form.name_of(node, key), form, node, facts, *_SUMMED)
    summed = [facts[name] for name in (*add, *subtract) if name in facts]
    if len({(fact.type, fact.measured_in) for fact in summed}) > 1:
        wrong = Text("相加减的事实单位不同", "facts of different units in one sum")
        form.fault(form.node, wrong, Text("同类同单位", "one type and one unit"))
    counted = any(fact.type is FactType.COUNT for fact in summed)
    return add, subtract, _ONE if counted else _HUNDREDTH


def _declared(
    name: str, form: Form, node: Node, facts: Declared, *expected: FactType
) -> None:
    if name in facts and facts[name].type in expected:
        return
    names = ", ".join(n for n, fact in facts.items() if fact.type in expected)
    kinds_zh, kinds_en = "、".join(expected), " or ".join(expected)
    form.fault(
        node,
        Text(f"没有{kinds_zh}类的事实“{name}”", f"no {kinds_en} fact {name!r}"),
        Text(f"下列之一：{names}", f"one of {names}"),
    )


_MEASURES: Mapping[str, Callable[[Form, Declared], Measure]] = {
    "amount": _amount,
    "amount_per_member": _amount_per_member,
    "ratio": _ratio,
    "yes_no": _yes_no,
    "one_of": _one_of,
    "named": _named,
    "age_between": _age_between,
    "every_member": _every_member,
    "some_member": _some_member,
    "all_of": _all_of,
    "any_of": _any_of,
}
