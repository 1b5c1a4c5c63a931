"""Parses criteria; leaves out their measures, which have a module of their own."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.rulebook.criteria import Criterion, Measure, Named, OneOf, ReasonFor, YesNo
from tuopin.rulebook.document import Node
from tuopin.rulebook.facts import Fact, FactSheet
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.parsing.measures import parse_measure
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


def parse_criterion(
    node: Node, facts: Mapping[Unit, FactSheet], faults: Faults
) -> Criterion:
    """Read one criterion file against the facts declared for its unit."""
    form = Form(node, faults)
    unit = form.word("unit", Unit)
    declared = facts[unit].facts if unit in facts else {}
    measure = parse_measure(form, "measure", declared)
    criterion = Criterion(
        id=form.name("id"),
        title=form.text("title"),
        cite=form.citation("cite"),
        unit=unit,
        measure=measure,
        observes=_observes(form, measure, declared),
        reasons=_reasons(form),
        notes=form.names("notes"),
    )
    form.close()
    return criterion


def _observes(form: Form, measure: Measure, declared: Mapping[str, Fact]) -> str | None:
    node = form.find("observes")
    if node is None:
        return measure.fact if isinstance(measure, YesNo | OneOf | Named) else None
    name = form.name_of(node, "observes")
    if name not in declared:
        wrong = Text(f"没有事实“{name}”", f"there is no fact {name!r}")
        form.fault(node, wrong, Text("已声明的事实", "a fact that the pack declares"))
    return name


def _reasons(form: Form) -> Mapping[ReasonFor, Text]:
    node = form.get("reasons")
    if node is None:
        return {}
    inner = Form(node, form.faults)
    for required in (ReasonFor.MET, ReasonFor.NOT_MET, ReasonFor.UNKNOWN):
        inner.get(required)
    return {
        inner.word_of(Node(child.place, name), ReasonFor): inner.text_of(child)
        for name, child in inner.entries().items()
    }
