"""Parses which contradictions of times are looked for; leaves out the looking."""

from __future__ import annotations

from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.parsing.integrity import read_clock
from tuopin.rulebook.text import Text
from tuopin.rulebook.time_logic import (
    CHECKS,
    WITH_ACTS,
    TimeCheck,
    TimeFigure,
    TimeLogicRules,
)


def parse_time_logic(node: Node, faults: Faults) -> TimeLogicRules:
    """Read the checks; faults are noted, not raised."""
    form = Form(node, faults)
    rules = TimeLogicRules(
        cite=form.citation("cite"),
        notes=form.names("notes"),
        clock=read_clock(form),
        checks=_checks(form),
    )
    form.close()
    return rules


def _checks(form: Form) -> dict[str, TimeCheck]:
    found = {}
    for name, inner in form.children("checks").items():
        if name not in CHECKS:
            known = ", ".join(CHECKS)
            form.fault(
                inner.node,
                Text(f"不认识“{name}”", f"{name!r} is no check"),
                Text(f"下列之一：{known}", f"one of {known}"),
            )
        found[name] = _check(name, inner)
    return found


def _check(name: str, form: Form) -> TimeCheck:
    has_figures = bool(CHECKS.get(name)) or form.find("figures") is not None
    figures = form.children("figures") if has_figures else {}
    check = TimeCheck(
        id=name,
        title=form.text("title"),
        question=form.text("question"),
        figures={key: _figure(inner) for key, inner in figures.items()},
        acts=form.names("acts") if name in WITH_ACTS else (),
    )
    needed = set(CHECKS.get(name, figures))
    for key in sorted(needed ^ set(figures)):
        lacks = key in needed
        form.fault(
            form.find("figures") or form.node,
            Text(f"缺少数值“{key}”", f"the figure {key!r} is missing")
            if lacks
            else Text(f"用不到数值“{key}”", f"the figure {key!r} is of no use"),
            Text("、".join(CHECKS.get(name, ())), ", ".join(CHECKS.get(name, ()))),
        )
    form.close()
    return check


def _figure(form: Form) -> TimeFigure:
    figure = TimeFigure(form.whole("value"), form.text("why"))
    form.close()
    return figure
