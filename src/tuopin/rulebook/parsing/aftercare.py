"""Parses what goes on after an exit."""

from __future__ import annotations

from tuopin.rulebook.aftercare import MONTHS, POSSIBLE, AftercareRules, Returning
from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.positions import Position
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
        remind_before_days=form.whole("remind_before_days"),
        resurveyed_by_month=_month(form),
        risk_settled_within_days=form.whole("risk_settled_within_days"),
        measures={
            name: inner.text_of(inner.node)
            for name, inner in form.children("measures").items()
        },
        returning=_returning(form),
    )
    form.close()
    return rules


def _month(form: Form) -> int:
    month = form.whole("resurveyed_by_month")
    if not 1 <= month <= MONTHS:
        form.fault(
            form.find("resurveyed_by_month") or form.node,
            Text(f"没有{month}月", f"there is no month {month}"),
            Text("1至12", "1 to 12"),
        )
        return MONTHS
    return month


def _returning(form: Form) -> Returning:
    node = form.get("returning")
    inner = Form(node or form.node, form.faults)
    if node is None:
        return Returning(form.citation("cite"), ())
    found = Returning(
        cite=inner.citation("cite"), decided_by=inner.words("decided_by", Position)
    )
    inner.close()
    return found
