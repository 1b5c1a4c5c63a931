"""SpiffWorkflow's DMN engine: a decision table per criterion, no process around them.

Its tables cannot look at each member, so plain Python joins the members beforehand; the
first rule that matches decides. It parses every expression anew for every household.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from types import SimpleNamespace
from xml.sax.saxutils import escape

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.BpmnDmnParser import BpmnDmnParser

from judging.contenders.plain_python import NO_LABOR, at_school, enrolled
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

MONEY = ("wage", "business", "property", "transfer", "expense")
ANSWERS = ("source", "fed", "grade", "quality", "quantity", "access", "reliability")
ANY = "-"
Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
WATER = ("quality", "quantity", "access", "reliability")
TABLES: dict[str, Table] = {
    "compulsory_education": (
        ("at_school",),
        (("2", "met"), ("0", "not_met"), (ANY, "unknown")),
    ),
    "food_and_clothing": (
        ("fed",),
        (("'是'", "met"), ("'否'", "not_met"), (ANY, "unknown")),
    ),
    "income": (
        (
            "size == 0 or None in (wage, business, property, transfer, expense)",
            f"wage + business + property + transfer - expense > {LINE} * size",
        ),
        (("True", ANY, "unknown"), (ANY, "True", "met"), (ANY, ANY, "not_met")),
    ),
    "medical_enrollment": (
        ("enrolled",),
        (("2", "met"), ("0", "not_met"), (ANY, "unknown")),
    ),
    "safe_drinking_water": (
        (f"'不安全' in ({', '.join(WATER)})", f"None in ({', '.join(WATER)})"),
        (("True", ANY, "not_met"), (ANY, "True", "unknown"), (ANY, ANY, "met")),
    ),
    "safe_housing": (
        ("grade",),
        (
            ("? in ('A', 'B')", "met"),
            ("? in ('C', 'D')", "not_met"),
            (ANY, "unknown"),
        ),
    ),
    "stable_income_source": (
        ("source", "without_labor"),
        (
            ("None", ANY, "unknown"),
            ("'无'", ANY, "not_met"),
            ("? not in ('低保金', '低保', '最低生活保障金')", ANY, "met"),
            (ANY, "2", "met"),
            (ANY, "0", "not_met"),
            (ANY, ANY, "unknown"),
        ),
    ),
}
OUTCOMES = {"met": MET, "not_met": NOT_MET, "unknown": UNKNOWN}


class Tables:
    """The decision tables, and the stub of a task that they are asked with."""

    def __init__(self) -> None:
        parser = BpmnDmnParser()
        for name in CRITERIA:
            parser.add_dmn_str(as_dmn(name, *TABLES[name]))
        self._engines: list[tuple[str, DMNEngine]] = [
            (name, parser.get_engine(name, None)) for name in CRITERIA
        ]
        self._workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def outcomes(self, data: dict[str, object]) -> list[int]:
        """Ask every table."""
        task = SimpleNamespace(data=data, workflow=self._workflow)
        return [OUTCOMES[engine.result(task)[name]] for name, engine in self._engines]


def judge(register: Path, out: Path) -> None:
    """Judge every household."""
    tables = Tables()
    with OutcomeFile(out) as file:
        for number, survey, members in households(register):
            file.add(row(number, tables.outcomes(context(survey, members))))


def one(register: Path) -> Callable[[], object]:
    """Return what judges the next household."""
    tables = Tables()
    known = [context(*rest) for _, *rest in islice(households(register), 1000)]
    chosen = cycle(known)
    return lambda: tables.outcomes(next(chosen))


def row(number: str, outcomes: list[int]) -> Row:
    """Return all criteria joined, then each."""
    return (number, min(outcomes), *outcomes)  # type: ignore[return-value]


def context(survey: Survey, members: list[Member]) -> dict[str, object]:
    """Return a household as the tables take it, its members joined."""
    found: dict[str, object] = dict(zip((*MONEY, *ANSWERS), survey, strict=True))
    found["size"] = len(members)
    found["at_school"] = at_school(members)
    found["enrolled"] = enrolled(members)
    labors = [labor for _, _, labor, *_ in members]
    found["without_labor"] = min(
        [UNKNOWN if one is None else MET * (one in NO_LABOR) for one in labors],
        default=UNKNOWN,
    )
    return found


def as_dmn(
    name: str, inputs: tuple[str, ...], rules: tuple[tuple[str, ...], ...]
) -> str:
    """Write a decision table as DMN."""
    columns = "".join(
        f'<input id="{name}_{at}"><inputExpression id="{name}_e{at}">'
        f"<text>{escape(one)}</text></inputExpression></input>"
        for at, one in enumerate(inputs)
    )
    columns += f'<output id="{name}_out" name="{name}" typeRef="string"/>'
    for at, (*entries, outcome) in enumerate(rules):
        cells = "".join(
            f'<inputEntry id="{name}_{at}_{nth}"><text>{escape(one)}</text>'
            "</inputEntry>"
            for nth, one in enumerate(entries)
        )
        columns += (
            f'<rule id="{name}_r{at}">{cells}<outputEntry id="{name}_o{at}">'
            f"<text>'{outcome}'</text></outputEntry></rule>"
        )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"'
        f' id="exit_{name}" name="exit" namespace="http://tuopin/benchmarks">'
        f'<decision id="{name}" name="{name}"><decisionTable id="{name}_table"'
        f' hitPolicy="UNIQUE">{columns}</decisionTable></decision></definitions>'
    )
