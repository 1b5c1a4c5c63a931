"""Parses a pack's cases against its facts and procedures; leaves out running them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tuopin.rulebook.cases import (
    Boundary,
    CriterionCase,
    PackCases,
    PeriodCase,
    ProcedureCase,
)
from tuopin.rulebook.document import Node, PackFiles
from tuopin.rulebook.facts import Fact, FactType
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.periods import DayUnit, Rollover
from tuopin.rulebook.procedure import Consequence, Procedure
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

_FOLDER = "cases/"
_PERIODS = "cases/periods.yaml"
_PROCEDURES = "cases/procedures/"


def parse_cases(files: PackFiles, pack: PolicyPack, faults: Faults) -> PackCases:
    """Read every file of cases; the caller raises what `faults` has found."""
    criteria: list[CriterionCase] = []
    procedures: list[ProcedureCase] = []
    periods: list[PeriodCase] = []
    for path, node in sorted(files.items()):
        if not path.startswith(_FOLDER) or not isinstance(node, Node):
            continue
        form = Form(node, faults)
        if path == _PERIODS:
            periods += [_period(child) for child in form.forms("cases")]
        elif path.startswith(_PROCEDURES):
            procedures += _procedure_cases(form, pack)
        else:
            criteria += _criterion_cases(form, pack)
        form.close()
    return PackCases(tuple(criteria), tuple(procedures), tuple(periods))


def _criterion_cases(form: Form, pack: PolicyPack) -> list[CriterionCase]:
    unit = form.word("unit", Unit)
    criterion = form.name("criterion")
    year = form.whole("year")
    declared = pack.facts[unit].facts
    shared = _facts_at(form, "given", declared)
    children = form.forms("cases")
    if criterion not in pack.standards[unit]:
        wrong = Text(f"没有标准“{criterion}”", f"there is no criterion {criterion!r}")
        form.fault(form.node, wrong, Text("standards 中的一项", "one of standards/"))
        return []
    return [
        _criterion_case(child, unit, criterion, year, (declared, shared))
        for child in children
    ]


def _criterion_case(
    form: Form,
    unit: Unit,
    criterion: str,
    year: int,
    given: tuple[Mapping[str, Fact], Mapping[str, object]],
) -> CriterionCase:
    declared, shared = given
    facts = {**shared, **_facts_at(form, "given", declared)}
    for unknown in form.names("without"):
        facts.pop(unknown, None)
    expect = Form(form.get("expect") or form.node, form.faults)
    missing = expect.find("missing")
    case = CriterionCase(
        place=form.place,
        says=form.scalar("says"),
        unit=unit,
        criterion=criterion,
        year=year,
        boundary=form.word("is", Boundary),
        facts=facts,
        outcome=expect.word("outcome", Outcome),
        observed=expect.optional("observed"),
        missing=None if missing is None else expect.scalars("missing"),
    )
    expect.close()
    form.close()
    return case


def _facts_at(
    form: Form, key: str, declared: Mapping[str, Fact]
) -> Mapping[str, object]:
    node = form.find(key)
    return {} if node is None else _facts(Form(node, form.faults), declared)


def _facts(form: Form, declared: Mapping[str, Fact]) -> Mapping[str, object]:
    facts: dict[str, object] = {}
    for name, node in form.entries().items():
        if name in declared:
            facts[name] = _value(declared[name], node, form)
            continue
        known = ", ".join(declared)
        wrong = Text(f"没有声明事实“{name}”", f"the fact {name!r} is not declared")
        form.fault(node, wrong, Text(f"下列之一：{known}", f"one of {known}"))
    return facts


def _value(fact: Fact, node: Node, form: Form) -> object:
    match fact.type:
        case FactType.MEMBERS:
            items = node.value if isinstance(node.value, tuple) else ()
            return tuple(
                _facts(Form(item, form.faults), fact.member_facts) for item in items
            )
        case FactType.MONEY | FactType.NUMBER:
            return form.decimal_from(form.scalar_of(node, fact.name), node)
        case FactType.COUNT:
            return int(form.decimal_from(form.scalar_of(node, fact.name), node))
        case FactType.DATE:
            return form.day_of(node, fact.name)
        case FactType.YES_NO:
            inner = Form(Node(node.place, {fact.name: node}), form.faults)
            return inner.yes_no(fact.name)
        case FactType.TEXT | FactType.GRADE:
            return form.scalar_of(node, fact.name)


def _procedure_cases(form: Form, pack: PolicyPack) -> list[ProcedureCase]:
    name = form.name("procedure")
    children = form.forms("cases")
    if name not in pack.procedures:
        wrong = Text(f"没有程序“{name}”", f"there is no procedure {name!r}")
        form.fault(form.node, wrong, Text("procedures 中的一项", "one of procedures/"))
        return []
    return [_procedure_case(child, pack.procedures[name]) for child in children]


def _procedure_case(form: Form, procedure: Procedure) -> ProcedureCase:
    performed = _performed(form, procedure)
    expect = Form(form.get("expect") or form.node, form.faults)
    missing = expect.find("missing")
    lacking: dict[str, tuple[str, ...]] = {}
    if missing is not None:
        inner = Form(missing, form.faults)
        lacking = {act: inner.names(act) for act in inner.entries()}
    case = ProcedureCase(
        place=form.place,
        says=form.scalar("says"),
        procedure=procedure.id,
        performed=performed,
        held=form.yes_no("held", absent=False),
        status=expect.name("status"),
        open_acts=expect.names("open"),
        missing=lacking,
    )
    expect.close()
    form.close()
    return case


def _performed(form: Form, procedure: Procedure) -> Mapping[str, str]:
    """Read the acts performed: all `through` one in legal order, then those named."""
    performed: dict[str, str] = {}
    last = form.optional("through")
    acts = list(procedure.acts.values())
    order = [act.id for act in acts]
    through = 0 if last is None or last not in order else order.index(last) + 1
    for act in acts[:through]:
        performed[act.id] = next(
            v.id for v in act.verdicts if v.consequence is Consequence.CONTINUES
        )
    named = form.find("performed")
    if named is not None:
        inner = Form(named, form.faults)
        performed |= {act: inner.name(act) for act in inner.entries()}
    for act_id in form.names("without"):
        performed.pop(act_id, None)
    _refuse_unknown(form, performed, procedure)
    return performed


def _refuse_unknown(
    form: Form, performed: Mapping[str, str], procedure: Procedure
) -> None:
    for act, verdict in performed.items():
        rule = procedure.acts.get(act)
        if rule and verdict in [known.id for known in rule.verdicts]:
            continue
        wrong = Text(f"没有“{act}：{verdict}”", f"there is no {act}: {verdict}")
        form.fault(
            form.node, wrong, Text("程序中的环节和结论", "an act and its verdict")
        )


def _period(form: Form) -> PeriodCase:
    case = PeriodCase(
        place=form.place,
        posted_on=form.day("posted_on"),
        days=form.whole("days"),
        day_unit=form.word("day_unit", DayUnit),
        rollover=form.word("rollover", Rollover),
        last_day=_day_or_beyond(form, "last_day"),
        opens_on=_day_or_beyond(form, "opens_on"),
    )
    form.close()
    return case


def _day_or_beyond(form: Form, key: str) -> date | None:
    node = form.get(key)
    if node is None or node.value == "beyond":
        return None
    return form.day_of(node, key)
