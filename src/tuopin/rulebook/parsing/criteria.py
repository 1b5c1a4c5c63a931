"""Parses criteria; leaves out their measures, which have a module of their own."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.rulebook.criteria import Criterion, ReasonFor
from tuopin.rulebook.document import Node
from tuopin.rulebook.facts import FactSheet
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
    criterion = Criterion(
        id=form.name("id"),
        title=form.text("title"),
        cite=form.citation("cite"),
        unit=unit,
        measure=parse_measure(form, "measure", declared),
        reasons=_reasons(form),
        notes=form.names("notes"),
    )
    form.close()
    return criterion


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
