"""Expressions of a questionnaire, read once into a tree; leaves out their value.

The part of XPath that XLSForms use. Operators are calls like the functions, so that
whoever evaluates a tree – the server, a page off line – knows four kinds of node only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from tuopin.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Literal:
    """A figure or a text that stands in the expression."""

    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, by its name: `${name}`."""

    name: str


@dataclass(frozen=True, slots=True)
class Itself:
    """The answer that is being examined: `.`."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator, applied."""

    name: str
    arguments: tuple[Expression, ...]


Expression: TypeAlias = "Literal | Answer | Itself | Call"

MANY = 99
FUNCTIONS = {
    "coalesce": (2, 2),
    "concat": (1, MANY),
    "count": (1, 1),
    "count-selected": (1, 1),
    "false": (0, 0),
    "if": (3, 3),
    "int": (1, 1),
    "max": (1, MANY),
    "min": (1, MANY),
    "not": (1, 1),
    "number": (1, 1),
    "pulldata": (4, 4),
    "regex": (2, 2),
    "round": (2, 2),
    "selected": (2, 2),
    "string": (1, 1),
    "string-length": (1, 1),
    "substr": (3, 3),
    "sum": (1, 1),
    "today": (0, 0),
    "true": (0, 0),
}
"""The functions that are known, with the fewest and the most arguments they take."""

BINDING = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
"""How tightly an operator binds what stands beside it."""

NEGATION = 7
DEEPEST = 60

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?)
    | (?P<text>'[^']*'|"[^"]*")
    | \$\{\s*(?P<answer>[A-Za-z_][\w]*)\s*\}
    | (?P<word>[A-Za-z_][\w-]*)
    | (?P<sign><=|>=|!=|[=<>+\-*(),.])
    )""",
    re.VERBOSE,
)


class UnreadableExpression(ValueError):
    """An expression that is not written as one: what is wrong, and what is right."""

    def __init__(self, wrong: Text, right: Text) -> None:
        super().__init__(wrong.en)
        self.wrong = wrong
        self.right = right


def parse_expression(written: str) -> Expression:
    """Read an expression; raises UnreadableExpression."""
    reader = _Reader(list(_tokens(written)))
    found = reader.expression(0, 0)
    if reader.ahead is not None:
        raise _unexpected(reader.ahead[1])
    return found


def names_in(expression: Expression) -> Iterator[str]:
    """Yield the names of the questions whose answers an expression reads."""
    if isinstance(expression, Answer):
        yield expression.name
    elif isinstance(expression, Call):
        for argument in expression.arguments:
            yield from names_in(argument)


def as_lists(expression: Expression) -> list[object]:
    """Return an expression as JSON has it, for whoever evaluates it elsewhere."""
    match expression:
        case Literal(value) if isinstance(value, Decimal):
            return ["number", str(value)]
        case Literal(value):
            return ["text", value]
        case Answer(name):
            return ["answer", name]
        case Itself():
            return ["itself"]
        case Call(name, arguments):
            return ["call", name, *(as_lists(one) for one in arguments)]
    raise TypeError(expression)


def _tokens(written: str) -> Iterator[tuple[str, str]]:
    at = 0
    end = len(written.rstrip())
    while at < end:
        match = _TOKEN.match(written, at)
        if match is None or match.lastgroup is None:
            raise _unexpected(written[at:].strip()[:12])
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()


class _Reader:
    """Reads tokens from left to right, by how tightly operators bind."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def ahead(self) -> tuple[str, str] | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> tuple[str, str]:
        ahead = self.ahead
        if ahead is None:
            raise UnreadableExpression(
                Text("表达式没有写完", "the expression ends too early"),
                Text("完整的表达式", "a whole expression"),
            )
        self.at += 1
        return ahead

    def expect(self, sign: str) -> None:
        kind, written = self.take()
        if (kind, written) != ("sign", sign):
            raise _unexpected(written)

    def expression(self, least: int, depth: int) -> Expression:
        if depth > DEEPEST:
            raise UnreadableExpression(
                Text("括号套得太深", "too many parentheses inside each other"),
                Text("拆成几个 calculate", "several calculations"),
            )
        left = self.operand(depth)
        while (ahead := self.ahead) is not None:
            binding = BINDING.get(ahead[1], 0) if ahead[0] in ("sign", "word") else 0
            if binding <= least:
                break
            self.take()
            left = Call(ahead[1], (left, self.expression(binding, depth + 1)))
        return left

    def operand(self, depth: int) -> Expression:
        kind, written = self.take()
        if kind == "number":
            return Literal(Decimal(written))
        if kind == "text":
            return Literal(written[1:-1])
        if kind == "answer":
            return Answer(written)
        if kind == "word":
            return self.call(written, depth)
        if written == ".":
            return Itself()
        if written == "-":
            return Call("negative", (self.expression(NEGATION, depth + 1),))
        if written == "(":
            inner = self.expression(0, depth + 1)
            self.expect(")")
            return inner
        raise _unexpected(written)

    def call(self, name: str, depth: int) -> Call:
        if name not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise UnreadableExpression(
                Text(f"没有函数“{name}”", f"there is no function {name!r}"),
                Text(f"下列之一：{known}", f"one of {known}"),
            )
        self.expect("(")
        arguments: list[Expression] = []
        while self.ahead != ("sign", ")"):
            if arguments:
                self.expect(",")
            arguments.append(self.expression(0, depth + 1))
        self.expect(")")
        fewest, most = FUNCTIONS[name]
        if not fewest <= len(arguments) <= most:
            raise UnreadableExpression(
                Text(
                    f"{name}() 有{len(arguments)}个参数",
                    f"{name}() has {len(arguments)} arguments",
                ),
                Text(f"{fewest}个", f"{fewest} of them"),
            )
        return Call(name, tuple(arguments))


def _unexpected(written: str) -> UnreadableExpression:
    return UnreadableExpression(
        Text(f"此处不应有“{written}”", f"{written!r} does not belong here"),
        Text(
            "问卷表达式，如 ${age} > 5 and selected(${kinds}, 'a')",
            "an expression such as ${age} > 5 and selected(${kinds}, 'a')",
        ),
    )
