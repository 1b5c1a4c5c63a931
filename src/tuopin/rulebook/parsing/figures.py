"""Parses figures with their sources: parameters by year and thresholds by date."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from tuopin.rulebook.criteria import Threshold
from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parameters import Confidence, Figure, Parameter
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text

_YEAR = re.compile(r"(?:19|20)\d\d")


def parse_parameter(node: Node, faults: Faults) -> Parameter:
    """Read one parameter file."""
    form = Form(node, faults)
    figures: dict[int, Figure] = {}
    for year, child in form.children("by_year").items():
        if _YEAR.fullmatch(year):
            figures[int(year)] = figure(child)
            continue
        wrong = Text(f"“{year}”不是年份", f"{year!r} is no year")
        child.fault(child.node, wrong, Text("如 2000", "such as 2000"))
    parameter = Parameter(
        id=form.name("id"),
        title=form.text("title"),
        unit=form.text("unit"),
        cite=form.citation("cite"),
        by_year=figures,
        note=form.name("note"),
    )
    form.close()
    return parameter


def figure(form: Form) -> Figure:
    """Read one figure with its source."""
    found = Figure(
        written=_exact(form),
        source=form.text("source"),
        confidence=form.word("confidence", Confidence),
        note=form.optional("note"),
    )
    form.close()
    return found


def threshold(form: Form) -> Threshold:
    """Read a criterion's `parameter`, or its `values` by date, whichever is there."""
    parameter = form.optional("parameter")
    dated: list[tuple[date, Figure]] = []
    for written, child in form.children("values").items():
        dated.append((form.day_from(written, child.node), figure(child)))
    if (parameter is None) == (not dated):
        form.fault(
            form.node,
            Text("没有写明（或写了两次）界限", "no threshold is given, or two are"),
            Text("parameter 与 values 二者取一", "either `parameter` or `values`"),
        )
    return Threshold(parameter, tuple(sorted(dated, key=lambda row: row[0])))


def _exact(form: Form) -> str:
    node = form.get("value")
    if node is None:
        return "0"
    written = form.scalar_of(node, "value")
    try:
        Fraction(written)
    except (ValueError, ZeroDivisionError):
        wrong = Text(f"“{written}”不是数", f"{written!r} is no figure")
        form.fault(node, wrong, Text("如 1234、0.5 或 2/3", "such as 1234, 0.5 or 2/3"))
        return "0"
    return written
