"""What an expression of a questionnaire gives; the vectors bind every evaluator."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from tuopin.rulebook.questionnaire.evaluating import (
    UNKNOWN,
    Tables,
    Value,
    evaluate,
    text,
)
from tuopin.rulebook.questionnaire.expressions import (
    UnreadableExpression,
    as_lists,
    parse_expression,
)

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "expressions.json").read_text("utf-8")
)


@dataclass
class Given:
    """Answers as a vector states them: one text, or those of a repeat."""

    answered: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    today: date = date(2017, 10, 1)
    tables: Tables = field(default_factory=dict)

    def answer(self, name: str) -> Value:
        found = self.answered[name]
        return found if isinstance(found, str) else found[0]

    def answers(self, name: str) -> Sequence[Value]:
        found = self.answered[name]
        return [found] if isinstance(found, str) else list(found)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["expression"][:40])
def test_an_expression_gives_what_every_client_must_give(
    vector: dict[str, object],
) -> None:
    given = Given(
        vector.get("answers", {}),  # type: ignore[arg-type]
        date.fromisoformat(str(vector.get("today", "2017-10-01"))),
        vector.get("tables", {}),  # type: ignore[arg-type]
    )

    found = evaluate(
        parse_expression(str(vector["expression"])),
        given,
        str(vector.get("itself", "")),
    )

    assert text(found) == vector["gives"]


def test_what_is_unknown_is_never_zero() -> None:
    given = Given({"a": "", "b": "100"})

    assert evaluate(parse_expression("${a} + ${b}"), given) is UNKNOWN
    assert evaluate(parse_expression("${a} * 0"), given) is UNKNOWN
    assert evaluate(parse_expression("${a} = 0"), given) is False


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("${a} >", "ends too early"),
        ("${a} ? 1", "'? 1' does not belong here"),
        ("position(..)", "no function 'position'"),
        ("if(1, 2)", "if() has 2 arguments"),
        ("(1 + 2", "ends too early"),
        ("1 2", "'2' does not belong here"),
        ("(" * 80 + "1" + ")" * 80, "too many parentheses"),
    ],
)
def test_an_expression_that_is_none_says_what_is_wrong(
    written: str, wrong: str
) -> None:
    with pytest.raises(UnreadableExpression) as refusal:
        parse_expression(written)

    assert wrong in refusal.value.wrong.en
    assert refusal.value.right.zh


def test_an_expression_travels_as_lists() -> None:
    tree = parse_expression("${a} + 2 > number('3')")

    assert as_lists(tree) == [
        "call",
        ">",
        ["call", "+", ["answer", "a"], ["number", "2"]],
        ["call", "number", ["text", "3"]],
    ]
