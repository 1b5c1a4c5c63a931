"""Parses how inspections draw and conclude; leaves out the drawing."""

from __future__ import annotations

from decimal import Decimal

from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.inspection import (
    FIGURES,
    InspectionFigure,
    InspectionRules,
    ReplacementRule,
)
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text

SHARES = ("confidence", "least_reached")


def parse_inspection(node: Node, faults: Faults) -> InspectionRules:
    """Read figures and reasons for replacing; faults are noted, not raised."""
    form = Form(node, faults)
    rules = InspectionRules(
        cite=form.citation("cite"),
        notes=form.names("notes"),
        figures=_figures(form),
        replacements={
            name: _replacement(name, inner)
            for name, inner in form.children("replacements").items()
        },
    )
    form.close()
    return rules


def _figures(form: Form) -> dict[str, InspectionFigure]:
    inner = form.children("figures")
    for name in sorted(set(FIGURES) ^ set(inner)):
        lacks = name in FIGURES
        form.fault(
            form.find("figures") or form.node,
            Text(f"缺少数值“{name}”", f"the figure {name!r} is missing")
            if lacks
            else Text(f"用不到数值“{name}”", f"the figure {name!r} is of no use"),
            Text("、".join(FIGURES), ", ".join(FIGURES)),
        )
    return {name: _figure(name, one) for name, one in inner.items()}


def _figure(name: str, form: Form) -> InspectionFigure:
    node = form.get("value")
    value = Decimal(0)
    if node is not None:
        value = form.decimal_from(form.scalar_of(node, "value"), node)
        is_right = 0 < value < 1 if name in SHARES else value == int(value) > 0
        # A share of all is a share: everybody has to be reached.
        if not is_right and not (name == "least_reached" and value == 1):
            form.fault(
                node,
                Text(f"“{value}”不合适", f"{value} will not do"),
                Text("如 0.95", "such as 0.95")
                if name in SHARES
                else Text("正整数", "a whole number above 0"),
            )
    figure = InspectionFigure(value, form.text("why"))
    form.close()
    return figure


def _replacement(name: str, form: Form) -> ReplacementRule:
    has_attempts = form.find("attempts") is not None
    rule = ReplacementRule(
        id=name,
        title=form.text("title"),
        paper=form.text("paper"),
        attempts=form.whole("attempts") if has_attempts else 0,
    )
    form.close()
    return rule
