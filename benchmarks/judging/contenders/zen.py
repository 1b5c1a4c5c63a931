"""GoRules ZEN: one expression node, on an engine whose model a static loader holds.

That was its fastest way by far: `create_decision` makes the model anew at every call,
and `evaluate_batch` was slower than calls one by one. ZEN has no unknown: `and` of null
raises an error, and a null result is dropped. So every expression says unknown itself.
The days of birth come as whole numbers and all criteria are joined in Python, which
spares ZEN some work.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import zen

from judging.outcomes import (
    CRITERIA,
    LINE,
    MET,
    NOT_MET,
    UNKNOWN,
    OutcomeFile,
    Row,
)
from judging.walking import Member, Survey, households

OUTCOMES = {"met": MET, "not_met": NOT_MET, "unknown": UNKNOWN}
MONEY = ("wage", "business", "property", "transfer", "expense")
ANSWERS = ("source", "fed", "grade", "quality", "quantity", "access", "reliability")
NOT_KNOWN = " or ".join(f"{name} == null" for name in MONEY)
WATER = "[quality, quantity, access, reliability]"
OF_AGE = "(#.born == null or (#.born >= 20010901 and #.born <= 20110831))"
AT_SCHOOL = (
    "(#.is_out == '否' or (#.is_out == '是' and #.cause != null and #.cause != '因贫'))"
)
IS_CHILD = "#.born != null and #.born >= 20010901 and #.born <= 20110831"
INSURED = "(#.insured == '是' or (#.other != null and #.other != '无'))"
UNINSURED = "(#.insured == '否' and (#.other == null or #.other == '无'))"
NO_LABOR = "(#.labor == '丧失劳动力' or #.labor == '无劳动力')"
EXPRESSIONS = {
    "compulsory_education": f"size == 0 ? 'unknown' : (some(members, {IS_CHILD}"
    " and #.is_out == '是' and #.cause == '因贫') ? 'not_met'"
    f" : (all(members, not {OF_AGE} or {AT_SCHOOL}) ? 'met' : 'unknown'))",
    "food_and_clothing": "fed == null ? 'unknown' : (fed == '是' ? 'met' : 'not_met')",
    "income": f"(size == 0 or {NOT_KNOWN}) ? 'unknown' : (wage + business + property"
    f" + transfer - expense > {LINE} * size ? 'met' : 'not_met')",
    "medical_enrollment": "size == 0 ? 'unknown'"
    f" : (some(members, {UNINSURED}) ? 'not_met'"
    f" : (all(members, {INSURED}) ? 'met' : 'unknown'))",
    "safe_drinking_water": f"some({WATER}, # == '不安全') ? 'not_met'"
    f" : (some({WATER}, # == null) ? 'unknown' : 'met')",
    "safe_housing": "grade == null ? 'unknown'"
    " : (grade in ['A', 'B'] ? 'met' : 'not_met')",
    "stable_income_source": "source == '无' ? 'not_met'"
    " : ((source != null and not (source in ['低保金', '低保', '最低生活保障金']))"
    f" ? 'met' : (source == null ? 'unknown' : (some(members, #.labor != null"
    f" and not {NO_LABOR}) ? 'not_met' : ((size > 0 and all(members, {NO_LABOR}))"
    " ? 'met' : 'unknown'))))",
}


def engine() -> zen.ZenEngine:
    """Return an engine that holds the model."""
    expressions = [
        {"id": name, "key": name, "value": value} for name, value in EXPRESSIONS.items()
    ]
    nodes: list[dict[str, Any]] = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {
            "id": "rules",
            "type": "expressionNode",
            "name": "rules",
            "content": {"expressions": expressions},
        },
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "rules", "type": "edge"},
        {"id": "2", "sourceId": "rules", "targetId": "out", "type": "edge"},
    ]
    model = {"nodes": nodes, "edges": edges}
    return zen.ZenEngine({"loader": {"type": "static", "content": {"exit": model}}})


def judge(register: Path, out: Path) -> None:
    """Judge every household."""
    evaluate = engine().evaluate
    with OutcomeFile(out) as file:
        for number, survey, members in households(register):
            found = evaluate("exit", context(survey, members))["result"]
            file.add(row(number, found))


def one(register: Path) -> Callable[[], object]:
    """Return what judges the next household."""
    evaluate = engine().evaluate
    known = [context(*rest) for _, *rest in islice(households(register), 1000)]
    chosen = cycle(known)
    return lambda: evaluate("exit", next(chosen))


def row(number: str, found: dict[str, str]) -> Row:
    """Return all criteria joined, then each."""
    outcomes = [OUTCOMES[found[name]] for name in CRITERIA]
    return (number, min(outcomes), *outcomes)  # type: ignore[return-value]


def context(survey: Survey, members: list[Member]) -> dict[str, object]:
    """Return a household as ZEN takes it."""
    found: dict[str, object] = dict(zip((*MONEY, *ANSWERS), survey, strict=True))
    found["size"] = len(members)
    found["members"] = [
        {
            "born": born and born.year * 10000 + born.month * 100 + born.day,
            "labor": labor,
            "insured": insured,
            "other": other,
            "is_out": is_out,
            "cause": cause,
        }
        for _, born, labor, insured, other, is_out, cause in members
    ]
    return found
