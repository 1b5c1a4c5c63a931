"""Parses what goes on after an exit."""

from __future__ import annotations

from tuopin.rulebook.aftercare import POSSIBLE, AftercareRules
from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text


def parse_aftercare(node: Node, faults: Faults) -> AftercareRules:
    """Read until when pairings stay, and how often somebody calls."""
    form = Form(node, faults)
    visits = form.whole("visits_each_year")
    if visits not in POSSIBLE:
        form.fault(
            form.find("visits_each_year") or form.node,
            Text(f"一年{visits}次分不成整月", f"{visits} a year are no whole months"),
            Text("1、2、3、4、6或12", "1, 2, 3, 4, 6 or 12"),
        )
        visits = 1
    rules = AftercareRules(
        cite=form.citation("cite"),
        notes=form.names("notes"),
        paired_until=form.day("paired_until"),
        visits_each_year=visits,
    )
    form.close()
    return rules
