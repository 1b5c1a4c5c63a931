"""The value of an expression, exactly; leaves out where answers come from.

What is not known stays so: arithmetic with an unknown figure is unknown, never zero,
and a comparison with it does not hold. That is how XPath treats a figure that is none,
so the field's own applications decide alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, DecimalException
from typing import Protocol, TypeAlias

from tuopin.rulebook.questionnaire.expressions import (
    Answer,
    Call,
    Expression,
    Itself,
    Literal,
)

_NUMBER = re.compile(r"\s*(-?\d{1,18}(?:\.\d{1,12})?)\s*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_DAY = date(1970, 1, 1).toordinal()
MOST_DECIMALS = 9


class Unknown:
    """A figure that is not known."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()

Value: TypeAlias = "str | Decimal | bool | Unknown"
Tables: TypeAlias = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Lists that come with a form: by file name, key and column."""


class Scope(Protocol):
    """Where an expression finds what it names."""

    @property
    def today(self) -> date: ...
    @property
    def tables(self) -> Tables: ...
    def answer(self, name: str) -> Value: ...
    def answers(self, name: str) -> Sequence[Value]: ...


def evaluate(expression: Expression, scope: Scope, itself: str = "") -> Value:
    """Return an expression's value among some answers."""
    match expression:
        case Literal(value):
            return value
        case Answer(name):
            return scope.answer(name)
        case Itself():
            return itself
        case Call(name, arguments):
            return _called(name, arguments, scope, itself)
    raise TypeError(expression)


def number(value: Value) -> Decimal | Unknown:
    """Return a value as a figure; a day is the number of days since 1970."""
    if isinstance(value, Decimal | Unknown):
        return value
    if isinstance(value, bool):
        return Decimal(value)
    match = _NUMBER.fullmatch(value)
    if match is not None:
        return Decimal(match[1])
    if _DATE.fullmatch(value):
        try:
            return Decimal(date.fromisoformat(value).toordinal() - _FIRST_DAY)
        except ValueError:
            return UNKNOWN
    return UNKNOWN


def text(value: Value) -> str:
    """Return a value as it is kept; an unknown figure is blank."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "" if isinstance(value, Unknown) else value


def truth(value: Value) -> bool:
    """Return whether a value counts as true."""
    if isinstance(value, Unknown):
        return False
    return bool(value)


def _called(
    name: str, arguments: tuple[Expression, ...], scope: Scope, itself: str
) -> Value:
    def valued(at: int) -> Value:
        return evaluate(arguments[at], scope, itself)

    if name == "or":
        return truth(valued(0)) or truth(valued(1))
    if name == "and":
        return truth(valued(0)) and truth(valued(1))
    if name == "if":
        return valued(1) if truth(valued(0)) else valued(2)
    if name in ("sum", "count", "min", "max"):
        return _over_many(name, arguments, scope, itself)
    if name == "today":
        return scope.today.isoformat()
    values = [valued(at) for at in range(len(arguments))]
    if name == "pulldata":
        table, column, key, sought = map(text, values)
        return _pulled(scope.tables.get(table, {}), column, key, sought)
    return _PLAIN[name](*values)


def _pulled(
    table: Mapping[str, Mapping[str, str]], column: str, key: str, sought: str
) -> str:
    # Lists are kept by their first column; a form that looks up by another finds none.
    return table.get(sought, {}).get(column, "") if key == "name" else ""


def _over_many(
    name: str, arguments: tuple[Expression, ...], scope: Scope, itself: str
) -> Value:
    """Return a figure over all the answers that are named; one unknown, all unknown."""
    found: list[Value] = []
    for one in arguments:
        if isinstance(one, Answer):
            found += scope.answers(one.name)
        else:
            found.append(evaluate(one, scope, itself))
    if name == "count":
        return Decimal(len(found))
    figures: list[Decimal] = []
    for value in found:
        figure = number(value)
        if isinstance(figure, Unknown):
            return UNKNOWN
        figures.append(figure)
    if name == "sum":
        return sum(figures, Decimal(0))
    if not figures:
        return UNKNOWN
    return min(figures) if name == "min" else max(figures)


def _arithmetic(apply: Callable[[Decimal, Decimal], Decimal]) -> Callable[..., Value]:
    def applied(left: Value, right: Value) -> Value:
        a, b = number(left), number(right)
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return UNKNOWN
        try:
            return apply(a, b)
        except DecimalException:
            return UNKNOWN

    return applied


def _ordered(holds: Callable[[Decimal, Decimal], bool]) -> Callable[..., Value]:
    def compared(left: Value, right: Value) -> Value:
        a, b = number(left), number(right)
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return False
        return holds(a, b)

    return compared


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    a, b = number(left), number(right)
    return isinstance(a, Decimal) and isinstance(b, Decimal) and a == b


def _selected(answer: Value, choice: Value) -> bool:
    return text(choice) in text(answer).split()


def _rounded(value: Value, decimals: Value) -> Value:
    figure, places = number(value), number(decimals)
    if isinstance(figure, Unknown) or isinstance(places, Unknown):
        return UNKNOWN
    step = Decimal(1).scaleb(-min(max(int(places), 0), MOST_DECIMALS))
    return _quantized(figure, step, ROUND_HALF_UP)


def _quantized(figure: Decimal, step: Decimal, rounding: str) -> Value:
    try:
        return figure.quantize(step, rounding)
    except DecimalException:
        # More digits than any amount has.
        return UNKNOWN


def _whole(value: Value) -> Value:
    figure = number(value)
    if isinstance(figure, Unknown):
        return UNKNOWN
    return _quantized(figure, Decimal(1), ROUND_DOWN)


def _part(value: Value, begin: Value, end: Value) -> Value:
    first, last = number(begin), number(end)
    if isinstance(first, Unknown) or isinstance(last, Unknown):
        return ""
    return text(value)[int(first) : int(last)]


def _negative(value: Value) -> Value:
    figure = number(value)
    return figure if isinstance(figure, Unknown) else -figure


_PLAIN: dict[str, Callable[..., Value]] = {
    "+": _arithmetic(lambda a, b: a + b),
    "-": _arithmetic(lambda a, b: a - b),
    "*": _arithmetic(lambda a, b: a * b),
    "div": _arithmetic(lambda a, b: a / b),
    "mod": _arithmetic(lambda a, b: a % b),
    "<": _ordered(lambda a, b: a < b),
    "<=": _ordered(lambda a, b: a <= b),
    ">": _ordered(lambda a, b: a > b),
    ">=": _ordered(lambda a, b: a >= b),
    "=": _equal,
    "!=": lambda a, b: not _equal(a, b),
    "negative": _negative,
    "not": lambda a: not truth(a),
    "true": lambda: True,
    "false": lambda: False,
    "number": number,
    "string": text,
    "string-length": lambda a: Decimal(len(text(a))),
    "concat": lambda *all_of: "".join(map(text, all_of)),
    "coalesce": lambda a, b: a if text(a) else b,
    "int": _whole,
    "round": _rounded,
    "substr": _part,
    "selected": _selected,
    "count-selected": lambda a: Decimal(len(text(a).split())),
    "regex": lambda a, b: re.fullmatch(text(b), text(a)) is not None,
}
