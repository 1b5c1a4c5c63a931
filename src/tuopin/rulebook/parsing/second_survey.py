"""Parses how a drawn share is surveyed again; leaves out the drawing."""

from __future__ import annotations

from decimal import Decimal

from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.second_survey import ReasonedFigure, SecondSurveyRules
from tuopin.rulebook.text import Text


def parse_second_survey(node: Node, faults: Faults) -> SecondSurveyRules:
    """Read shares, tolerances and the question; faults are noted, not raised."""
    form = Form(node, faults)
    shares = Form(form.get("share") or Node(form.place, {}), faults)
    tolerance = Form(form.get("tolerance") or Node(form.place, {}), faults)
    rules = SecondSurveyRules(
        cite=form.citation("cite"),
        notes=form.names("notes"),
        assumed=form.yes_no("assumed", absent=False),
        usual=_figure(shares, "usual"),
        least=_figure(shares, "least"),
        most=_figure(shares, "most"),
        least_per_village=form.whole("least_per_village"),
        digits=form.whole("digits"),
        yuan=_figure(tolerance, "yuan"),
        share=_figure(tolerance, "share"),
        least_pairs=form.whole("least_pairs"),
        answer_within_days=form.whole("answer_within_days"),
        question=form.text("question"),
    )
    if not 0 < rules.least.value <= rules.usual.value <= rules.most.value <= 1:
        form.fault(
            shares.node,
            Text(
                "比例不成序：须大于0，最少、通常、最多依次不减，不超过1",
                "the shares are not in order",
            ),
            Text("如 0.02、0.05、0.30", "such as 0.02, 0.05, 0.30"),
        )
    for part in (shares, tolerance, form):
        part.close()
    return rules


def _figure(form: Form, key: str) -> ReasonedFigure:
    node = form.get(key)
    if node is None:
        return ReasonedFigure(Decimal(0), Text("", ""))
    inner = Form(node, form.faults)
    value = inner.get("value")
    found = ReasonedFigure(
        inner.decimal_from(inner.scalar_of(value, "value"), value)
        if value
        else Decimal(0),
        inner.text("why"),
    )
    inner.close()
    return found
