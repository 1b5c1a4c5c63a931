"""Parses what each level's set of papers holds; leaves out whether its acts exist."""

from __future__ import annotations

from collections.abc import Mapping

from tuopin.rulebook.archive import (
    ArchiveRules,
    CollectivePaper,
    RetentionPeriod,
    SetRules,
)
from tuopin.rulebook.document import Node
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.parsing.form import Form
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Each

Periods = Mapping[str, RetentionPeriod]
LEVELS = (Each.VILLAGE, Each.TOWNSHIP, Each.COUNTY)


def parse_archive(node: Node, faults: Faults) -> ArchiveRules:
    """Read the archive's sets; every level has one (art. 6: 村、乡、县三级)."""
    form = Form(node, faults)
    periods = {
        name: _period(name, inner)
        for name, inner in form.children("retention_periods").items()
    }
    sets = form.get("sets")
    inner = Form(sets or Node(form.place, {}), faults)
    rules = ArchiveRules(
        cite=form.citation("cite"),
        notes=form.names("notes"),
        sets={level: _set(level, inner, periods) for level in LEVELS},
    )
    inner.close()
    form.close()
    return rules


def _period(name: str, form: Form) -> RetentionPeriod:
    period = RetentionPeriod(name, form.scalar("code"), form.text("title"))
    form.close()
    return period


def _set(level: Each, sets: Form, periods: Periods) -> SetRules:
    node = sets.get(level)
    # A set that is missing is told once, and not field by field.
    form = Form(node or Node(sets.place, {}), sets.faults if node else Faults())
    rules = SetRules(
        level=level,
        title=form.text("title"),
        class_code=form.scalar("class_code"),
        class_title=form.text("class_title"),
        household_acts=form.names("household_acts"),
        household_retention=_kept_for(form, "household_retention", periods),
        collective=_collective(form, periods),
    )
    form.close()
    return rules


def _collective(
    form: Form, periods: Periods
) -> Mapping[CollectivePaper, RetentionPeriod]:
    node = form.get("collective")
    inner = Form(node or Node(form.place, {}), form.faults)
    found = {
        paper: _kept_for(inner, paper, periods)
        for paper in CollectivePaper
        if inner.find(paper) is not None
    }
    inner.close()
    return found


def _kept_for(form: Form, key: str, periods: Periods) -> RetentionPeriod:
    name = form.name(key)
    if name in periods or not name:
        return periods.get(name, _NO_PERIOD)
    known = ", ".join(periods)
    form.fault(
        form.find(key) or form.node,
        Text(f"没有保管期限“{name}”", f"there is no retention period {name!r}"),
        Text(f"下列之一：{known}", f"one of {known}"),
    )
    return _NO_PERIOD


_NO_PERIOD = RetentionPeriod("", "", Text("", ""))
